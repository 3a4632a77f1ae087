package io.spikeport.rewrite;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Before: {@code Relu}. After: {@code VoltageScaler(1/s) → neuron → VoltageScaler(s)} (the article,
 * section 2.1; SpikingJelly's {@code ann2snn}); the neuron keeps the ReLU's name. The second scaler
 * is another where the output was calibrated. A bias comes before them as {@code ChannelAffine(1,
 * bias)}. A {@code ClippedRelu(m)} is replaced likewise, its scale at most m and its neurons
 * without bursts: their rate saturates at one spike per timestep, that is at s.
 */
public final class InsertNeurons implements Pass {

  private final Map<String, NeuronParameters> parameters;
  private final NeuronModel.Integrating neurons;

  /**
   * @param parameters by the ReLU's name
   */
  public InsertNeurons(Map<String, NeuronParameters> parameters, NeuronModel.Integrating neurons) {
    this.parameters = parameters;
    this.neurons = neurons;
  }

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Relu) {
        insert(rewriter, node, parameters.get(node.name()), neurons);
      } else if (node.op() instanceof ClippedRelu clipped) {
        NeuronParameters layer = parameters.get(node.name()).clipped(clipped.maximum());
        insert(rewriter, node, layer, neurons.saturating());
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static void insert(
      GraphRewriter rewriter, Node relu, NeuronParameters layer, NeuronModel.Integrating model) {
    List<String> input = rewriter.inputs(relu);
    if (!isZero(layer.bias())) {
      ChannelAffine bias = new ChannelAffine(Tensor.scalar(1), layer.bias());
      input = List.of(rewriter.add(rewriter.fresh(relu.name() + ".bias"), bias, input));
    }
    String down =
        rewriter.add(
            rewriter.fresh(relu.name() + ".scale_in"),
            new VoltageScaler(reciprocal(layer.scale())),
            input);
    rewriter.add(relu.name(), model.create(layer.initialPotential()), List.of(down));
    String up =
        rewriter.add(
            rewriter.fresh(relu.name() + ".scale_out"),
            new VoltageScaler(layer.outputScale()),
            List.of(relu.name()));
    rewriter.alias(relu.name(), up);
  }

  private static boolean isZero(Tensor values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static Tensor reciprocal(Tensor scale) {
    float[] values = scale.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / values[i];
    }
    return Tensor.wrap(scale.shape(), values);
  }
}
