package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.onnx.Value.Missing;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One import: walks the model's nodes and remembers what is wrong. */
final class Import {

  private static final int OLDEST_OPSET = 7;

  private final OnnxModel model;
  private final GraphProto graph;
  private final ImportOptions options;
  private final String file;
  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Value> values = new HashMap<>();

  Import(OnnxModel model, ImportOptions options) {
    this.model = model;
    this.graph = model.proto().getGraph();
    this.options = options;
    this.file = model.path().getFileName().toString();
    this.folder = Optional.ofNullable(model.path().getParent()).orElse(Path.of(""));
  }

  ImportedModel run() {
    int opset = opset();
    readInitializers();
    ModelInput input = ModelInput.of(graph, options, file);
    String output = output();
    values.put(input.name(), new Activation(input.name(), input.sample()));
    List<NodeProto> order =
        NodeOrder.of(graph.getNodeList(), Set.copyOf(values.keySet()), output, file);
    Network network = new Network(input.toGraphInput(), uses(order, output), input.batch());
    NodeNames names = NodeNames.of(graph, input.name());
    for (NodeProto proto : order) {
      translate(proto, names.of(proto), opset, network);
    }
    if (!problems.isEmpty()) {
      throw new ModelException(problems.stream().map(p -> p.within(file)).toList());
    }
    return new ImportedModel(
        graph(network, input.toGraphInput(), output),
        network.onnxValues(),
        network.fixedBatch(),
        input.name(),
        output,
        network.notes());
  }

  private static Map<String, Integer> uses(List<NodeProto> nodes, String output) {
    Map<String, Integer> uses = new HashMap<>(Map.of(output, 1));
    nodes.forEach(node -> node.getInputList().forEach(name -> uses.merge(name, 1, Integer::sum)));
    return uses;
  }

  private int opset() {
    long opset =
        model.proto().getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(1);
    if (opset < OLDEST_OPSET) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "opset " + OLDEST_OPSET + " or later",
              "opset " + opset,
              "export the model again with a later opset"));
    }
    return (int) Math.min(opset, Integer.MAX_VALUE);
  }

  private void readInitializers() {
    for (TensorProto tensor : graph.getInitializerList()) {
      String place = file + ": initializer '" + tensor.getName() + "'";
      if (values.put(tensor.getName(), Constant.of(tensor, place, folder)) != null) {
        throw new ModelException(new Problem(place, "this name is given twice", ""));
      }
    }
  }

  private String output() {
    List<String> outputs = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    String all = String.join(", ", outputs.stream().map(o -> "'" + o + "'").toList());
    if (options.output().isPresent()) {
      String wanted = options.output().orElseThrow();
      if (!outputs.contains(wanted)) {
        throw new ModelException(
            Problem.mismatch(file, "an output '" + wanted + "'", all, "choose one of those"));
      }
      return wanted;
    }
    if (outputs.size() != 1) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "one output",
              outputs.isEmpty() ? "none" : all,
              outputs.isEmpty() ? "" : "choose one with --output NAME"));
    }
    return outputs.get(0);
  }

  private void translate(NodeProto proto, String name, int opset, Network network) {
    List<Optional<Value>> inputs =
        proto.getInputList().stream()
            .map(
                input -> input.isEmpty() ? Optional.<Value>empty() : Optional.of(values.get(input)))
            .toList();
    OnnxNode node = new OnnxNode(proto, name, opset, inputs);
    List<Value> outputs = List.of();
    try {
      Translation translation = Operators.translation(proto.getDomain(), node);
      if (!node.hasToldInput()) {
        node.missing()
            .ifPresent(
                reason -> {
                  throw node.refuse(reason, "");
                });
        outputs = translation.translate(node, network);
      }
    } catch (ModelException e) {
      problems.addAll(e.problems());
    }
    define(proto, outputs, network);
  }

  private void define(NodeProto proto, List<Value> outputs, Network network) {
    for (int i = 0; i < proto.getOutputCount(); i++) {
      String output = proto.getOutput(i);
      if (i < outputs.size()) {
        values.put(output, outputs.get(i));
        if (outputs.get(i) instanceof Activation activation) {
          network.computes(activation.node(), output);
        }
      } else {
        values.put(
            output,
            outputs.isEmpty()
                ? Missing.TOLD
                : new Missing("output " + i + " of " + proto.getOpType() + " is not supported"));
      }
    }
  }

  private Graph graph(Network network, GraphInput input, String output) {
    if (values.get(output) instanceof Activation activation
        && !activation.node().equals(input.name())) {
      return network.graph(activation);
    }
    throw new ModelException(
        Problem.mismatch(
            file, "an output that depends on the input", "'" + output + "', which does not", ""));
  }
}
