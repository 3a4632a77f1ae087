package io.spikeport.tuning;

import java.util.stream.IntStream;

/**
 * Linear least squares with an intercept and a penalty on the weights, {@code min Σ‖w·x_i + c −
 * y_i‖² + λ‖w‖²} (Hoerl and Kennard 1970), solved in its dual form: as large as the number of
 * samples, however many features there are.
 */
final class RidgeRegression {

  private final float[][] features;
  private final double[][] targets;
  private final double[][] gram;

  /**
   * @param features {@code [samples][features]}; not a copy
   * @param targets {@code [samples][outputs]}; not a copy
   */
  RidgeRegression(float[][] features, double[][] targets) {
    this.features = features;
    this.targets = targets;
    int samples = features.length;
    this.gram = new double[samples][samples];
    IntStream.range(0, samples)
        .parallel()
        .forEach(
            i -> {
              for (int j = 0; j <= i; j++) {
                gram[i][j] = product(features[i], features[j]);
              }
            });
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < i; j++) {
        gram[j][i] = gram[i][j];
      }
    }
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /**
   * A solution: {@code y(x) = mean + Σ_i coefficients[i]·⟨x_i − x̄, x − x̄⟩} over the samples
   * fitted.
   */
  final class Solution {

    private final int[] samples;
    private final double[] mean;
    private final double[][] coefficients;

    private Solution(int[] samples, double[] mean, double[][] coefficients) {
      this.samples = samples;
      this.mean = mean;
      this.coefficients = coefficients;
    }

    /** Sum of squared errors on other samples. */
    double squaredError(int[] others) {
      double[] rows = rowMeans(samples, samples);
      double whole = average(rows);
      double sum = 0;
      for (int other : others) {
        double own = average(kernel(other, samples));
        double[] y = mean.clone();
        for (int i = 0; i < samples.length; i++) {
          double k = gram[other][samples[i]] - own - rows[i] + whole;
          for (int c = 0; c < y.length; c++) {
            y[c] += coefficients[i][c] * k;
          }
        }
        for (int c = 0; c < y.length; c++) {
          sum += (y[c] - targets[other][c]) * (y[c] - targets[other][c]);
        }
      }
      return sum;
    }

    /** {@code [outputs][features]}. */
    double[][] weights() {
      double[] centre = centre();
      double[][] weights = new double[mean.length][centre.length];
      for (int c = 0; c < mean.length; c++) {
        for (int i = 0; i < samples.length; i++) {
          double a = coefficients[i][c];
          float[] x = features[samples[i]];
          for (int f = 0; f < centre.length; f++) {
            weights[c][f] += a * (x[f] - centre[f]);
          }
        }
      }
      return weights;
    }

    /** One value per output. */
    double[] intercept(double[][] weights) {
      double[] centre = centre();
      double[] intercept = mean.clone();
      for (int c = 0; c < intercept.length; c++) {
        for (int f = 0; f < centre.length; f++) {
          intercept[c] -= weights[c][f] * centre[f];
        }
      }
      return intercept;
    }

    private double[] centre() {
      double[] centre = new double[features[0].length];
      for (int sample : samples) {
        for (int f = 0; f < centre.length; f++) {
          centre[f] += features[sample][f] / (double) samples.length;
        }
      }
      return centre;
    }
  }

  /**
   * Solves for some of the samples.
   *
   * @param penalty λ as a multiple of the mean square of a centred sample; infinite for weights of
   *     0
   */
  Solution solve(int[] samples, double penalty) {
    int n = samples.length;
    int outputs = targets[0].length;
    double[] mean = new double[outputs];
    for (int sample : samples) {
      for (int c = 0; c < outputs; c++) {
        mean[c] += targets[sample][c] / n;
      }
    }
    double[][] coefficients = new double[n][outputs];
    double[][] kernel = centredKernel(samples);
    double trace = IntStream.range(0, n).mapToDouble(i -> kernel[i][i]).sum();
    if (Double.isFinite(penalty) && trace > 0) {
      for (int i = 0; i < n; i++) {
        kernel[i][i] += penalty * trace / n;
        for (int c = 0; c < outputs; c++) {
          coefficients[i][c] = targets[samples[i]][c] - mean[c];
        }
      }
      Cholesky.solve(kernel, coefficients);
    }
    return new Solution(samples, mean, coefficients);
  }

  private double[][] centredKernel(int[] samples) {
    double[] rows = rowMeans(samples, samples);
    double whole = average(rows);
    double[][] kernel = new double[samples.length][];
    for (int i = 0; i < samples.length; i++) {
      kernel[i] = kernel(samples[i], samples);
      for (int j = 0; j < samples.length; j++) {
        kernel[i][j] += whole - rows[i] - rows[j];
      }
    }
    return kernel;
  }

  private double[] rowMeans(int[] rows, int[] columns) {
    return IntStream.of(rows).mapToDouble(row -> average(kernel(row, columns))).toArray();
  }

  private double[] kernel(int row, int[] columns) {
    return IntStream.of(columns).mapToDouble(column -> gram[row][column]).toArray();
  }

  private static double average(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
