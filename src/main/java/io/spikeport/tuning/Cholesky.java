package io.spikeport.tuning;

/** Solves {@code A·X = B} for a symmetric positive definite A. */
final class Cholesky {

  private Cholesky() {}

  /**
   * Solves in place.
   *
   * @param a {@code [n][n]}; its lower triangle becomes the factor L of {@code A = L·Lᵀ}
   * @param b {@code [n][k]}; becomes X
   */
  static void solve(double[][] a, double[][] b) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int q = 0; q < j; q++) {
          sum -= a[i][q] * a[j][q];
        }
        a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        subtract(b[i], a[i][j], b[j]);
      }
      divide(b[i], a[i][i]);
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        subtract(b[i], a[j][i], b[j]);
      }
      divide(b[i], a[i][i]);
    }
  }

  private static void subtract(double[] from, double factor, double[] row) {
    for (int c = 0; c < from.length; c++) {
      from[c] -= factor * row[c];
    }
  }

  private static void divide(double[] row, double divisor) {
    for (int c = 0; c < row.length; c++) {
      row[c] /= divisor;
    }
  }
}
