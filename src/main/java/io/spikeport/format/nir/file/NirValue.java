package io.spikeport.format.nir.file;

import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/** The value of one HDF5 dataset of a NIR file. */
public sealed interface NirValue {

  /** For messages. */
  String describe();

  /** A string, or several. */
  record Text(List<String> values, boolean scalar) implements NirValue {

    public Text {
      values = List.copyOf(values);
    }

    public static Text of(String value) {
      return new Text(List.of(value), true);
    }

    static Text of(List<String> values) {
      return new Text(values, false);
    }

    @Override
    public String describe() {
      return scalar ? "the text '" + values.get(0) + "'" : values.size() + " texts";
    }
  }

  /** A whole number, or a vector of them. */
  record Whole(List<Long> values, boolean scalar) implements NirValue {

    public Whole {
      values = List.copyOf(values);
    }

    public static Whole of(long value) {
      return new Whole(List.of(value), true);
    }

    public static Whole of(List<Integer> values) {
      return new Whole(values.stream().map(Integer::longValue).toList(), false);
    }

    @Override
    public String describe() {
      return scalar ? String.valueOf(values.get(0)) : values.toString();
    }
  }

  /** Real numbers in single precision. */
  record Real(Tensor tensor) implements NirValue {

    public Real {
      Objects.requireNonNull(tensor);
    }

    @Override
    public String describe() {
      return tensor.isScalar()
          ? String.valueOf(tensor.get(0))
          : "an array of shape " + tensor.shape();
    }
  }

  /** One real number in double precision. */
  record Precise(double value) implements NirValue {

    @Override
    public String describe() {
      return String.valueOf(value);
    }
  }
}
