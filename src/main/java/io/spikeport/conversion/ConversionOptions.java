package io.spikeport.conversion;

import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.LeastSquares;
import io.spikeport.calibration.Normalization;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Readout;
import io.spikeport.tuning.Tuning;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that decides what a conversion makes of a model.
 *
 * @param normalization how activation scales are chosen
 * @param granularity for what one scale is chosen
 * @param scalers whether scales stay separate or are folded into weights
 * @param neurons what takes the place of a ReLU
 * @param initialPotential v₀ in threshold units
 * @param maxPooling how max pooling is done on spikes
 * @param readout what is summed over time
 * @param readoutStart t₀
 * @param timesteps T that the model is meant to be run for, and tuned for
 * @param tuning what is calibrated on spiking runs; integrate-and-fire neurons only
 * @param preprocessing what is done to every image first; recorded in the model
 * @param output name of the ONNX output to convert, where there are several
 */
public record ConversionOptions(
    Normalization normalization,
    Granularity granularity,
    Scalers scalers,
    NeuronModel neurons,
    float initialPotential,
    MaxPooling maxPooling,
    Readout readout,
    ReadoutStart readoutStart,
    int timesteps,
    Tuning tuning,
    Preprocessing preprocessing,
    Optional<String> output) {

  public ConversionOptions {
    Objects.requireNonNull(normalization);
    Objects.requireNonNull(granularity);
    Objects.requireNonNull(scalers);
    Objects.requireNonNull(neurons);
    Objects.requireNonNull(maxPooling);
    Objects.requireNonNull(readout);
    Objects.requireNonNull(readoutStart);
    Objects.requireNonNull(tuning);
    Objects.requireNonNull(preprocessing);
    Objects.requireNonNull(output);
    if (!Float.isFinite(initialPotential)) {
      throw new IllegalArgumentException("initial potential " + initialPotential);
    }
  }

  /**
   * The article's pipeline: MaxNorm per layer, separate scalers, IF neurons from v₀ = 0, T = 50.
   */
  public static ConversionOptions article() {
    return new ConversionOptions(
        new Normalization.Max(),
        Granularity.LAYER,
        Scalers.SEPARATE,
        new NeuronModel.If(Reset.SOFT, Firing.PLAIN),
        0,
        MaxPooling.SPIKES,
        Readout.OUTPUT,
        new ReadoutStart.At(0),
        50,
        Tuning.NONE,
        Preprocessing.NONE,
        Optional.empty());
  }

  /**
   * Nearly the trained network's accuracy in few timesteps: scales of least squared error for T per
   * channel, half a threshold to start with, max pooling by lateral inhibition, logits read out,
   * and everything calibrated on spiking runs.
   *
   * @param timesteps T
   */
  public static ConversionOptions lowLatency(int timesteps) {
    return article().toBuilder()
        .normalization(new LeastSquares(timesteps))
        .granularity(Granularity.CHANNEL)
        .scalers(Scalers.FOLDED)
        .initialPotential(0.5f)
        .maxPooling(MaxPooling.LATERAL_INHIBITION)
        .readout(Readout.LOGITS)
        .timesteps(timesteps)
        .tuning(new Tuning(true, true, Tuning.Potentials.CHANNEL, true, Tuning.DEFAULT_IMAGES))
        .build();
  }

  /**
   * Delta coding, nearly lossless in four timesteps: sigma-delta neurons whose largest spike is the
   * 99.9th percentile of each channel, pooling before the neurons, logits read out.
   *
   * @param timesteps T
   * @param levels n, the number of spike sizes
   */
  public static ConversionOptions graded(int timesteps, int levels) {
    return article().toBuilder()
        .normalization(new Normalization.Percentile(99.9))
        .granularity(Granularity.CHANNEL)
        .neurons(new NeuronModel.SigmaDelta(levels))
        .maxPooling(MaxPooling.BEFORE_NEURON)
        .readout(Readout.LOGITS)
        .timesteps(timesteps)
        .build();
  }

  /** These options, to be changed one by one. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes options one by one; each method returns this builder. */
  public static final class Builder {

    private Normalization normalization;
    private Granularity granularity;
    private Scalers scalers;
    private NeuronModel neurons;
    private float initialPotential;
    private MaxPooling maxPooling;
    private Readout readout;
    private ReadoutStart readoutStart;
    private int timesteps;
    private Tuning tuning;
    private Preprocessing preprocessing;
    private Optional<String> output;

    private Builder(ConversionOptions from) {
      this.normalization = from.normalization;
      this.granularity = from.granularity;
      this.scalers = from.scalers;
      this.neurons = from.neurons;
      this.initialPotential = from.initialPotential;
      this.maxPooling = from.maxPooling;
      this.readout = from.readout;
      this.readoutStart = from.readoutStart;
      this.timesteps = from.timesteps;
      this.tuning = from.tuning;
      this.preprocessing = from.preprocessing;
      this.output = from.output;
    }

    public Builder normalization(Normalization value) {
      this.normalization = value;
      return this;
    }

    public Builder granularity(Granularity value) {
      this.granularity = value;
      return this;
    }

    public Builder scalers(Scalers value) {
      this.scalers = value;
      return this;
    }

    public Builder neurons(NeuronModel value) {
      this.neurons = value;
      return this;
    }

    public Builder initialPotential(float value) {
      this.initialPotential = value;
      return this;
    }

    public Builder maxPooling(MaxPooling value) {
      this.maxPooling = value;
      return this;
    }

    public Builder readout(Readout value) {
      this.readout = value;
      return this;
    }

    public Builder readoutStart(ReadoutStart value) {
      this.readoutStart = value;
      return this;
    }

    public Builder timesteps(int value) {
      this.timesteps = value;
      return this;
    }

    public Builder tuning(Tuning value) {
      this.tuning = value;
      return this;
    }

    public Builder preprocessing(Preprocessing value) {
      this.preprocessing = value;
      return this;
    }

    public Builder output(Optional<String> value) {
      this.output = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the options contradict each other
     */
    public ConversionOptions build() {
      return new ConversionOptions(
          normalization,
          granularity,
          scalers,
          neurons,
          initialPotential,
          maxPooling,
          readout,
          readoutStart,
          timesteps,
          tuning,
          preprocessing,
          output);
    }
  }
}
