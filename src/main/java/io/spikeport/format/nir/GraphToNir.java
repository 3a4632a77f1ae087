package io.spikeport.format.nir;

import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirEdge;
import io.spikeport.format.nir.file.NirGraph;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.graph.Add;
import io.spikeport.graph.Graph;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
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

/**
 * A graph as nodes and edges of NIR. An addition has no node: its addends' edges go into whatever
 * takes the sum. Where they cannot (at the output, for an addend that occurs twice, for a sum that
 * is itself a later addend), a node that changes nothing stands between.
 */
final class GraphToNir {

  private final Graph graph;
  private final Optional<Target> target;
  private final double dt;
  private final Losses losses;
  private final NirNames names = new NirNames();
  private final List<NirNode> nodes = new ArrayList<>();
  private final List<NirEdge> edges = new ArrayList<>();

  /** The NIR nodes whose sum is a value. */
  private final Map<String, List<String>> sources = new HashMap<>();

  private final Map<String, String> sums = new HashMap<>();

  GraphToNir(Graph graph, Optional<Target> target, double dt, Losses losses) {
    this.graph = graph;
    this.target = target;
    this.dt = dt;
    this.losses = losses;
  }

  NirGraph write(Map<String, NirValue> metadata) {
    String input = graph.input().name();
    sources.put(input, List.of(NirNames.INPUT));
    nodes.add(
        named(
            new NodeBuilder("Input").whole("shape", graph.input().shape().toList()).build(),
            NirNames.INPUT,
            input));
    NodeBuilder output = new NodeBuilder("Output").whole("shape", graph.outputShape().toList());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Add) {
        add(node);
      } else if (isReadout(node)) {
        readout(node, output);
      } else {
        write(node);
      }
    }
    connect(single(graph.output()), NirNames.OUTPUT);
    nodes.add(output.build().withName(NirNames.OUTPUT));
    return new NirGraph(nodes, edges, metadata);
  }

  private void write(Node node) {
    String value = node.inputs().get(0);
    NirNode written =
        node.op()
            .accept(
                new OpToNir(
                    node, graph.shape(value), graph.shape(node.name()), target, dt, losses::add));
    String name = names.of(node.name());
    List<String> from = sources.get(value);
    if (from.size() > 1) {
      written = written.withMetadata(Notes.SUM, NirValue.Text.of(sums.get(value)));
    }
    nodes.add(named(written, name, node.name()));
    connect(from, name);
    sources.put(node.name(), List.of(name));
  }

  private static NirNode named(NirNode node, String name, String original) {
    NirNode named = node.withName(name);
    return name.equals(original)
        ? named
        : named.withMetadata(Notes.NAME, NirValue.Text.of(original));
  }

  private void connect(List<String> from, String to) {
    from.forEach(source -> edges.add(new NirEdge(source, to)));
  }

  private void add(Node node) {
    List<String> addends = new ArrayList<>(sources.get(node.inputs().get(0)));
    Set<String> seen = new HashSet<>(addends);
    for (String value : node.inputs().subList(1, node.inputs().size())) {
      String source = single(value).get(0);
      if (!seen.add(source)) {
        source = identity(value);
        seen.add(source);
      }
      addends.add(source);
    }
    sources.put(node.name(), addends);
    sums.put(node.name(), node.name());
  }

  /** The one node whose value it is; made, if there is none. */
  private List<String> single(String value) {
    if (sources.get(value).size() > 1) {
      String sum = identity(value);
      return List.of(sum);
    }
    return sources.get(value);
  }

  private String identity(String value) {
    String name = names.fresh(names.of(value) + "_same");
    Shape shape = graph.shape(value);
    Node one = new Node(value, new VoltageScaler(Tensor.scalar(1)), value);
    NirNode node =
        one.op()
            .accept(new OpToNir(one, shape, shape, target, dt, losses::add))
            .withMetadata(Notes.OPERATOR, NirValue.Text.of(Notes.IDENTITY));
    if (sources.get(value).size() > 1) {
      node = node.withMetadata(Notes.SUM, NirValue.Text.of(sums.get(value)));
    }
    nodes.add(node.withName(name));
    connect(sources.get(value), name);
    return name;
  }

  private boolean isReadout(Node node) {
    return OpToNir.isReadout(node.op()) && node.name().equals(graph.output());
  }

  /** A final Softmax is no layer of the network but part of how its output is read. */
  private void readout(Node node, NodeBuilder output) {
    int axis =
        node.op() instanceof Softmax softmax ? softmax.axis() : ((LogSoftmax) node.op()).axis();
    output
        .note(Notes.OPERATOR, node.op().name())
        .note(Notes.AXIS, axis)
        .note(Notes.NAME, node.name());
    sources.put(node.name(), single(node.inputs().get(0)));
    String lost = "NIR has no Softmax; the network's output is what goes into it";
    losses.add(
        target.isEmpty()
            ? Loss.harmless(node.describe(), lost, "it is in the metadata")
            : Loss.harmful(
                node.describe(),
                lost,
                "it is left out",
                "convert the model again with --readout logits"));
  }
}
