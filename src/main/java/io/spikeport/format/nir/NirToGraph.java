package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.graph.Add;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A graph of ours from one of NIR. */
final class NirToGraph {

  /** 1 GiB of float32 for one value of one image. */
  private static final int MAXIMUM_ELEMENTS = 1 << 28;

  private final FlatGraph flat;
  private final double dt;
  private final double writtenDt;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  /** Our value that stands for a NIR node's. */
  private final Map<String, String> values = new HashMap<>();

  private final Map<List<String>, String> sums = new HashMap<>();

  /**
   * @param dt seconds of one timestep
   * @param writtenDt the same as the file's own metadata has it
   */
  NirToGraph(FlatGraph flat, double dt, double writtenDt) {
    this.flat = flat;
    this.dt = dt;
    this.writtenDt = writtenDt;
  }

  Graph read() {
    NirNode input = only("Input");
    NirNode output = only("Output");
    GraphInput start = new GraphInput(name(input), input.shape("shape"));
    shapes.put(start.name(), start.shape());
    // The nodes' own names first, so that no name that is made up takes one of them.
    flat.nodes().forEach(node -> names.add(name(node)));
    values.put(input.name(), start.name());
    for (NirNode node : flat.nodes()) {
      if (node != input && node != output) {
        read(node);
      }
    }
    String value = value(output);
    requireOutput(output, shapes.get(value));
    value = readout(output, value);
    return new Graph(start, nodes, value);
  }

  private NirNode only(String type) {
    List<NirNode> found = flat.nodes().stream().filter(node -> node.type().equals(type)).toList();
    if (found.size() != 1) {
      throw new ModelException(
          Problem.mismatch(
              "nodes",
              "one node of type " + type,
              found.isEmpty() ? "none" : found.stream().map(NirNode::name).toList().toString(),
              "networks with several inputs or outputs are not supported"));
    }
    return found.get(0);
  }

  private static String name(NirNode node) {
    return node.note(Notes.NAME).orElse(node.name());
  }

  /** The value that goes into a node: what its edges bring, added up. */
  private String value(NirNode node) {
    List<String> from =
        flat.inputs().get(node.name()).stream().map(source -> values.get(source)).toList();
    if (from.isEmpty()) {
      throw new ModelException(
          Problem.mismatch(
              node.describe(), "an edge to it", "none", "connect the node or remove it"));
    }
    if (from.size() == 1) {
      return from.get(0);
    }
    return sums.computeIfAbsent(
        from, key -> add(node.note(Notes.SUM).orElse(name(node) + ".sum"), new Add(), from, node));
  }

  private void read(NirNode node) {
    String value = value(node);
    if (node.type().equals(Notes.IDENTITY)
        || node.note(Notes.OPERATOR).filter(Notes.IDENTITY::equals).isPresent()) {
      if (node.type().equals("Scale")) {
        Shape same = shapes.get(value);
        NotesAgree.require(node, new VoltageScaler(Tensor.scalar(1)), same, same, writtenDt);
      }
      values.put(node.name(), value);
      return;
    }
    List<NirToOp.Step> steps = new NirToOp(node, shapes.get(value), dt).steps();
    if (isOurs(node)) {
      Op op = steps.get(steps.size() - 1).op();
      Shape in = shapes.get(value);
      NotesAgree.require(node, op, in, outputShape(op, List.of(value), node), writtenDt);
    }
    for (NirToOp.Step step : steps) {
      String wanted = name(node) + step.suffix();
      value =
          step.suffix().isEmpty()
              ? put(wanted, step.op(), List.of(value), node)
              : add(wanted, step.op(), List.of(value), node);
    }
    values.put(node.name(), value);
  }

  /** Adds a node under a name of its own. */
  private String add(String wanted, Op op, List<String> inputs, NirNode origin) {
    String name = wanted;
    while (!names.add(name)) {
      name += "_";
    }
    return put(name, op, inputs, origin);
  }

  private static boolean isOurs(NirNode node) {
    return Stream.of(Notes.RESET, Notes.OPERATOR, Notes.KERNEL, Notes.GROUPS)
        .anyMatch(node.metadata()::containsKey);
  }

  private Shape outputShape(Op op, List<String> inputs, NirNode origin) {
    try {
      return op.outputShape(inputs.stream().map(shapes::get).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(new Problem(origin.describe(), e.getMessage(), ""), e);
    }
  }

  private String put(String name, Op op, List<String> inputs, NirNode origin) {
    Shape shape = outputShape(op, inputs, origin);
    if (shape.size() > MAXIMUM_ELEMENTS) {
      throw new ModelException(
          Problem.mismatch(
              origin.describe(),
              "at most " + MAXIMUM_ELEMENTS + " values for one image",
              shape.size() + " values " + shape,
              ""));
    }
    nodes.add(new Node(name, op, inputs));
    shapes.put(name, shape);
    return name;
  }

  private static void requireOutput(NirNode output, Shape found) {
    Shape stated = output.shape("shape");
    // Some tools state [1, 1, N] for N values; what follows is the same.
    if (stated.size() != found.size()) {
      throw output.wrong("shape", "that of what comes in, " + found, stated.toString());
    }
  }

  private String readout(NirNode output, String value) {
    Optional<String> operator = output.note(Notes.OPERATOR);
    if (operator.isEmpty()) {
      return value;
    }
    int axis = output.notes().whole(Notes.AXIS);
    return switch (operator.get()) {
      case "Softmax" -> put(name(output), new Softmax(axis), List.of(value), output);
      case "LogSoftmax" -> put(name(output), new LogSoftmax(axis), List.of(value), output);
      default ->
          throw output.wrong(
              "metadata: " + Notes.OPERATOR, "Softmax or LogSoftmax", operator.get());
    };
  }
}
