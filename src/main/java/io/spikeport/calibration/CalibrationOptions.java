package io.spikeport.calibration;

import java.util.Objects;

/**
 * How activations are measured; none of it but the granularity changes the result.
 *
 * @param granularity whether to keep one histogram per layer or one per channel
 * @param batch images per run of ONNX Runtime
 * @param threads threads of ONNX Runtime and of the statistics
 */
public record CalibrationOptions(Granularity granularity, int batch, int threads) {

  /**
   * A batch that is large enough to read weights seldom, and so small that the activations of a
   * small network are still in the cache when they are counted.
   */
  public static final int BATCH = 20;

  /** Bins of a layer's histogram are 2⁻¹¹ of an octave: percentiles within 0.025 %. */
  static final int LAYER_BITS = 11;

  /**
   * Bins of a channel's histogram are 2⁻⁹ of an octave, since a network can have tens of thousands
   * of channels: percentiles within 0.1 %.
   */
  static final int CHANNEL_BITS = 9;

  public CalibrationOptions {
    Objects.requireNonNull(granularity);
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException("batch " + batch + ", threads " + threads);
    }
  }
}
