package io.spikeport.onnx;

import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that is known when the model is imported. Real numbers are decoded when first asked for,
 * so that a large constant that nobody needs costs nothing; integers, which make up shapes, may
 * contain the batch size.
 */
final class Constant implements Value {

  private final int[] dims;
  private final Optional<List<Dim>> integers;
  private final Supplier<float[]> source;
  private Optional<float[]> decoded = Optional.empty();

  private Constant(int[] dims, Optional<List<Dim>> integers, Supplier<float[]> source) {
    this.dims = dims;
    this.integers = integers;
    this.source = source;
  }

  static Constant of(TensorProto proto, String place, Path folder) {
    TensorProtos tensor = TensorProtos.of(proto, place);
    if (!tensor.isInteger()) {
      return new Constant(
          tensor.dims(), Optional.empty(), () -> tensor.floats(Optional.of(folder)));
    }
    long[] values = tensor.integers(Optional.of(folder));
    return integers(tensor.dims(), Arrays.stream(values).mapToObj(Dim::of).toList());
  }

  static Constant integers(int[] dims, List<Dim> values) {
    return new Constant(
        dims,
        Optional.of(List.copyOf(values)),
        () -> {
          float[] reals = new float[values.size()];
          for (int i = 0; i < reals.length; i++) {
            reals[i] = values.get(i).factor();
          }
          return reals;
        });
  }

  static Constant vector(List<Dim> values) {
    return integers(new int[] {values.size()}, values);
  }

  static Constant reals(int[] dims, float... values) {
    return new Constant(dims, Optional.empty(), () -> values);
  }

  /** Extents, with every axis; may hold zeros. */
  int[] dims() {
    return dims.clone();
  }

  int rank() {
    return dims.length;
  }

  int size() {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  /** The elements, where they are integers. */
  Optional<List<Dim>> integers() {
    return integers;
  }

  /** The elements, row-major; not to be changed. */
  float[] values() {
    if (decoded.isEmpty()) {
      decoded = Optional.of(source.get());
    }
    return decoded.get();
  }

  /** The whole constant; it must not be empty. */
  Tensor tensor() {
    return Tensor.wrap(Shape.of(dims), values());
  }

  /** The elements as numbers below 2³¹ in size, where they are integers without the batch size. */
  Optional<List<Integer>> ints() {
    if (integers.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> plain = new ArrayList<>();
    for (Dim dim : integers.get()) {
      if (dim.batch()) {
        return Optional.empty();
      }
      plain.add((int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, dim.factor())));
    }
    return Optional.of(plain);
  }

  @Override
  public String toString() {
    return "a constant of shape " + Arrays.toString(dims);
  }
}
