package io.spikeport.format.nir.file;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.EnumDataType;
import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.InputFile;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a NIR file into memory. Nothing outside the file is opened: links are refused, and so are
 * sizes that the file cannot hold, before any memory is taken for them.
 */
public final class NirFileReader {

  /** 1 GiB of float32. */
  private static final long MAXIMUM_ELEMENTS = 1L << 28;

  /** Bytes of a file that is read as a whole. */
  private static final long SMALL = 64L << 20;

  private static final int MAXIMUM_DEPTH = 16;
  private static final int MAXIMUM_NODES = 1 << 16;

  /** Deflate compresses at most 1032 to 1 (zlib's technical details); nothing here does better. */
  private static final long MOST_COMPRESSION = 1100;

  private static final String REMEDY = "write the file again with the tool it comes from";

  private NirFileReader() {}

  /**
   * @throws FileException if the file cannot be read
   * @throws ModelException if it is no HDF5 file, is damaged, or its content is no NIR graph
   */
  public static NirGraph read(Path file) {
    InputFile.check(file, "a NIR graph (.nir)");
    Hdf5Signature.requireWhole(file);
    try (HdfFile hdf = open(file)) {
      return graph(group(hdf, "", "node"), 0);
    } catch (SpikeportException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // jHDF trusts what it reads; a damaged file shows itself in any exception there is.
      throw new ModelException(
          Problem.mismatch("", "a sound HDF5 file", "a damaged or unusual one", REMEDY), e);
    }
  }

  /**
   * From a file jHDF takes as much memory as a damaged header states, up to 2 GiB; from bytes in
   * memory it takes what is there. So files that this is much for are read first.
   */
  private static HdfFile open(Path file) {
    try {
      return Files.size(file) <= SMALL
          ? HdfFile.fromBytes(Files.readAllBytes(file))
          : new HdfFile(file);
    } catch (IOException e) {
      throw InputFile.unreadable(file, "a NIR graph (.nir)", e);
    }
  }

  private static NirGraph graph(Group group, int depth) {
    if (depth > MAXIMUM_DEPTH) {
      throw new ModelException(
          Problem.mismatch(
              group.getPath(), "graphs nested " + MAXIMUM_DEPTH + " deep at most", "more", ""));
    }
    requireType(group);
    List<NirNode> nodes = new ArrayList<>();
    for (Map.Entry<String, Node> child : children(group(group, group.getPath(), "nodes"))) {
      nodes.add(node(group(child.getValue(), child.getKey()), child.getKey(), depth));
    }
    return new NirGraph(nodes, edges(group), metadata(group));
  }

  private static void requireType(Group group) {
    NirValue type = dataset(required(group, "type"), group.getPath() + "type");
    if (!(type instanceof NirValue.Text text
        && text.scalar()
        && text.values().get(0).equals("NIRGraph"))) {
      throw new ModelException(
          Problem.mismatch(group.getPath() + "type", "NIRGraph", type.describe(), REMEDY));
    }
  }

  private static NirNode node(Group group, String name, int depth) {
    NirValue type = dataset(required(group, "type"), group.getPath() + "type");
    if (!(type instanceof NirValue.Text text && text.scalar())) {
      throw new ModelException(
          Problem.mismatch(group.getPath() + "type", "the name of a type", type.describe(), ""));
    }
    String typeName = text.values().get(0);
    if (typeName.equals("NIRGraph")) {
      return new NirNode(name, typeName, Map.of(), Map.of(), Optional.of(graph(group, depth + 1)));
    }
    Map<String, NirValue> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Node> child : children(group)) {
      if (!child.getKey().equals("type") && !child.getKey().equals("metadata")) {
        fields.put(child.getKey(), dataset(child.getValue(), group.getPath() + child.getKey()));
      }
    }
    return new NirNode(name, typeName, fields, metadata(group));
  }

  private static List<NirEdge> edges(Group group) {
    String place = group.getPath() + "edges";
    Dataset dataset = asDataset(required(group, "edges"), place);
    long[] extents = dataset.getDimensionsAsLong();
    if (extents.length != 2 || extents[1] != 2 || extents[0] > MAXIMUM_NODES) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "pairs of names, [E, 2]",
              "an array of shape " + Arrays.toString(extents),
              ""));
    }
    if (extents[0] == 0) {
      return List.of();
    }
    requirePlausible(dataset, place);
    if (!(dataset.getDataFlat() instanceof String[] names)) {
      throw new ModelException(Problem.mismatch(place, "names", "other values", REMEDY));
    }
    List<NirEdge> edges = new ArrayList<>();
    for (int i = 0; i < names.length; i += 2) {
      edges.add(new NirEdge(names[i], names[i + 1]));
    }
    return edges;
  }

  /** Other tools may put anything there; only what could be ours is read. */
  private static Map<String, NirValue> metadata(Group group) {
    Map<String, NirValue> metadata = new LinkedHashMap<>();
    Node node = group.getChildren().get("metadata");
    if (node == null || node.isLink() || !(node instanceof Group inner)) {
      return metadata;
    }
    for (Map.Entry<String, Node> child : children(inner)) {
      if (!child.getValue().isLink() && child.getValue() instanceof Dataset) {
        readable(child.getValue(), inner.getPath() + child.getKey())
            .ifPresent(value -> metadata.put(child.getKey(), value));
      }
    }
    return metadata;
  }

  private static Optional<NirValue> readable(Node node, String place) {
    try {
      return Optional.of(dataset(node, place));
    } catch (ModelException e) {
      return Optional.empty();
    }
  }

  private static List<Map.Entry<String, Node>> children(Group group) {
    Map<String, Node> children = group.getChildren();
    if (children.size() > MAXIMUM_NODES) {
      throw new ModelException(
          Problem.mismatch(
              group.getPath(), "at most " + MAXIMUM_NODES + " entries", "" + children.size(), ""));
    }
    return List.copyOf(children.entrySet());
  }

  private static Node required(Group group, String name) {
    Node child = group.getChildren().get(name);
    if (child == null) {
      throw new ModelException(
          Problem.mismatch(
              group.getPath(),
              "'" + name + "' in a NIR graph",
              "only " + group.getChildren().keySet(),
              REMEDY));
    }
    return child;
  }

  private static Group group(Group parent, String path, String name) {
    return group(required(parent, name), path + name);
  }

  private static Group group(Node node, String place) {
    requireNoLink(node, place);
    if (!(node instanceof Group group)) {
      throw new ModelException(Problem.mismatch(place, "a group", "a dataset", REMEDY));
    }
    return group;
  }

  private static Dataset asDataset(Node node, String place) {
    requireNoLink(node, place);
    if (!(node instanceof Dataset dataset)) {
      throw new ModelException(Problem.mismatch(place, "a dataset", "a group", REMEDY));
    }
    return dataset;
  }

  private static void requireNoLink(Node node, String place) {
    if (node.isLink()) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "content in this file",
              "a link to elsewhere",
              "write everything into one file, without soft or external links"));
    }
  }

  private static NirValue dataset(Node node, String place) {
    Dataset dataset = asDataset(node, place);
    long[] extents = dataset.getDimensionsAsLong();
    requirePlausible(dataset, place);
    if (dataset.isEmpty()) {
      throw new ModelException(Problem.mismatch(place, "values", "none", REMEDY));
    }
    boolean scalar = extents.length == 0;
    Object flat = dataset.getDataFlat();
    if (flat instanceof String[] texts && !(dataset.getDataType() instanceof EnumDataType)) {
      return new NirValue.Text(Arrays.asList(texts), scalar);
    }
    if (flat instanceof float[] floats) {
      return new NirValue.Real(Tensor.wrap(shape(extents), floats));
    }
    if (flat instanceof double[] doubles) {
      return scalar ? new NirValue.Precise(doubles[0]) : real(doubles, shape(extents));
    }
    long[] whole =
        WholeNumbers.of(dataset.getDataType(), flat)
            .orElseThrow(
                () ->
                    new ModelException(
                        Problem.mismatch(
                            place,
                            "text, numbers of up to 64 bits or truth values",
                            "values of another type",
                            REMEDY)));
    return extents.length <= 1
        ? new NirValue.Whole(Arrays.stream(whole).boxed().toList(), scalar)
        : real(Arrays.stream(whole).asDoubleStream().toArray(), shape(extents));
  }

  private static NirValue real(double[] doubles, Shape shape) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return new NirValue.Real(Tensor.wrap(shape, floats));
  }

  private static Shape shape(long[] extents) {
    return Shape.of(Arrays.stream(extents).boxed().map(Math::toIntExact).toList());
  }

  private static void requirePlausible(Dataset dataset, String place) {
    long elements = 1;
    for (long extent : dataset.getDimensionsAsLong()) {
      elements = extent < 0 || extent > MAXIMUM_ELEMENTS ? Long.MAX_VALUE : elements * extent;
      if (elements > MAXIMUM_ELEMENTS) {
        throw new ModelException(
            Problem.mismatch(
                place,
                "at most " + MAXIMUM_ELEMENTS + " values",
                "an array of shape " + Arrays.toString(dataset.getDimensionsAsLong()),
                ""));
      }
    }
    long stated = elements * dataset.getDataType().getSize();
    long stored = dataset.getStorageInBytes();
    if (stated / MOST_COMPRESSION > stored) {
      throw new ModelException(
          Problem.mismatch(
              place, stated + " bytes of values", "only " + stored + " bytes stored", REMEDY));
    }
  }
}
