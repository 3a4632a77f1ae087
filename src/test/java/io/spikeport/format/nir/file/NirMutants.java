package io.spikeport.format.nir.file;

import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.nir.Elements;
import io.spikeport.format.nir.NirFormat;
import io.spikeport.format.nir.Notes;
import io.spikeport.fuzz.JsonMutants;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** NIR files with one dataset dropped, or put in another type or size. */
public final class NirMutants {

  private static final List<NirValue> OTHERS =
      List.of(
          NirValue.Text.of(""),
          NirValue.Text.of("text"),
          NirValue.Text.of(List.of("a", "b")),
          NirValue.Whole.of(-1),
          NirValue.Whole.of(0),
          NirValue.Whole.of(Integer.MAX_VALUE),
          new NirValue.Whole(List.of(Long.MAX_VALUE, 2L, 3L), false),
          new NirValue.Real(Tensor.scalar(Float.NaN)),
          new NirValue.Real(Tensor.filled(Shape.of(2, 3), 1e30f)),
          new NirValue.Precise(-0.5),
          new NirValue.Precise(1e300));

  private NirMutants() {}

  /** Suppliers, so that no more files are made than are read. */
  public static Stream<Supplier<byte[]>> of(SpikingModel model, Path folder) {
    Path file = folder.resolve("good.nir");
    new NirFormat().prepare(model, FormatOptions.DEFAULT).writeLossy(file);
    NirGraph good = NirFileReader.read(file);
    return graphs(good).map(graph -> () -> bytes(graph, folder.resolve("mutant.hdf")));
  }

  private static byte[] bytes(NirGraph graph, Path file) {
    try {
      NirFileWriter.write(graph, file);
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<NirGraph> graphs(NirGraph good) {
    String json = ((NirValue.Text) good.metadata().get(Notes.MODEL)).values().get(0);
    Stream<NirGraph> documents =
        JsonMutants.of(json)
            .map(text -> with(good.metadata(), Notes.MODEL, NirValue.Text.of(text)))
            .map(metadata -> new NirGraph(good.nodes(), good.edges(), metadata));
    Stream<NirGraph> notes =
        maps(good.metadata()).map(metadata -> new NirGraph(good.nodes(), good.edges(), metadata));
    Stream<NirGraph> nodes =
        good.nodes().stream()
            .flatMap(node -> nodes(node).map(mutant -> replaced(good, node, List.of(mutant))));
    Stream<NirGraph> dropped = good.nodes().stream().map(node -> replaced(good, node, List.of()));
    Stream<NirGraph> edges = good.edges().stream().flatMap(edge -> edges(good, edge));
    return Stream.of(documents, notes, nodes, dropped, edges)
        .flatMap(s -> s)
        // jHDF writes no empty arrays.
        .filter(graph -> !graph.edges().isEmpty());
  }

  private static NirGraph replaced(NirGraph graph, NirNode node, List<NirNode> by) {
    List<NirNode> nodes = new ArrayList<>(graph.nodes());
    nodes.remove(node);
    nodes.addAll(by);
    return new NirGraph(nodes, graph.edges(), graph.metadata());
  }

  private static Stream<NirGraph> edges(NirGraph graph, NirEdge edge) {
    List<NirEdge> without = new ArrayList<>(graph.edges());
    without.remove(edge);
    return Stream.of(
            List.<NirEdge>of(),
            List.of(edge, edge),
            List.of(new NirEdge(edge.to(), edge.from())),
            List.of(new NirEdge(edge.from(), edge.from())),
            List.of(edge, new NirEdge(edge.from(), "nowhere")))
        .map(
            more -> {
              List<NirEdge> edges = new ArrayList<>(without);
              edges.addAll(more);
              return new NirGraph(graph.nodes(), edges, graph.metadata());
            });
  }

  private static Stream<NirNode> nodes(NirNode node) {
    Stream<NirNode> types =
        Stream.of("", "IF", "LIF", "CubaLI", "Conv1d", "Linear", "Scale", "Delay", "Output")
            .map(type -> new NirNode(node.name(), type, node.fields(), node.metadata()));
    Stream<NirNode> fields =
        maps(node.fields()).map(map -> new NirNode(node.name(), node.type(), map, node.metadata()));
    Stream<NirNode> notes =
        maps(node.metadata()).map(map -> new NirNode(node.name(), node.type(), node.fields(), map));
    return Stream.of(types, fields, notes).flatMap(s -> s);
  }

  private static Stream<Map<String, NirValue>> maps(Map<String, NirValue> good) {
    return good.keySet().stream()
        .sorted()
        .flatMap(
            key -> {
              Map<String, NirValue> dropped = new TreeMap<>(good);
              dropped.remove(key);
              Stream<Map<String, NirValue>> others =
                  OTHERS.stream().map(other -> with(good, key, other));
              Stream<Map<String, NirValue>> negated =
                  good.get(key) instanceof NirValue.Real real
                      ? Stream.of(
                          with(
                              good,
                              key,
                              new NirValue.Real(Elements.map(real.tensor(), value -> -value))))
                      : Stream.empty();
              return Stream.of(Stream.of(dropped), others, negated).flatMap(s -> s);
            });
  }

  private static Map<String, NirValue> with(
      Map<String, NirValue> good, String key, NirValue value) {
    Map<String, NirValue> changed = new TreeMap<>(good);
    changed.put(key, value);
    return changed;
  }
}
