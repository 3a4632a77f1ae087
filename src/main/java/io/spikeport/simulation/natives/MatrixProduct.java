package io.spikeport.simulation.natives;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix product on ND4J's memory, bound to it once so that a call allocates nothing. It goes
 * straight to ND4J's BLAS: ND4J's own product copies a result in row-major order, the order of all
 * matrices here.
 *
 * <p>The memory stays the caller's, who keeps it until the last call.
 */
public interface MatrixProduct {

  /**
   * Computes the product.
   *
   * @param samples number of rows of x
   */
  void run(int samples);

  /**
   * {@code y = x·w} with {@code x [samples, inner]}, {@code w [inner, outer]} and {@code y
   * [samples, outer]}, one of several such products: each array is a sequence of matrices.
   *
   * @param index which matrix of each array
   * @param most samples of each of the matrices x and y
   */
  static MatrixProduct oneOf(
      int index, INDArray x, INDArray w, INDArray y, int most, int inner, int outer) {
    FloatPointer xs = at(x, (long) index * most * inner);
    FloatPointer ws = at(w, (long) index * inner * outer);
    FloatPointer ys = at(y, (long) index * most * outer);
    return samples ->
        cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasNoTrans,
            samples,
            outer,
            inner,
            1,
            xs,
            inner,
            ws,
            outer,
            0,
            ys,
            outer);
  }

  /**
   * {@code y = w·xᵀ} with {@code x [samples, inner]}, {@code w [outer, inner]} and {@code y [outer,
   * samples]}: the fastest form for few samples, with weights as networks store them.
   */
  static MatrixProduct transposed(INDArray x, INDArray w, INDArray y, int inner, int outer) {
    FloatPointer xs = at(x, 0);
    FloatPointer ws = at(w, 0);
    FloatPointer ys = at(y, 0);
    return samples -> {
      if (samples == 1) {
        cblas_sgemv(CblasRowMajor, CblasNoTrans, outer, inner, 1, ws, inner, xs, 1, 0, ys, 1);
      } else {
        cblas_sgemm(
            CblasRowMajor,
            CblasNoTrans,
            CblasTrans,
            outer,
            samples,
            inner,
            1,
            ws,
            inner,
            xs,
            inner,
            0,
            ys,
            samples);
      }
    };
  }

  private static FloatPointer at(INDArray array, long element) {
    return new FloatPointer(array.data().addressPointer()).getPointer(FloatPointer.class, element);
  }
}
