package io.spikeport.calibration;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The activation scale of every ReLU: a scalar, or one value per channel.
 *
 * @param byLayer scales by the name of the ReLU's node, in topological order
 */
public record ActivationScales(Map<String, Tensor> byLayer) {

  /**
   * A channel whose activations stay below this fraction of the layer's largest tells too little of
   * what it may do on other images to be scaled by.
   */
  private static final float AS_GOOD_AS_SILENT = 1e-3f;

  public ActivationScales {
    byLayer = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byLayer));
  }

  /**
   * Chooses the scales. A channel that is as good as silent on the calibration set takes its
   * layer's scale; one whose percentile falls on zero takes its maximum. A layer that is silent
   * takes 1.
   *
   * @throws ModelException if all layers are silent, or a percentile gives a whole layer none
   */
  public static ActivationScales choose(
      ActivationStatistics statistics, Normalization normalization) {
    requireActivity(statistics);
    Map<String, Tensor> scales = new LinkedHashMap<>();
    for (LayerActivations layer : statistics.layers()) {
      scales.put(layer.layer(), choose(layer, normalization));
    }
    return new ActivationScales(scales);
  }

  private static Tensor choose(LayerActivations layer, Normalization normalization) {
    List<Histogram> histograms = layer.histograms();
    if (histograms.size() == 1) {
      return Tensor.scalar(wholeScale(layer.layer(), histograms.get(0), normalization));
    }
    float largest = (float) histograms.stream().mapToDouble(Histogram::maximum).max().orElseThrow();
    float silent = largest * AS_GOOD_AS_SILENT;
    boolean anySilent = histograms.stream().anyMatch(own -> own.maximum() <= silent);
    float ofSilent = anySilent ? wholeScale(layer.layer(), layer.whole(), normalization) : 0;
    float[] values = new float[histograms.size()];
    IntStream.range(0, values.length)
        .parallel()
        .forEach(
            channel -> {
              Histogram own = histograms.get(channel);
              values[channel] = own.maximum() <= silent ? ofSilent : ownScale(own, normalization);
            });
    return Tensor.wrap(Shape.of(values.length), values);
  }

  private static float ownScale(Histogram own, Normalization normalization) {
    float scale = (float) normalization.scale(own);
    return scale > 0 ? scale : own.maximum();
  }

  private static void requireActivity(ActivationStatistics statistics) {
    if (statistics.layers().stream().noneMatch(layer -> layer.whole().maximum() > 0)) {
      throw new ModelException(
          new Problem(
              "calibration",
              "expected activations above 0, found only zeros in every layer over "
                  + statistics.samples()
                  + " images",
              "use calibration data like the training data, with the same preprocessing"));
    }
  }

  private static float wholeScale(String layer, Histogram whole, Normalization normalization) {
    if (!(whole.maximum() > 0)) {
      return 1;
    }
    float scale = (float) normalization.scale(whole);
    if (!(scale > 0)) {
      throw new ModelException(
          new Problem(
              "layer '" + layer + "'",
              "expected an activation scale above 0, found "
                  + scale
                  + " for --normalization "
                  + normalization.notation()
                  + " (most activations are zero)",
              "choose a higher percentile, or max"));
    }
    return scale;
  }

  /** Scale of one layer: a scalar, or a vector {@code [C]}. */
  public Tensor of(String layer) {
    Tensor scale = byLayer.get(layer);
    if (scale == null) {
      throw new IllegalArgumentException("no scale for layer '" + layer + "'");
    }
    return scale;
  }
}
