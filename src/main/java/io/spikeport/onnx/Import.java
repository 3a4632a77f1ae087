package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Transpose;
import io.spikeport.onnx.block.Blocks;
import io.spikeport.onnx.block.MergeBlocks;
import io.spikeport.onnx.block.RecognizeFunctions;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.Functions;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.ModelNodes;
import io.spikeport.onnx.model.NodeOrder;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.model.SourceNode;
import io.spikeport.onnx.network.Budget;
import io.spikeport.onnx.network.ConstantDecoder;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.ModelInput;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Operator;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.Value.Capped;
import io.spikeport.onnx.network.Value.Missing;
import io.spikeport.onnx.network.Value.Unsettled;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.SparseTensorProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One import: walks the model's nodes and collects what is wrong, so that the user is told
 * everything at once.
 */
final class Import {

  /** Operators that do not compute: what they move may be of any type. */
  private static final Set<String> MOVING =
      Set.of(
          "Concat",
          "DepthToSpace",
          "Expand",
          "Flatten",
          "Gather",
          "Identity",
          "Pad",
          "Reshape",
          "Slice",
          "SpaceToDepth",
          "Split",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  private final OnnxModel model;
  private final GraphProto graph;
  private final ImportOptions options;
  private final String file;
  private final Budget budget;
  private final ConstantDecoder decoder;
  private final Map<String, Value> values = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<NodeFate> fates = new ArrayList<>();
  private final Map<String, TensorProto> tensors = new HashMap<>();
  private final Map<String, List<Problem>> blocks = new LinkedHashMap<>();
  private final BlockProbe probe;
  private final Blocks fallback;
  private Optional<GraphBuilder> network = Optional.empty();
  private int unused;
  private Optional<Graph> result = Optional.empty();
  private boolean wholeNumbers;
  private String inputName = "";
  private String outputName = "";

  private Import(OnnxModel model, ImportOptions options, long constants, BlockProbe probe) {
    this.probe = probe;
    this.fallback = new Blocks(probe, tensors);
    this.model = model;
    this.graph = model.proto().getGraph();
    this.options = options;
    this.file = String.valueOf(model.path().getFileName());
    this.budget = new Budget(file, constants);
    this.decoder = new ConstantDecoder(model.path(), budget);
  }

  /**
   * Walks a whole model, whatever stands in the way.
   *
   * @param constants bytes that constants may take
   * @param probe runs what is to be kept as a float block
   */
  static Import of(OnnxModel model, ImportOptions options, long constants, BlockProbe probe) {
    Import walk = new Import(model, options, constants, probe);
    try {
      walk.run();
    } catch (ModelException e) {
      walk.problems.addAll(e.problems());
    }
    return walk;
  }

  private void run() {
    checkOpset();
    readInitializers();
    List<SourceNode> all = Functions.inline(model.proto(), file);
    outputName = withoutArgMax(output(), all);
    ValueInfoProto image = onlyInput(all);
    ModelInput input = ModelInput.of(image, all, options, file);
    inputName = input.name();
    int type = image.getType().getTensorType().getElemType();
    fallback.type(inputName, type);
    wholeNumbers = ElementType.of(type).orElseThrow().isInteger();
    values.put(inputName, new Activation(inputName, input.layout()));
    ModelNodes nodes = ModelNodes.of(all, Set.copyOf(values.keySet()), inputName, outputName, file);
    unused = all.size() - nodes.nodes().size();
    GraphBuilder built = new GraphBuilder(input, nodes, decoder, budget);
    network = Optional.of(built);
    if (wholeNumbers) {
      boolean signed = type != DataType.UINT8_VALUE;
      float most = type == DataType.UINT8_VALUE ? 255 : type == DataType.INT8_VALUE ? 127 : 1 << 24;
      values.put(inputName, built.wholeInput(signed ? -most - 1 : 0, most));
    }
    notes.forEach(built::note);
    for (int i = 0; i < nodes.nodes().size(); i++) {
      walk(nodes.nodes().get(i), nodes.name(i), built);
    }
    if (problems.isEmpty()) {
      finish(built);
    }
  }

  private void checkOpset() {
    int opset = Opsets.declared(model.proto().getOpsetImportList()).orElse(1);
    if (opset < Opsets.OLDEST) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "opset " + Opsets.OLDEST + " or later",
              "opset " + opset,
              "export the model with a later opset_version, or use onnx.version_converter"));
    }
    if (opset > Opsets.NEWEST) {
      notes.add(
          file + ": opset " + opset + " is newer than " + Opsets.NEWEST + ", by which it is read");
    }
  }

  private void readInitializers() {
    for (TensorProto tensor : graph.getInitializerList()) {
      String place = file + ": initializer '" + tensor.getName() + "'";
      // One that cannot be read is a fault only if somebody needs it.
      Value value =
          attempt(() -> decoder.constant(tensor, place))
              .<Value>map(constant -> constant)
              .orElse(Missing.TOLD);
      define(tensor.getName(), value, place);
      tensors.put(tensor.getName(), tensor);
    }
    for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
      String name = tensor.getValues().getName();
      String reason = "its input '" + name + "' is a sparse tensor, which is not supported";
      define(name, new Missing(reason), file + ": sparse initializer '" + name + "'");
    }
  }

  private void define(String name, Value value, String place) {
    if (name.isEmpty() || values.put(name, value) != null) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "a name of its own",
              name.isEmpty() ? "none" : "one that is given twice",
              "export the model again"));
    }
  }

  private interface Attempt<T> {
    T run();
  }

  private <T> Optional<T> attempt(Attempt<T> attempt) {
    try {
      return Optional.of(attempt.run());
    } catch (ModelException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  /** The inputs that the output depends on; the others are dropped. */
  private List<ValueInfoProto> used(List<ValueInfoProto> inputs, List<SourceNode> nodes) {
    Set<String> given = new HashSet<>(values.keySet());
    inputs.forEach(input -> given.add(input.getName()));
    Set<String> taken = new HashSet<>();
    NodeOrder.of(nodes, given, outputName, file)
        .forEach(node -> taken.addAll(node.proto().getInputList()));
    inputs.stream()
        .filter(input -> !taken.contains(input.getName()))
        .forEach(i -> notes.add(file + ": input '" + i.getName() + "' is not used and left out"));
    return inputs.stream().filter(input -> taken.contains(input.getName())).toList();
  }

  private ValueInfoProto onlyInput(List<SourceNode> nodes) {
    // Before IR version 4 initializers are listed among the inputs.
    List<ValueInfoProto> all =
        graph.getInputList().stream().filter(i -> !values.containsKey(i.getName())).toList();
    List<ValueInfoProto> inputs = all.size() > 1 ? used(all, nodes) : all;
    if (inputs.size() != 1) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "one input",
              inputs.isEmpty() ? "none" : names(inputs),
              "export the model with the image as its only input"));
    }
    return inputs.get(0);
  }

  private String output() {
    List<ValueInfoProto> outputs = graph.getOutputList();
    if (options.output().isPresent()) {
      String wanted = options.output().orElseThrow();
      if (outputs.stream().noneMatch(output -> output.getName().equals(wanted))) {
        throw new ModelException(
            Problem.mismatch(
                file, "an output '" + wanted + "'", names(outputs), "choose one of those"));
      }
      return wanted;
    }
    if (outputs.size() != 1) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "one output",
              outputs.isEmpty() ? "none" : names(outputs),
              outputs.isEmpty() ? "export the model again" : "choose one with --output NAME"));
    }
    return outputs.get(0).getName();
  }

  /** A class at the output is left to the readout, which takes the largest of what ArgMax takes. */
  private String withoutArgMax(String output, List<SourceNode> nodes) {
    String value = output;
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = nodes.get(i).proto();
      if (node.getOutputList().contains(value)) {
        if (node.getOpType().equals("ArgMax")) {
          notes.add(
              file
                  + ": the ArgMax at output '"
                  + output
                  + "' is left to the readout, whose class is the largest entry");
          return node.getInput(0);
        }
        if (!Set.of("Cast", "Identity", "Squeeze").contains(node.getOpType())) {
          return output;
        }
        value = node.getInput(0);
      }
    }
    return output;
  }

  private static String names(List<ValueInfoProto> infos) {
    return String.join(", ", infos.stream().map(info -> "'" + info.getName() + "'").toList());
  }

  private void walk(SourceNode source, String name, GraphBuilder built) {
    NodeProto proto = source.proto();
    Operator operator = OperatorTable.of(proto.getDomain(), proto.getOpType());
    List<Optional<Value>> inputs =
        proto.getInputList().stream()
            .map(in -> in.isEmpty() ? Optional.<Value>empty() : Optional.of(values.get(in)))
            .toList();
    OnnxNode node = new OnnxNode(proto, name, source.opset(), operator, inputs);
    int before = built.size();
    int told = problems.size();
    node.tensor("value").ifPresent(tensor -> tensors.put(proto.getOutput(0), tensor));
    List<Value> outputs = translated(node, built);
    for (int i = 0; i < proto.getOutputCount(); i++) {
      Value value = i < outputs.size() ? outputs.get(i) : missing(node, outputs, i);
      values.put(proto.getOutput(i), value);
      if (value instanceof Activation activation) {
        built.computes(activation, proto.getOutput(i));
      }
    }
    fates.add(NodeFate.of(node, outputs, built, before, problems.subList(told, problems.size())));
  }

  /** The node's outputs; what has no operator of the graph becomes a float block. */
  private List<Value> translated(OnnxNode node, GraphBuilder built) {
    try {
      Optional<Integer> whole =
          node.proto().getInputList().stream()
              .filter(input -> values.get(input) instanceof Activation)
              .flatMap(input -> fallback.type(input).stream())
              .findFirst();
      if (whole.isPresent() && !MOVING.contains(node.type()) && !node.type().equals("Cast")) {
        throw new ModelException(
            new Problem(
                node.place(),
                "it computes with whole numbers",
                "cast images to float32 before anything is computed"));
      }
      Optional<Unsettled> unsettled = unsettled(node.proto());
      if (unsettled.isPresent()) {
        throw new ModelException(unsettled.get().refusal());
      }
      List<Value> outputs = outputs(node, built);
      if (MOVING.contains(node.type())) {
        whole.ifPresent(
            type -> node.proto().getOutputList().forEach(name -> fallback.type(name, type)));
      }
      return outputs;
    } catch (ModelException refusal) {
      Optional<List<Value>> kept =
          node.isConstant() || node.hasMissingInput()
              ? Optional.empty()
              : fallback.of(node, built, refusal.problems());
      if (kept.isEmpty()) {
        problems.addAll(refusal.problems());
        return List.of();
      }
      for (Value value : kept.get()) {
        if (value instanceof Activation activation) {
          blocks.put(activation.node(), refusal.problems());
        }
      }
      return kept.get();
    }
  }

  private Optional<Unsettled> unsettled(NodeProto node) {
    return node.getInputList().stream()
        .map(values::get)
        .filter(Unsettled.class::isInstance)
        .map(Unsettled.class::cast)
        .findFirst();
  }

  private static List<Value> outputs(OnnxNode node, GraphBuilder built) {
    Operator operator = node.operator();
    operator.check(node);
    if (node.hasToldInput()) {
      return List.of();
    }
    node.checkInputs();
    if (node.isConstant()) {
      return operator
          .folding()
          .orElseThrow(() -> node.refuse("expected an input that depends on the image"))
          .fold(node, built);
    }
    return operator
        .translation()
        .orElseThrow(() -> node.refuse(operator.refused()))
        .translate(node, built);
  }

  private static Missing missing(OnnxNode node, List<Value> outputs, int index) {
    return outputs.isEmpty()
        ? Missing.TOLD
        : new Missing(
            "its input is output " + index + " of " + node.place() + ", which is not read");
  }

  private void finish(GraphBuilder built) {
    Value output = values.get(outputName);
    if (output instanceof Capped capped) {
      throw new ModelException(
          new Problem(file + ": output '" + outputName + "'", "it is " + capped, ""));
    }
    if (output instanceof Unsettled unsettled) {
      throw new ModelException(unsettled.refusal());
    }
    if (!(output instanceof Activation activation) || activation.node().equals(inputName)) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "an output that a network computes from the image",
              "'" + outputName + "', which depends on no layer",
              "export the model again"));
    }
    Graph whole = built.graph(outputName, activation);
    if (probe == BlockProbe.NONE) {
      refuseInnerSoftmax(whole);
    }
    Graph named = new RecognizeFunctions(probe).apply(whole);
    result = Optional.of(new MergeBlocks(built.runtimeNames().keySet()).apply(named));
  }

  /** After a Softmax there may be nothing that computes. */
  private void refuseInnerSoftmax(Graph whole) {
    for (Node node : whole.nodes()) {
      if (node.op() instanceof Softmax || node.op() instanceof LogSoftmax) {
        Node next = node;
        while (!next.name().equals(whole.output())) {
          List<Node> consumers = whole.consumers(next.name());
          if (consumers.size() != 1 || !movesOnly(consumers.get(0))) {
            Operator operator = OperatorTable.of("", node.op().name());
            problems.add(
                new Problem(node.describe(), "it stands between layers", operator.remedy()));
            break;
          }
          next = consumers.get(0);
        }
      }
    }
  }

  private static boolean movesOnly(Node node) {
    return node.op() instanceof Reshape
        || node.op() instanceof Flatten
        || node.op() instanceof Transpose;
  }

  /** Everything that stands in the way, each with its place in the file. */
  List<Problem> problems() {
    return problems.stream()
        .map(problem -> problem.place().startsWith(file) ? problem : problem.within(file))
        .toList();
  }

  /** What became of each node, in topological order; as far as the walk got. */
  List<NodeFate> fates() {
    return List.copyOf(fates);
  }

  Optional<GraphBuilder> network() {
    return network;
  }

  /** Number of nodes that the output does not depend on. */
  int unused() {
    return unused;
  }

  /** The graph's nodes; where something stands in the way, as far as they are known. */
  List<Node> graphNodes() {
    return result
        .map(Graph::nodes)
        .orElseGet(() -> network.map(GraphBuilder::nodes).orElse(List.of()));
  }

  /**
   * @throws ModelException if anything stands in the way
   */
  ImportedModel imported() {
    if (!problems.isEmpty()) {
      throw new ModelException(problems());
    }
    GraphBuilder built = network.orElseThrow();
    return new ImportedModel(
        result.orElseThrow(),
        built.runtimeNames(),
        built.fixedBatch(),
        inputName,
        outputName,
        built.transposes(),
        built.notes(),
        blocks,
        wholeNumbers);
  }
}
