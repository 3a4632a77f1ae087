package io.spikeport.onnx.network;

import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that is known when the model is imported. Its elements are decoded when first asked for,
 * so that a large constant that nobody needs costs nothing. Integers, which make up shapes, may
 * contain the batch size.
 */
public final class Constant implements Value {

  /** Integer constants beyond this size are no shapes, and nothing is computed with them. */
  public static final int LONGEST_SHAPE = 4096;

  private final int[] dims;
  private final Optional<Supplier<List<Dim>>> integers;
  private final Supplier<float[]> reals;
  private final Optional<ElementType> type;
  private Optional<float[]> decoded = Optional.empty();

  private Constant(int[] dims, Optional<Supplier<List<Dim>>> integers, Supplier<float[]> reals) {
    this(dims, integers, reals, Optional.empty());
  }

  private Constant(
      int[] dims,
      Optional<Supplier<List<Dim>>> integers,
      Supplier<float[]> reals,
      Optional<ElementType> type) {
    this.type = type;
    this.dims = dims;
    this.integers = integers;
    this.reals = reals;
  }

  /** A tensor of the model, decoded when it is needed. */
  static Constant of(TensorProtos tensor, ConstantDecoder decoder) {
    Supplier<float[]> reals = () -> decoder.floats(tensor);
    if (!tensor.isInteger() || tensor.size() > LONGEST_SHAPE) {
      return new Constant(tensor.dims(), Optional.empty(), reals, Optional.of(tensor.type()));
    }
    Supplier<List<Dim>> integers =
        () -> Arrays.stream(decoder.integers(tensor)).mapToObj(Dim::of).toList();
    return new Constant(tensor.dims(), Optional.of(integers), reals, Optional.of(tensor.type()));
  }

  /**
   * @param dims extents whose product is the number of values
   */
  public static Constant integers(int[] dims, List<Dim> values) {
    List<Dim> copy = List.copyOf(values);
    return new Constant(dims.clone(), Optional.of(() -> copy), () -> toReals(copy));
  }

  private static float[] toReals(List<Dim> values) {
    float[] reals = new float[values.size()];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = values.get(i).factor();
    }
    return reals;
  }

  /** A vector of integers. */
  public static Constant vector(List<Dim> values) {
    return integers(new int[] {values.size()}, values);
  }

  /**
   * @param values handed over; the caller must not change them
   */
  public static Constant reals(int[] dims, float... values) {
    return new Constant(dims.clone(), Optional.empty(), () -> values);
  }

  /** Extents, with every axis; may hold zeros. */
  public int[] dims() {
    return dims.clone();
  }

  public int rank() {
    return dims.length;
  }

  public int size() {
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    return size;
  }

  public boolean isInteger() {
    return integers.isPresent();
  }

  /** The type that the model gives the elements, where that is known. */
  public Optional<ElementType> type() {
    return type;
  }

  /** The same elements, said to be of a type. */
  public Constant typed(ElementType other) {
    return new Constant(dims, integers, this::values, Optional.of(other));
  }

  /** The elements, where they are integers and few. */
  public Optional<List<Dim>> integers() {
    return integers.map(Supplier::get);
  }

  /** Whether the batch size is among the elements. */
  public boolean hasBatch() {
    return integers().filter(values -> values.stream().anyMatch(Dim::batch)).isPresent();
  }

  /** The elements, row-major; not to be changed. Meaningless where the batch size is among them. */
  public float[] values() {
    if (decoded.isEmpty()) {
      decoded = Optional.of(reals.get());
    }
    return decoded.get();
  }

  /** The whole constant; it must not be empty. */
  public Tensor tensor() {
    return Tensor.wrap(Shape.of(dims), values());
  }

  /** The same elements in other extents of the same product. */
  public Constant reshaped(int... extents) {
    return new Constant(extents.clone(), integers, this::values, type);
  }

  /** The elements as numbers below 2³¹ in size, where they are integers without the batch size. */
  public Optional<List<Integer>> ints() {
    if (integers.isEmpty() || hasBatch()) {
      return Optional.empty();
    }
    List<Integer> plain = new ArrayList<>();
    for (Dim dim : integers().orElseThrow()) {
      plain.add((int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, dim.factor())));
    }
    return Optional.of(plain);
  }

  @Override
  public String toString() {
    return "a constant of shape " + Arrays.toString(dims);
  }
}
