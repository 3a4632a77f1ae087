package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A continuous function made of straight pieces, as a sum of ReLUs that start at its kinks b: with
 * slopes m, f(z) = f(b₀) + m₊·ReLU(z − b_last) − m₋·ReLU(b₀ − z) + Σ m·min(ReLU(z − bᵢ), bᵢ₊₁ −
 * bᵢ).
 *
 * @param constant f(b₀): a scalar, or one value per channel
 */
record PiecewiseLinear(Tensor constant, List<Term> terms) {

  /** Bounds beyond this are how exporters say that there is none. */
  private static final double UNBOUNDED = 1e30;

  /**
   * {@code weight·ReLU(gain·z + offset)}, each a scalar or one value per channel.
   *
   * @param maximum where the ReLU saturates
   */
  record Term(Tensor gain, Tensor offset, Optional<Float> maximum, Tensor weight) {}

  /** The function in this form, if it has one. */
  static Optional<PiecewiseLinear> of(Activation activation) {
    int channels = activation.parameters().stream().mapToInt(Tensor::size).max().orElse(1);
    double[][] kinks = new double[channels][];
    double[][] parameters = new double[channels][];
    for (int c = 0; c < channels; c++) {
      parameters[c] = parameters(activation, c);
      kinks[c] = kinks(activation.function(), parameters[c]);
      if (kinks[c].length == 0 || kinks[c].length != kinks[0].length || !ascend(kinks[c])) {
        return Optional.empty();
      }
    }
    return Optional.of(of(activation.function(), parameters, kinks));
  }

  private static double[] parameters(Activation activation, int channel) {
    return activation.parameters().stream()
        .mapToDouble(p -> p.get(p.isScalar() ? 0 : channel))
        .toArray();
  }

  /** Where the slope changes; nowhere for functions of another kind. */
  private static double[] kinks(Function function, double[] p) {
    double[] all =
        switch (function) {
          case RELU, LEAKY_RELU -> new double[] {0};
          case CLIP -> new double[] {p[0], p[1]};
          case HARD_SIGMOID -> new double[] {-p[1] / p[0], (1 - p[1]) / p[0]};
          default -> new double[0];
        };
    return Arrays.stream(all).filter(b -> Math.abs(b) < UNBOUNDED).sorted().toArray();
  }

  private static boolean ascend(double[] kinks) {
    return IntStream.range(1, kinks.length).allMatch(i -> kinks[i] > kinks[i - 1]);
  }

  private static PiecewiseLinear of(Function function, double[][] parameters, double[][] kinks) {
    int channels = kinks.length;
    int last = kinks[0].length - 1;
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      double[] weights = new double[channels];
      double[] widths = new double[channels];
      for (int c = 0; c < channels; c++) {
        widths[c] = i < last ? kinks[c][i + 1] - kinks[c][i] : 1;
        double rise =
            function.at(kinks[c][i] + widths[c], parameters[c])
                - function.at(kinks[c][i], parameters[c]);
        weights[c] = rise / widths[c];
      }
      int from = i;
      double[] starts = IntStream.range(0, channels).mapToDouble(c -> kinks[c][from]).toArray();
      if (i < last) {
        piece(starts, widths, weights).ifPresent(terms::add);
      } else {
        ray(1, starts, weights).ifPresent(terms::add);
      }
    }
    double[] firsts = new double[channels];
    double[] constants = new double[channels];
    double[] falls = new double[channels];
    for (int c = 0; c < channels; c++) {
      firsts[c] = kinks[c][0];
      constants[c] = function.at(firsts[c], parameters[c]);
      falls[c] = function.at(firsts[c] - 1, parameters[c]) - constants[c];
    }
    ray(-1, firsts, falls).ifPresent(terms::add);
    return new PiecewiseLinear(tensor(constants), List.copyOf(terms));
  }

  /** A piece without an end, to the right (1) or to the left (−1). */
  private static Optional<Term> ray(int direction, double[] starts, double[] weights) {
    double[] offsets = Arrays.stream(starts).map(b -> 0 - direction * b).toArray();
    return isZero(weights)
        ? Optional.empty()
        : Optional.of(
            new Term(Tensor.scalar(direction), tensor(offsets), Optional.empty(), tensor(weights)));
  }

  /** A ReLU saturates at one value in all channels, so narrower pieces are stretched to it. */
  private static Optional<Term> piece(double[] starts, double[] widths, double[] weights) {
    double widest = Arrays.stream(widths).max().orElseThrow();
    double[] gains = Arrays.stream(widths).map(width -> widest / width).toArray();
    double[] offsets = new double[gains.length];
    double[] shares = new double[gains.length];
    for (int c = 0; c < gains.length; c++) {
      offsets[c] = 0 - gains[c] * starts[c];
      shares[c] = weights[c] / gains[c];
    }
    return isZero(weights)
        ? Optional.empty()
        : Optional.of(
            new Term(tensor(gains), tensor(offsets), Optional.of((float) widest), tensor(shares)));
  }

  private static boolean isZero(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == 0);
  }

  private static Tensor tensor(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats.length == 1 ? Tensor.scalar(floats[0]) : Tensor.vector(floats);
  }
}
