package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RidgeRegressionTest {

  private static final int SAMPLES = 60;
  private static final int FEATURES = 5;
  private static final int[] ALL = IntStream.range(0, SAMPLES).toArray();

  private final float[][] features = new float[SAMPLES][FEATURES];
  private final double[][] targets = new double[SAMPLES][2];

  RidgeRegressionTest() {
    Random random = new Random(11);
    for (int i = 0; i < SAMPLES; i++) {
      for (int f = 0; f < FEATURES; f++) {
        features[i][f] = (float) random.nextGaussian() + f;
      }
      targets[i][0] = 3 + 2 * features[i][1] - features[i][4] + random.nextGaussian();
      targets[i][1] = -1 + 0.5 * features[i][0];
    }
  }

  /** The penalty is 1e-9 of the features' size, and so is what it may change. */
  @Test
  void withoutPenaltyAnExactRelationIsFound() {
    RidgeRegression.Solution solution = new RidgeRegression(features, targets).on(ALL).solve(1e-9);
    double[][] weights = solution.weights();
    assertArrayEquals(new double[] {0.5, 0, 0, 0, 0}, weights[1], 1e-6);
    assertEquals(-1, solution.intercept(weights)[1], 1e-6);
  }

  /** The minimum of a convex function is where its gradient is 0. */
  @Test
  void theGradientOfThePenalisedErrorIsZero() {
    RidgeRegression.Solution solution = new RidgeRegression(features, targets).on(ALL).solve(0.3);
    double[][] weights = solution.weights();
    double[] intercept = solution.intercept(weights);
    double penalty = 0.3 * meanSquareOfCentred();
    for (int f = 0; f < FEATURES; f++) {
      double gradient = penalty * weights[0][f];
      for (int i = 0; i < SAMPLES; i++) {
        gradient += (predict(weights[0], intercept[0], i) - targets[i][0]) * features[i][f];
      }
      assertEquals(0, gradient, 1e-6);
    }
  }

  @Test
  void errorsOnOtherSamplesAreThoseOfTheWeights() {
    int[] fitted = IntStream.range(0, 40).toArray();
    int[] others = IntStream.range(40, SAMPLES).toArray();
    RidgeRegression.Solution solution =
        new RidgeRegression(features, targets).on(fitted).solve(0.1);
    double[][] weights = solution.weights();
    double[] intercept = solution.intercept(weights);
    double expected = 0;
    for (int i : others) {
      for (int c = 0; c < 2; c++) {
        expected += Math.pow(predict(weights[c], intercept[c], i) - targets[i][c], 2);
      }
    }
    assertEquals(expected, solution.squaredError(others), 1e-9 * expected);
  }

  @Test
  void anInfinitePenaltyLeavesTheMean() {
    RidgeRegression.Solution solution =
        new RidgeRegression(features, targets).on(ALL).solve(Double.POSITIVE_INFINITY);
    double[][] weights = solution.weights();
    assertArrayEquals(new double[FEATURES], weights[0]);
    double mean = IntStream.of(ALL).mapToDouble(i -> targets[i][0]).average().orElseThrow();
    assertEquals(mean, solution.intercept(weights)[0], 1e-12);
  }

  private double predict(double[] weights, double intercept, int sample) {
    double y = intercept;
    for (int f = 0; f < FEATURES; f++) {
      y += weights[f] * features[sample][f];
    }
    return y;
  }

  private double meanSquareOfCentred() {
    double sum = 0;
    for (int f = 0; f < FEATURES; f++) {
      int feature = f;
      double mean =
          IntStream.of(ALL).mapToDouble(i -> features[i][feature]).average().orElseThrow();
      for (int i : ALL) {
        sum += Math.pow(features[i][f] - mean, 2);
      }
    }
    return sum / SAMPLES;
  }
}
