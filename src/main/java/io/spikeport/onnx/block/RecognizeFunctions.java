package io.spikeport.onnx.block;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Add;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.stepgraph.RegionModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Before: operators that treat each element by itself, of one value, a float block among them,
 * however an exporter spells a function. After: the function, by its name. It is recognized by its
 * values: the operators are run on a few numbers and compared with every function that is known.
 */
public final class RecognizeFunctions {

  /** Nodes of the longest spelling that is looked for. */
  private static final int LONGEST = 24;

  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Abs",
          "Add",
          "And",
          "Cast",
          "Ceil",
          "Clip",
          "Div",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "FastGelu",
          "Floor",
          "Gelu",
          "Greater",
          "GreaterOrEqual",
          "HardSigmoid",
          "HardSwish",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "Max",
          "Min",
          "Mul",
          "Neg",
          "Not",
          "Or",
          "Pow",
          "QuickGelu",
          "Reciprocal",
          "Relu",
          "Round",
          "Selu",
          "Shrink",
          "Sigmoid",
          "Sign",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Sub",
          "Sum",
          "Swish",
          "Tanh",
          "ThresholdedRelu",
          "Where");

  private final BlockProbe probe;

  public RecognizeFunctions(BlockProbe probe) {
    this.probe = probe;
  }

  /** A graph without float blocks stays as it is. */
  public Graph apply(Graph graph) {
    Map<String, Node> replaced = new HashMap<>();
    Set<String> inside = new HashSet<>();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node end = nodes.get(i);
      if (isElementwise(end.op()) && !inside.contains(end.name())) {
        recognize(graph, end, replaced, inside);
      }
    }
    if (replaced.isEmpty()) {
      return graph;
    }
    List<Node> changed =
        nodes.stream().map(node -> replaced.getOrDefault(node.name(), node)).toList();
    return new Graph(graph.input(), needed(changed, graph.output()), graph.output());
  }

  private void recognize(Graph graph, Node end, Map<String, Node> replaced, Set<String> inside) {
    Set<String> region = new HashSet<>(Set.of(end.name()));
    while (region.size() <= LONGEST) {
      Set<String> inputs = inputs(graph, region);
      boolean spelled =
          region.stream().anyMatch(name -> graph.node(name).op() instanceof FloatBlock);
      if (inputs.size() == 1 && spelled) {
        String input = inputs.iterator().next();
        Optional<Op> op = function(graph, region, input, end.name());
        if (op.isPresent()) {
          replaced.put(end.name(), new Node(end.name(), op.get(), input));
          inside.addAll(region);
          return;
        }
      }
      Optional<String> next =
          inputs.stream()
              .filter(name -> graph.hasNode(name) && isElementwise(graph.node(name).op()))
              .max(Comparator.comparing(name -> graph.nodes().indexOf(graph.node(name))));
      if (next.isEmpty()) {
        return;
      }
      region.add(next.get());
    }
  }

  private static Set<String> inputs(Graph graph, Set<String> region) {
    Set<String> inputs = new LinkedHashSet<>();
    for (String name : region) {
      graph.node(name).inputs().stream().filter(i -> !region.contains(i)).forEach(inputs::add);
    }
    return inputs;
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Relu
        || op instanceof ClippedRelu
        || op instanceof Add
        || op instanceof Pointwise f
            && f.activation().parameters().stream().allMatch(Tensor::isScalar)
        || op instanceof ChannelAffine affine
            && affine.scale().isScalar()
            && affine.shift().isScalar()
        || op instanceof AddConstant added && added.value().isScalar()
        || op instanceof VoltageScaler scaler && scaler.factor().isScalar()
        || op instanceof FloatBlock block && isElementwise(block);
  }

  private static boolean isElementwise(FloatBlock block) {
    GraphProto graph = SmallModels.parse(block.model()).getGraph();
    return graph.getNodeList().stream().allMatch(n -> ELEMENTWISE.contains(n.getOpType()))
        && graph.getInitializerList().stream()
            .allMatch(t -> t.getDimsList().stream().allMatch(extent -> extent == 1))
        && block.inputs().stream().allMatch(block.output()::equals);
  }

  private Optional<Op> function(Graph graph, Set<String> region, String input, String output) {
    List<Node> nodes = graph.nodes().stream().filter(n -> region.contains(n.name())).toList();
    ModelProto model = RegionModel.ofElement(graph, nodes, input, output);
    float[] x = KnownFunctions.arguments();
    int[] extents = new int[graph.shape(input).rank() + 1];
    java.util.Arrays.fill(extents, 1);
    extents[0] = x.length;
    return probe
        .run(model, List.of(Tensor.wrap(Shape.of(extents), x.clone())))
        .flatMap(outputs -> outputs.get(0).values())
        .filter(values -> values.size() == x.length)
        .flatMap(values -> KnownFunctions.of(x, values.toArray()))
        .map(RecognizeFunctions::op);
  }

  private static Op op(Activation function) {
    if (function.function() == Function.RELU) {
      return new Relu();
    }
    boolean fromZero =
        function.function() == Function.CLIP && function.parameters().get(0).get(0) == 0;
    float maximum = fromZero ? function.parameters().get(1).get(0) : 0;
    return maximum > 0 ? new ClippedRelu(maximum) : new Pointwise(function);
  }

  /** Without what nothing reads any more. */
  private static List<Node> needed(List<Node> nodes, String output) {
    Set<String> needed = new HashSet<>(Set.of(output));
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        needed.addAll(nodes.get(i).inputs());
        kept.add(0, nodes.get(i));
      }
    }
    return kept;
  }
}
