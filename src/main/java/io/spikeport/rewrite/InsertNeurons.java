package io.spikeport.rewrite;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Before: {@code Relu}. After: {@code VoltageScaler(1/s) → neuron → VoltageScaler(s)} (the article,
 * section 2.1; SpikingJelly's {@code ann2snn}); the neuron keeps the ReLU's name. A {@code
 * ClippedRelu(m)} is replaced likewise, its scale at most m: the neuron's rate saturates at one
 * spike per timestep, that is at s.
 */
final class InsertNeurons implements Pass {

  private final ActivationScales scales;
  private final NeuronModel neurons;
  private final float initialPotential;

  InsertNeurons(ActivationScales scales, NeuronModel neurons, float initialPotential) {
    this.scales = scales;
    this.neurons = neurons;
    this.initialPotential = initialPotential;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Relu) {
        insert(rewriter, node, scales.of(node.name()));
      } else if (node.op() instanceof ClippedRelu clipped) {
        insert(rewriter, node, clip(scales.of(node.name()), clipped.maximum()));
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private void insert(GraphRewriter rewriter, Node relu, Tensor scale) {
    String down =
        rewriter.add(
            rewriter.fresh(relu.name() + ".scale_in"),
            new VoltageScaler(reciprocal(scale)),
            rewriter.inputs(relu));
    rewriter.add(relu.name(), neurons.create(Tensor.scalar(initialPotential)), List.of(down));
    String up =
        rewriter.add(
            rewriter.fresh(relu.name() + ".scale_out"),
            new VoltageScaler(scale),
            List.of(relu.name()));
    rewriter.alias(relu.name(), up);
  }

  private static Tensor reciprocal(Tensor scale) {
    float[] values = scale.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / values[i];
    }
    return Tensor.wrap(scale.shape(), values);
  }

  private static Tensor clip(Tensor scale, float maximum) {
    float[] values = scale.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(values[i], maximum);
    }
    return Tensor.wrap(scale.shape(), values);
  }
}
