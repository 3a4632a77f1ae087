package io.spikeport.conversion;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.graph.Activation;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pointwise;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ReLUs of a network that were trained with few levels: from half a threshold and with the
 * largest level as scale, IF neurons round just as they do.
 *
 * @param largest the largest level in activation units, by the layer's name
 * @param levels the most levels above 0 of a layer
 */
record QuantizedLayers(Map<String, Tensor> largest, int levels) {

  /** More levels than this are no reason to give a network as many timesteps. */
  private static final int FEW = 32;

  private static final float HALF = 0.5f;

  static QuantizedLayers of(Graph graph) {
    Map<String, Tensor> largest = new LinkedHashMap<>();
    int levels = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Pointwise pointwise && hasFew(pointwise.activation())) {
        float high = pointwise.activation().parameters().get(2).get(0);
        float step = pointwise.activation().parameters().get(0).get(0);
        largest.put(node.name(), Tensor.scalar(high * step));
        levels = Math.max(levels, (int) high);
      }
    }
    return new QuantizedLayers(largest, levels);
  }

  private static boolean hasFew(Activation activation) {
    return activation.function() == Function.QUANTIZE
        && activation.parameters().stream().allMatch(Tensor::isScalar)
        && activation.parameters().get(1).get(0) == 0
        && activation.parameters().get(2).get(0) <= FEW;
  }

  /** The calibrated scales, but for these layers. */
  ActivationScales scales(ActivationScales calibrated) {
    Map<String, Tensor> scales = new LinkedHashMap<>(calibrated.byLayer());
    largest.forEach(scales::replace);
    return new ActivationScales(scales);
  }

  /** Parameters of a layer that is not tuned. */
  NeuronParameters parameters(String layer, Tensor scale, float initialPotential) {
    return NeuronParameters.of(scale, largest.containsKey(layer) ? HALF : initialPotential);
  }

  /** What to say where T is another than the network was trained for. */
  Optional<String> note(int timesteps) {
    return largest.isEmpty() || timesteps == levels
        ? Optional.empty()
        : Optional.of(
            "its ReLUs were trained with "
                + levels
                + " levels, which is what neurons do in T = "
                + levels
                + " timesteps: try --timesteps "
                + levels);
  }
}
