package io.spikeport.conversion;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.calibration.ActivationStatistics;
import io.spikeport.calibration.Histogram;
import io.spikeport.calibration.LayerActivations;
import io.spikeport.tensor.Tensor;
import java.util.List;

/** From which timestep on the output is summed. */
public sealed interface ReadoutStart {

  /**
   * t₀, counted from 0.
   *
   * @param initialPotential v₀ in threshold units
   * @param timesteps T
   */
  int timestep(
      ActivationStatistics statistics,
      ActivationScales scales,
      float initialPotential,
      int timesteps);

  /** A timestep that the user chose. */
  record At(int timestep) implements ReadoutStart {

    public At {
      if (timestep < 0) {
        throw new IllegalArgumentException(
            "expected a readout start of at least 0, found " + timestep);
      }
    }

    @Override
    public int timestep(
        ActivationStatistics statistics,
        ActivationScales scales,
        float initialPotential,
        int timesteps) {
      return timestep;
    }
  }

  /**
   * Delayed evaluation (Bu et al., CVPR 2025): t₀ is the time that the first spikes need to reach
   * the output, {@code Σ (θ − v₀)/max_i E[z_i⁺]} over the layers with θ = 1 and z in threshold
   * units, but at least 4 timesteps are read.
   */
  record Auto() implements ReadoutStart {

    private static final int LEAST_READ = 4;

    @Override
    public int timestep(
        ActivationStatistics statistics,
        ActivationScales scales,
        float initialPotential,
        int timesteps) {
      double delay = 0;
      for (LayerActivations layer : statistics.layers()) {
        double fastest = fastest(layer.histograms(), scales.of(layer.layer()));
        delay += Math.max(0, 1 - initialPotential) / fastest;
      }
      return (int) Math.max(0, Math.min(Math.round(delay), timesteps - LEAST_READ));
    }

    /** Largest mean activation of a channel (of the layer where there is one histogram) over s. */
    private static double fastest(List<Histogram> histograms, Tensor scale) {
      double fastest = 0;
      for (int c = 0; c < histograms.size(); c++) {
        double s = scale.get(scale.isScalar() ? 0 : c);
        fastest = Math.max(fastest, histograms.get(c).mean() / s);
      }
      return fastest;
    }
  }
}
