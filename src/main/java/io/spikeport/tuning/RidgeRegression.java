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

  /** Four sums in turn, so that an addition does not wait for the one before. */
  private static double product(float[] a, float[] b) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i < a.length - 3; i += 4) {
      first += (double) a[i] * b[i];
      second += (double) a[i + 1] * b[i + 1];
      third += (double) a[i + 2] * b[i + 2];
      fourth += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      first += (double) a[i] * b[i];
    }
    return first + second + (third + fourth);
  }

  /**
   * The problem on some of the samples, to be solved for several penalties.
   *
   * @param samples that are fitted
   */
  Problem on(int[] samples) {
    return new Problem(samples);
  }

  /** Samples to fit, and their products about their mean. */
  final class Problem {

    private final int[] samples;
    private final double[] mean;
    private final double[] rowMeans;
    private final double wholeMean;
    private final double[][] kernel;
    private final double trace;

    private Problem(int[] samples) {
      int n = samples.length;
      this.samples = samples;
      this.mean = new double[targets[0].length];
      this.rowMeans = new double[n];
      for (int i = 0; i < n; i++) {
        rowMeans[i] = meanProduct(samples[i]);
        for (int c = 0; c < mean.length; c++) {
          mean[c] += targets[samples[i]][c] / n;
        }
      }
      double sum = 0;
      for (double row : rowMeans) {
        sum += row;
      }
      this.wholeMean = sum / n;
      this.kernel = new double[n][n];
      double diagonal = 0;
      for (int i = 0; i < n; i++) {
        centredProducts(samples[i], rowMeans[i], kernel[i]);
        diagonal += kernel[i][i];
      }
      this.trace = diagonal;
    }

    private double meanProduct(int sample) {
      double sum = 0;
      for (int other : samples) {
        sum += gram[sample][other];
      }
      return sum / samples.length;
    }

    /** {@code ⟨x − x̄, x_i − x̄⟩} for each of the samples fitted. */
    private void centredProducts(int sample, double meanProduct, double[] into) {
      for (int i = 0; i < samples.length; i++) {
        into[i] = gram[sample][samples[i]] - meanProduct - rowMeans[i] + wholeMean;
      }
    }

    /**
     * Solves.
     *
     * @param penalty λ as a multiple of the mean square of a centred sample; infinite for weights
     *     of 0
     */
    Solution solve(double penalty) {
      int n = samples.length;
      double[][] coefficients = new double[n][mean.length];
      if (Double.isFinite(penalty) && trace > 0) {
        double[][] penalized = new double[n][];
        for (int i = 0; i < n; i++) {
          penalized[i] = kernel[i].clone();
          penalized[i][i] += penalty * trace / n;
          for (int c = 0; c < mean.length; c++) {
            coefficients[i][c] = targets[samples[i]][c] - mean[c];
          }
        }
        Cholesky.solve(penalized, coefficients);
      }
      return new Solution(this, coefficients);
    }
  }

  /**
   * A solution: {@code y(x) = mean + Σ_i coefficients[i]·⟨x_i − x̄, x − x̄⟩} over the samples
   * fitted.
   */
  final class Solution {

    private final Problem problem;
    private final double[][] coefficients;

    private Solution(Problem problem, double[][] coefficients) {
      this.problem = problem;
      this.coefficients = coefficients;
    }

    /** Sum of squared errors on other samples. */
    double squaredError(int[] others) {
      double[] products = new double[problem.samples.length];
      double sum = 0;
      for (int other : others) {
        problem.centredProducts(other, problem.meanProduct(other), products);
        double[] y = problem.mean.clone();
        for (int i = 0; i < products.length; i++) {
          for (int c = 0; c < y.length; c++) {
            y[c] += coefficients[i][c] * products[i];
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
      double[][] weights = new double[problem.mean.length][centre.length];
      for (int c = 0; c < weights.length; c++) {
        for (int i = 0; i < problem.samples.length; i++) {
          double a = coefficients[i][c];
          float[] x = features[problem.samples[i]];
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
      double[] intercept = problem.mean.clone();
      for (int c = 0; c < intercept.length; c++) {
        for (int f = 0; f < centre.length; f++) {
          intercept[c] -= weights[c][f] * centre[f];
        }
      }
      return intercept;
    }

    private double[] centre() {
      double[] centre = new double[features[0].length];
      for (int sample : problem.samples) {
        for (int f = 0; f < centre.length; f++) {
          centre[f] += features[sample][f] / (double) problem.samples.length;
        }
      }
      return centre;
    }
  }
}
