package io.spikeport.onnx;

import io.spikeport.error.Problem;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.MultiplyAccumulates;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.ModelInput;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is in an ONNX model and what would become of it.
 *
 * @param irVersion version of the file format
 * @param opsets domain → version; the standard domain is {@code ai.onnx}
 * @param producer program and version that wrote the model, if it says so
 * @param inputs without initializers
 * @param operators ONNX operator → number of nodes, of all nodes of the model
 * @param parameters number of real values among the initializers and constants
 * @param multiplyAccumulates multiply-accumulates per image of convolutions and linear layers, as
 *     far as the model could be read
 * @param neurons layers that would become spiking neurons, with the number of neurons of each, in
 *     topological order
 * @param nodes what becomes of each node that the output depends on, in topological order
 * @param unused number of nodes that the output does not depend on
 * @param notes what the user may want to know
 * @param obstacles everything that stands in the way; empty if the model can be converted
 */
public record Inspection(
    long irVersion,
    Map<String, Long> opsets,
    String producer,
    List<ValueDescription> inputs,
    List<ValueDescription> outputs,
    Map<String, Integer> operators,
    long parameters,
    long multiplyAccumulates,
    List<LayerSize> neurons,
    List<NodeFate> nodes,
    int unused,
    List<String> notes,
    List<Problem> obstacles) {

  /**
   * An input or output of the model.
   *
   * @param type element type as ONNX names it
   * @param shape extents as declared, for example {@code [N, 3, 224, 224]}
   */
  public record ValueDescription(String name, String type, String shape) {}

  /** A layer and its number of elements per image. */
  public record LayerSize(String name, int size) {}

  public Inspection {
    Objects.requireNonNull(producer);
    opsets = Map.copyOf(opsets);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operators = Collections.unmodifiableMap(new TreeMap<>(operators));
    neurons = List.copyOf(neurons);
    nodes = List.copyOf(nodes);
    notes = List.copyOf(notes);
    obstacles = List.copyOf(obstacles);
  }

  /** Whether nothing stands in the way. */
  public boolean isConvertible() {
    return obstacles.isEmpty();
  }

  static Inspection of(OnnxModel model, Import walk, List<Problem> obstacles) {
    ModelProto proto = model.proto();
    GraphProto graph = proto.getGraph();
    Set<String> initializers = new HashSet<>();
    graph.getInitializerList().forEach(tensor -> initializers.add(tensor.getName()));
    Map<String, Long> opsets = new TreeMap<>();
    proto
        .getOpsetImportList()
        .forEach(
            set ->
                opsets.put(
                    Opsets.isStandard(set.getDomain()) ? "ai.onnx" : set.getDomain(),
                    set.getVersion()));
    Map<String, Integer> operators = new TreeMap<>();
    for (NodeProto node : graph.getNodeList()) {
      operators.merge(OnnxNode.qualifiedType(node), 1, Integer::sum);
    }
    long macs = 0;
    List<LayerSize> neurons = new ArrayList<>();
    for (Node node : walk.graphNodes()) {
      GraphBuilder builder = walk.network().orElseThrow();
      macs += MultiplyAccumulates.of(node, builder.shape(node.name()), builder::maker);
      if (node.op() instanceof Relu || node.op() instanceof ClippedRelu) {
        int size = builder.shape(node.name()).size();
        neurons.add(new LayerSize(node.name(), size));
      }
    }
    return new Inspection(
        proto.getIrVersion(),
        opsets,
        (proto.getProducerName() + " " + proto.getProducerVersion()).strip(),
        graph.getInputList().stream()
            .filter(input -> !initializers.contains(input.getName()))
            .map(Inspection::describe)
            .toList(),
        graph.getOutputList().stream().map(Inspection::describe).toList(),
        operators,
        parameters(graph),
        macs,
        neurons,
        walk.fates(),
        walk.unused(),
        walk.network().map(GraphBuilder::notes).orElse(List.of()),
        obstacles);
  }

  private static ValueDescription describe(ValueInfoProto info) {
    TypeProto.Tensor type = info.getType().getTensorType();
    TensorShapeProto shape = type.getShape();
    return new ValueDescription(
        info.getName(),
        ElementType.name(type.getElemType()),
        type.hasShape() ? ModelInput.shown(shape.getDimList()) : "unknown");
  }

  private static long parameters(GraphProto graph) {
    long count = 0;
    for (TensorProto tensor : graph.getInitializerList()) {
      count += reals(tensor);
    }
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (node.getOpType().equals("Constant") && attribute.hasT()) {
          count += reals(attribute.getT());
        }
      }
    }
    return count;
  }

  private static long reals(TensorProto tensor) {
    boolean real = ElementType.of(tensor.getDataType()).filter(t -> !t.isInteger()).isPresent();
    return real ? tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b) : 0;
  }
}
