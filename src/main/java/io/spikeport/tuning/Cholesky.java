package io.spikeport.tuning;

/** Solves {@code A·X = B} for a symmetric positive definite A. */
final class Cholesky {

  private Cholesky() {}

  /**
   * Solves in place, row by row, so that every inner loop runs along a row.
   *
   * @param a {@code [n][n]}; its upper triangle becomes D·Lᵀ of {@code A = L·D·Lᵀ}
   * @param b {@code [n][k]}; becomes X
   */
  static void solve(double[][] a, double[][] b) {
    int n = a.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int i = pivot + 1; i < n; i++) {
        double factor = a[pivot][i] / a[pivot][pivot];
        subtract(a[i], factor, a[pivot], i);
        subtract(b[i], factor, b[pivot], 0);
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        subtract(b[i], a[i][j], b[j], 0);
      }
      for (int c = 0; c < b[i].length; c++) {
        b[i][c] /= a[i][i];
      }
    }
  }

  private static void subtract(double[] from, double factor, double[] row, int first) {
    for (int c = first; c < from.length; c++) {
      from[c] -= factor * row[c];
    }
  }
}
