package io.spikeport.cli.output;

import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code inspect} prints.
 *
 * @param images that the model was judged by, with what was found: the agreement with the trained
 *     network or the output error, whichever there is
 */
public record ModelSummary(
    String file,
    String kind,
    List<Integer> inputShape,
    List<Integer> outputShape,
    long parameters,
    long neurons,
    Integer images,
    Double agreement,
    Double outputError,
    List<String> about,
    List<Layer> nodes) {

  /** One node. */
  record Layer(String name, String operator, List<Integer> shape, long parameters, long neurons) {}

  public static ModelSummary of(Path file, SpikingModel model, List<String> about) {
    Graph graph = model.graph();
    Optional<Judgment> judgment = model.provenance().judgment();
    List<Layer> layers =
        graph.nodes().stream()
            .map(
                node ->
                    new Layer(
                        node.name(),
                        node.op().name(),
                        graph.shape(node.name()).toList(),
                        parameters(node.op()),
                        neurons(graph, node)))
            .toList();
    return new ModelSummary(
        file.toString(),
        "spiking model",
        graph.input().shape().toList(),
        model.outputShape().toList(),
        layers.stream().mapToLong(Layer::parameters).sum(),
        layers.stream().mapToLong(Layer::neurons).sum(),
        judgment.map(Judgment::images).orElse(null),
        judgment.flatMap(Judgment::agreement).orElse(null),
        judgment.flatMap(Judgment::outputError).orElse(null),
        about,
        layers);
  }

  private static long parameters(Op op) {
    if (op instanceof Conv conv) {
      return conv.weight().size() + conv.bias().size();
    }
    if (op instanceof Linear linear) {
      return (long) linear.weight().size() + linear.bias().size();
    }
    return op instanceof BatchNormalization norm ? 4L * norm.scale().size() : 0;
  }

  private static long neurons(Graph graph, Node node) {
    boolean spikes =
        node.op() instanceof Neuron
            || node.op() instanceof Relu
            || node.op() instanceof ClippedRelu;
    return spikes ? graph.shape(node.name()).size() : 0;
  }

  /** The same for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(file + ": " + kind);
    lines.add("input " + Shape.of(inputShape) + ", output " + Shape.of(outputShape));
    lines.add(parameters + " parameters, " + neurons + " neurons");
    lines.addAll(about);
    TextTable table = new TextTable("node", "operator", "output", "parameters", "neurons");
    for (Layer node : nodes) {
      table.row(
          node.name(),
          node.operator(),
          Shape.of(node.shape()).toString(),
          node.parameters() == 0 ? "" : String.valueOf(node.parameters()),
          node.neurons() == 0 ? "" : String.valueOf(node.neurons()));
    }
    lines.addAll(table.lines());
    return lines;
  }
}
