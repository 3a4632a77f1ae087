package io.spikeport.format.nir.file;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node as it stands in a file.
 *
 * @param type one of NIR's types
 * @param fields its parameters
 * @param metadata what plain NIR has no place for
 * @param graph what is inside, if the type is {@code NIRGraph}
 */
public record NirNode(
    String name,
    String type,
    Map<String, NirValue> fields,
    Map<String, NirValue> metadata,
    Optional<NirGraph> graph) {

  public NirNode {
    fields = Map.copyOf(fields);
    metadata = Map.copyOf(metadata);
  }

  public NirNode(
      String name, String type, Map<String, NirValue> fields, Map<String, NirValue> metadata) {
    this(name, type, fields, metadata, Optional.empty());
  }

  /** For messages: {@code node 'conv1' (Conv2d)}. */
  public String describe() {
    return "node '" + name + "' (" + type + ")";
  }

  public NirNode withMetadata(String key, NirValue value) {
    Map<String, NirValue> more = new TreeMap<>(metadata);
    more.put(key, value);
    return new NirNode(name, type, fields, more, graph);
  }

  public NirNode withName(String other) {
    return new NirNode(other, type, fields, metadata, graph);
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }

  /** Real numbers; whole ones count as such. */
  public Tensor real(String field) {
    return real(field, require(field));
  }

  private Tensor real(String field, NirValue value) {
    if (value instanceof NirValue.Real real) {
      int position = real.tensor().firstNonFinite();
      if (position >= 0) {
        throw wrong(field, "finite numbers", real.tensor().get(position) + " at " + position);
      }
      return real.tensor();
    }
    if (value instanceof NirValue.Precise precise) {
      return Tensor.scalar((float) precise.value());
    }
    if (value instanceof NirValue.Whole whole) {
      float[] values = new float[whole.values().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = whole.values().get(i);
      }
      Shape shape = whole.scalar() ? Shape.scalar() : Shape.of(values.length);
      return Tensor.wrap(shape, values);
    }
    throw wrong(field, "numbers", value.describe());
  }

  /** One whole number. */
  public int whole(String field) {
    List<Integer> values = wholes(field, 1);
    return values.get(0);
  }

  /**
   * Whole numbers, one per spatial axis; a single one counts for all axes.
   *
   * @param count number of axes
   */
  public List<Integer> wholes(String field, int count) {
    NirValue value = require(field);
    if (!(value instanceof NirValue.Whole whole)) {
      throw wrong(field, count + " whole number(s)", value.describe());
    }
    List<Integer> values = whole.values().stream().map(v -> inRange(field, v)).toList();
    if (values.size() == 1) {
      return java.util.Collections.nCopies(count, values.get(0));
    }
    if (values.size() != count) {
      throw wrong(field, count + " whole number(s)", value.describe());
    }
    return values;
  }

  private int inRange(String field, long value) {
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw wrong(field, "a number of at most 32 bits", String.valueOf(value));
    }
    return (int) value;
  }

  /** A shape of one sample, without a batch axis. */
  public Shape shape(String field) {
    NirValue value = require(field);
    if (!(value instanceof NirValue.Whole whole)) {
      throw wrong(field, "a shape", value.describe());
    }
    try {
      return Shape.of(whole.values().stream().map(Math::toIntExact).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw wrong(field, "a shape of positive extents", value.describe());
    }
  }

  public Optional<String> note(String key) {
    return metadata.get(key) instanceof NirValue.Text text && text.scalar()
        ? Optional.of(text.values().get(0))
        : Optional.empty();
  }

  /** The metadata as if they were fields, for what is read from them alike. */
  public NirNode notes() {
    return new NirNode(name, type, metadata, Map.of());
  }

  private NirValue require(String field) {
    NirValue value = fields.get(field);
    if (value == null) {
      throw new ModelException(
          Problem.mismatch(
              describe(),
              "a dataset '" + field + "'",
              "only " + fields.keySet().stream().sorted().toList(),
              "write the file again with the tool it comes from"));
    }
    return value;
  }

  public ModelException wrong(String field, String expected, String found) {
    return new ModelException(Problem.mismatch(describe() + ": " + field, expected, found, ""));
  }
}
