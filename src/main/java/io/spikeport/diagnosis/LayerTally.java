package io.spikeport.diagnosis;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.tensor.Tensor;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalDouble;

/** Sums over the neurons of one layer and all images so far, in double precision. */
final class LayerTally {

  private final ComparedLayer layer;
  private final BitSet active = new BitSet();
  private final BitSet fired = new BitSet();
  private final Norms norms = new Norms();
  private final Moments moments = new Moments();
  private long pairs;
  private long saturated;
  private double spikes;
  private long steps;

  LayerTally(ComparedLayer layer) {
    this.layer = layer;
  }

  /**
   * Takes in one image.
   *
   * @param activations a, in the layer's shape, row-major
   * @param meanSpikes spikes per timestep over the timesteps read out, negative ones subtracted
   * @param spikeCounts spikes in all timesteps, negative ones counted as positive ones
   * @param timesteps timesteps run
   * @param readoutStart t₀, below {@code timesteps}
   */
  void add(
      float[] activations, Tensor meanSpikes, Tensor spikeCounts, int timesteps, int readoutStart) {
    int window = timesteps - readoutStart;
    long most = (long) layer.maximumSpikes() * window;
    int perChannel = activations.length / layer.channels();
    for (int i = 0; i < activations.length; i++) {
      double a = activations[i];
      double step = (double) layer.scale(i / perChannel) / window;
      // Whole again: the mean is a float, so at levels between two spikes it would be a bit off.
      double count = Math.rint((double) meanSpikes.get(i) * window);
      double r = count * step;
      norms.add(a, r, ErrorParts.of(a, r, step, most));
      moments.add(a, r);
      if (count >= most && a > most * step) {
        saturated++;
      }
      if (a > 0) {
        active.set(i);
      }
      if (spikeCounts.get(i) > 0) {
        fired.set(i);
        spikes += spikeCounts.get(i);
      }
    }
    pairs += activations.length;
    steps += timesteps;
  }

  /**
   * The layer's diagnosis; empty if the ANN's activation is 0 everywhere, so that no error is
   * relative to it.
   *
   * @throws ModelException if an activation is NaN or infinite
   */
  Optional<LayerDiagnosis> diagnosis() {
    // Squares of floats stay finite in double precision, and so do sums of them.
    if (!Double.isFinite(norms.activation)) {
      throw new ModelException(
          Problem.mismatch(
              "layer '" + layer.name() + "' of the reference",
              "finite activations",
              "NaN or infinity",
              "use the same preprocessing as in training"));
    }
    if (norms.activation == 0) {
      return Optional.empty();
    }
    BitSet silent = (BitSet) active.clone();
    silent.andNot(fired);
    int neurons = layer.shape().size();
    return Optional.of(
        new LayerDiagnosis(
            layer.name(),
            neurons,
            spikes / ((double) neurons * steps),
            moments.correlation(),
            norms.relative(norms.error),
            norms.differences / norms.activations,
            norms.relative(norms.clipping),
            norms.relative(norms.quantization),
            norms.relative(norms.unevenness),
            (double) saturated / pairs,
            (double) silent.cardinality() / neurons));
  }

  /** Sums and sums of squares. */
  private static final class Norms {
    private double activations;
    private double differences;
    private double activation;
    private double error;
    private double clipping;
    private double quantization;
    private double unevenness;

    void add(double a, double r, ErrorParts parts) {
      double difference = r - a;
      activations += a;
      differences += difference;
      activation += a * a;
      error += difference * difference;
      clipping += parts.clipping() * parts.clipping();
      quantization += parts.quantization() * parts.quantization();
      unevenness += parts.unevenness() * parts.unevenness();
    }

    double relative(double squares) {
      return Math.sqrt(squares / activation);
    }
  }

  /**
   * Sums for Pearson's correlation. Values are taken relative to the first ones: what is the same
   * everywhere has a variance of exactly 0 then, and less cancels.
   */
  private static final class Moments {
    private long count;
    private double a0;
    private double r0;
    private double a;
    private double r;
    private double aa;
    private double rr;
    private double ar;

    void add(double activation, double rate) {
      if (count++ == 0) {
        a0 = activation;
        r0 = rate;
      }
      double da = activation - a0;
      double dr = rate - r0;
      a += da;
      r += dr;
      aa += da * da;
      rr += dr * dr;
      ar += da * dr;
    }

    OptionalDouble correlation() {
      double varianceA = aa - a * a / count;
      double varianceR = rr - r * r / count;
      if (!(varianceA > 0 && varianceR > 0)) {
        return OptionalDouble.empty();
      }
      double covariance = ar - a * r / count;
      double rounded = covariance / Math.sqrt(varianceA) / Math.sqrt(varianceR);
      return OptionalDouble.of(Math.max(-1, Math.min(1, rounded)));
    }
  }
}
