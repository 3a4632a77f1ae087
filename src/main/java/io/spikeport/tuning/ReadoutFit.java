package io.spikeport.tuning;

import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fits the last layer to what the spiking network really sends it: the correction of its weight and
 * bias that brings its output nearest to the ANN's in squared error, drawn towards 0 by a penalty.
 * The penalty is chosen by cross-validation: the strongest wins that does nearly as well as the
 * best; an infinite one leaves a shift alone.
 */
final class ReadoutFit {

  private static final double[] PENALTIES = {Double.POSITIVE_INFINITY, 10, 3, 1, 0.3, 0.1};

  /** How much more squared error a stronger penalty may leave than the best. */
  private static final double NEARLY = 1.03;

  /** Fewer images than this say too little about a weight. */
  private static final int LEAST_IMAGES = 40;

  private static final int FOLDS = 4;

  private ReadoutFit() {}

  /** The correction, or nothing if there are too few samples or it does not help. */
  static Optional<OutputCorrection> fit(List<ReadoutSample> samples) {
    int images = samples.size();
    if (images < LEAST_IMAGES) {
      return Optional.empty();
    }
    float[][] features = samples.stream().map(ReadoutSample::features).toArray(float[][]::new);
    double[][] errors = samples.stream().map(ReadoutSample::error).toArray(double[][]::new);
    RidgeRegression regression = new RidgeRegression(features, errors);
    double[] left = heldBackErrors(regression, images);
    double best = Arrays.stream(left).min().orElseThrow();
    int chosen = 0;
    while (left[chosen] > NEARLY * best) {
      chosen++;
    }
    if (Double.isInfinite(PENALTIES[chosen])) {
      return Optional.empty();
    }
    int[] all = IntStream.range(0, images).toArray();
    RidgeRegression.Solution solution = regression.on(all).solve(PENALTIES[chosen]);
    double[][] weights = solution.weights();
    return Optional.of(
        new OutputCorrection(Optional.of(tensor(weights)), tensor(solution.intercept(weights))));
  }

  /** For each penalty, the squared error on images that a fit has not seen, over all images. */
  private static double[] heldBackErrors(RidgeRegression regression, int images) {
    double[] errors = new double[PENALTIES.length];
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = fold;
      int[] fitted = IntStream.range(0, images).filter(i -> i % FOLDS != held).toArray();
      int[] heldBack = IntStream.range(0, images).filter(i -> i % FOLDS == held).toArray();
      RidgeRegression.Problem problem = regression.on(fitted);
      IntStream.range(0, PENALTIES.length)
          .parallel()
          .forEach(p -> errors[p] += problem.solve(PENALTIES[p]).squaredError(heldBack));
    }
    return errors;
  }

  private static Tensor tensor(double[][] rows) {
    float[] values = new float[Math.multiplyExact(rows.length, rows[0].length)];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length; c++) {
        values[r * rows[r].length + c] = (float) rows[r][c];
      }
    }
    return Tensor.wrap(Shape.of(rows.length, rows[0].length), values);
  }

  private static Tensor tensor(double[] row) {
    float[] values = new float[row.length];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) row[c];
    }
    return Tensor.wrap(Shape.of(values.length), values);
  }
}
