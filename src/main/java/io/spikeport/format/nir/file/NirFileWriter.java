package io.spikeport.format.nir.file;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import io.spikeport.file.AtomicFile;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a NIR file as the reference implementation ({@code nir/serialization.py}) does: {@code
 * /version}, {@code /node} with its {@code type}, {@code nodes} and {@code edges}, one group per
 * node, one dataset per parameter; float arrays compressed with gzip.
 */
public final class NirFileWriter {

  /** The version of NIR whose node types and fields are written. */
  static final String NIR_VERSION = "1.0.8";

  /** Smaller arrays are stored as they are. */
  private static final int WORTH_COMPRESSING = 64;

  private NirFileWriter() {}

  /**
   * Writes a file, atomically.
   *
   * @throws io.spikeport.error.FileException if it cannot be written
   */
  public static void write(NirGraph graph, Path file) {
    AtomicFile.fill(
        file,
        temporary -> {
          try (WritableHdfFile hdf = HdfFile.write(temporary)) {
            hdf.putDataset("version", NIR_VERSION);
            writeGraph(hdf.putGroup("node"), graph);
          } catch (HdfException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  private static void writeGraph(WritableGroup group, NirGraph graph) {
    group.putDataset("type", "NIRGraph");
    WritableGroup nodes = group.putGroup("nodes");
    graph.nodes().stream()
        .sorted(Comparator.comparing(NirNode::name))
        .forEach(node -> writeNode(nodes.putGroup(node.name()), node));
    group.putDataset(
        "edges",
        graph.edges().stream()
            .map(edge -> new String[] {edge.from(), edge.to()})
            .toArray(String[][]::new));
    writeMetadata(group, graph.metadata());
  }

  private static void writeNode(WritableGroup group, NirNode node) {
    group.putDataset("type", node.type());
    new TreeMap<>(node.fields()).forEach((name, value) -> writeValue(group, name, value));
    writeMetadata(group, node.metadata());
  }

  private static void writeMetadata(WritableGroup group, Map<String, NirValue> metadata) {
    if (!metadata.isEmpty()) {
      WritableGroup target = group.putGroup("metadata");
      new TreeMap<>(metadata).forEach((name, value) -> writeValue(target, name, value));
    }
  }

  private static void writeValue(WritableGroup group, String name, NirValue value) {
    if (value instanceof NirValue.Text text) {
      group.putDataset(
          name, text.scalar() ? text.values().get(0) : text.values().toArray(String[]::new));
    } else if (value instanceof NirValue.Whole whole) {
      group.putDataset(name, whole.scalar() ? whole.values().get(0) : longs(whole.values()));
    } else if (value instanceof NirValue.Precise precise) {
      group.putDataset(name, precise.value());
    } else if (value instanceof NirValue.Real real) {
      writeTensor(group, name, real.tensor());
    }
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static void writeTensor(WritableGroup group, String name, Tensor tensor) {
    if (tensor.isScalar()) {
      group.putDataset(name, tensor.get(0));
    } else if (tensor.size() < WORTH_COMPRESSING) {
      group.putDataset(name, nested(tensor.shape(), tensor.buffer()));
    } else {
      group.putDataset(
          name,
          nested(tensor.shape(), tensor.buffer()),
          DatasetCreationOptions.builder().deflate(4).build());
    }
  }

  /** Java's arrays of arrays, which is how jHDF takes more than one axis. */
  private static Object nested(Shape shape, FloatBuffer values) {
    if (shape.rank() == 1) {
      float[] row = new float[shape.size()];
      values.get(row);
      return row;
    }
    Shape inner = shape.dropFirst();
    Object first = nested(inner, values);
    Object array = Array.newInstance(first.getClass(), shape.extent(0));
    Array.set(array, 0, first);
    for (int i = 1; i < shape.extent(0); i++) {
      Array.set(array, i, nested(inner, values));
    }
    return array;
  }
}
