package io.spikeport.onnx;

import io.spikeport.graph.Upsample;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Enlargement by whole factors. */
final class Resizing {

  private Resizing() {}

  static List<Value> upsample(OnnxNode node, Network network) {
    Activation input = network.straight(node, node.activation(0));
    List<Float> scales =
        node.opset() < 9
            ? node.attribute("scales").map(a -> a.getFloatsList()).orElse(List.of())
            : reals(node.constant(1));
    return List.of(enlarged(node, network, input, scales, Axis.UPSAMPLE));
  }

  static List<Value> resize(OnnxNode node, Network network) {
    Activation input = network.straight(node, node.activation(0));
    if (node.opset() < 11) {
      return List.of(enlarged(node, network, input, reals(node.constant(1)), Axis.UPSAMPLE));
    }
    int rank = input.rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis : node.integers("axes", List.of())) {
      axes.add(node.axis(axis, rank));
    }
    if (axes.isEmpty()) {
      for (int axis = 0; axis < rank; axis++) {
        axes.add(axis);
      }
    }
    boolean byScales = node.has(2) && node.constant(2).size() > 0;
    List<Float> given = byScales ? reals(node.constant(2)) : scalesOfSizes(node, input, axes);
    if (given.size() != axes.size()) {
      throw node.refuse("expected " + axes.size() + " scales or sizes, found " + given.size());
    }
    List<Float> scales = new ArrayList<>(Collections.nCopies(rank, 1f));
    for (int i = 0; i < axes.size(); i++) {
      scales.set(axes.get(i), given.get(i));
    }
    Axis axis =
        new Axis(
            node.text("coordinate_transformation_mode", "half_pixel"),
            node.text("nearest_mode", "round_prefer_floor"));
    return List.of(enlarged(node, network, input, scales, axis));
  }

  private static List<Float> reals(Constant constant) {
    List<Float> reals = new ArrayList<>();
    for (float value : constant.values()) {
      reals.add(value);
    }
    return reals;
  }

  private static List<Float> scalesOfSizes(OnnxNode node, Activation input, List<Integer> axes) {
    Optional<List<Dim>> sizes =
        node.has(3) && node.input(3) instanceof Constant constant
            ? constant.integers()
            : Optional.empty();
    List<Dim> dims = sizes.orElseThrow(() -> node.refuse("expected known scales or sizes"));
    if (dims.size() != axes.size()) {
      throw node.refuse("expected " + axes.size() + " sizes, found " + dims);
    }
    List<Float> scales = new ArrayList<>();
    for (int i = 0; i < dims.size(); i++) {
      int axis = axes.get(i);
      // The batch size is kept, or is a number that stands for it.
      scales.add(axis == 0 ? 1f : (float) dims.get(i).factor() / input.sample().extent(axis - 1));
    }
    return scales;
  }

  private static Activation enlarged(
      OnnxNode node, Network network, Activation input, List<Float> scales, Axis axis) {
    Shape sample = input.sample();
    if (scales.size() != input.rank() || scales.get(0) != 1) {
      throw node.refuse("expected a scale for every axis and 1 for the batch, found " + scales);
    }
    if (scales.stream().allMatch(scale -> scale == 1)) {
      return input;
    }
    if (!node.text("mode", "nearest").equals("nearest")) {
      throw node.refuse("expected mode nearest, found " + node.text("mode", "nearest"));
    }
    List<Integer> factors = new ArrayList<>();
    for (int i = 1; i < scales.size(); i++) {
      float scale = scales.get(i);
      if (!(scale >= 1) || scale != (int) scale || (i == 1 && scale != 1)) {
        throw node.refuse("expected whole factors for the spatial axes, found scales " + scales);
      }
      if (i > 1) {
        factors.add((int) scale);
      }
    }
    for (int i = 0; i < factors.size(); i++) {
      if (!axis.repeats(sample.extent(i + 1), factors.get(i))) {
        throw node.refuse("expected every element to be repeated, found " + axis);
      }
    }
    return network.add(node, new Upsample(factors), input);
  }

  /**
   * How a position in the output is turned into one in the input, as the ONNX specification has it.
   */
  record Axis(String transformation, String rounding) {

    /** Far beyond any image; a bound on the time that a hostile file can ask for. */
    private static final int LONGEST = 1 << 16;

    static final Axis UPSAMPLE = new Axis("asymmetric", "floor");

    /** Whether an enlargement repeats every element {@code factor} times. */
    boolean repeats(int extent, int factor) {
      long outputs = (long) extent * factor;
      if (outputs > LONGEST) {
        return false;
      }
      for (long i = 0; i < outputs; i++) {
        if (source(i, extent, factor) != i / factor) {
          return false;
        }
      }
      return true;
    }

    private long source(long i, int extent, int factor) {
      double outputs = (double) extent * factor;
      double x =
          switch (transformation) {
            case "asymmetric" -> (double) i / factor;
            case "half_pixel", "half_pixel_symmetric" -> (i + 0.5) / factor - 0.5;
            case "pytorch_half_pixel" -> outputs > 1 ? (i + 0.5) / factor - 0.5 : 0;
            case "tf_half_pixel_for_nn" -> (i + 0.5) / factor;
            case "align_corners" -> outputs > 1 ? i * (extent - 1) / (outputs - 1) : 0;
            default -> Double.NaN;
          };
      double rounded =
          switch (rounding) {
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            case "round_prefer_floor" -> Math.ceil(x - 0.5);
            case "round_prefer_ceil" -> Math.floor(x + 0.5);
            default -> Double.NaN;
          };
      return Double.isNaN(rounded) ? -1 : (long) Math.max(0, Math.min(extent - 1, rounded));
    }

    @Override
    public String toString() {
      return transformation + " with " + rounding;
    }
  }
}
