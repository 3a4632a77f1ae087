package io.spikeport.onnx.translate;

import io.spikeport.graph.AddConstant;
import io.spikeport.graph.Upsample;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.translate.Interpolation.Axis;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Resizing by any factors, one axis at a time. */
public final class Resizing {

  /** Far beyond any image; a bound on the time that a hostile file can ask for. */
  private static final int LONGEST = 1 << 16;

  private Resizing() {}

  public static List<Value> upsample(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    List<Float> scales =
        node.opset() < 9
            ? node.attribute("scales").map(a -> a.getFloatsList()).orElse(List.of())
            : reals(node.constant(1));
    return List.of(byScales(node, builder, input, scales));
  }

  public static List<Value> resize(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    if (node.opset() < 11) {
      return List.of(byScales(node, builder, input, reals(node.constant(1))));
    }
    int rank = input.rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis : node.integers("axes", IntStream.range(0, rank).boxed().toList())) {
      axes.add(node.axis(axis, rank));
    }
    boolean byScales = node.has(2) && node.constant(2).size() > 0;
    List<Float> roi =
        node.has(1) && node.isConstant(1) ? reals(node.constant(1)) : List.<Float>of();
    List<Float> given = byScales ? reals(node.constant(2)) : List.<Float>of();
    List<Dim> sizes = byScales ? List.of() : sizes(node);
    if (Math.max(given.size(), sizes.size()) != axes.size()) {
      throw node.refuse(
          "expected " + axes.size() + " scales or sizes, found " + (byScales ? given : sizes));
    }
    boolean crops = node.text("coordinate_transformation_mode", "").equals("tf_crop_and_resize");
    if (crops && roi.size() != 2 * axes.size()) {
      throw node.refuse("expected a region of interest for every axis, found " + roi);
    }
    Map<Integer, Axis> resized = new HashMap<>();
    for (int i = 0; i < axes.size(); i++) {
      int axis = axes.get(i);
      float start = crops ? roi.get(i) : 0;
      float end = crops ? roi.get(i + axes.size()) : 1;
      if (axis > 0) {
        int extent = input.sample().extent(axis - 1);
        resized.put(
            axis,
            byScales
                ? axis(node, extent, given.get(i), extent * given.get(i), start, end)
                : sized(node, input, axes, sizes, i, start, end));
      } else if ((byScales && given.get(i) != 1) || (crops && (start != 0 || end != 1))) {
        throw node.refuse("expected 1 for the batch, found scales " + given);
      } else if (!byScales && !sizes.get(i).batch()) {
        keepBatch(node, builder, sizes.get(i).factor());
      }
    }
    return List.of(resized(node, builder, input, resized, interpolation(node)));
  }

  /** A number for the batch: right only if the model is run with that batch size. */
  private static void keepBatch(OnnxNode node, GraphBuilder builder, long size) {
    if (size < 1 || size != builder.declaredBatch().orElse((int) size)) {
      throw node.refuse("expected the batch size to be kept, found a batch of " + size);
    }
    builder.fixBatch((int) size);
  }

  private static Interpolation interpolation(OnnxNode node) {
    return new Interpolation(
        node.text("mode", "nearest"),
        node.text("coordinate_transformation_mode", "half_pixel"),
        node.text("nearest_mode", "round_prefer_floor"),
        node.real("cubic_coeff_a", -0.75f),
        node.flag("exclude_outside", false),
        node.flag("antialias", false));
  }

  private static List<Float> reals(Constant constant) {
    List<Float> reals = new ArrayList<>();
    for (float value : constant.values()) {
      reals.add(value);
    }
    return reals;
  }

  private static List<Dim> sizes(OnnxNode node) {
    Optional<List<Dim>> sizes =
        node.has(3) && node.input(3) instanceof Constant constant
            ? constant.integers()
            : Optional.empty();
    return sizes.orElseThrow(() -> node.refuse("expected known scales or sizes"));
  }

  /** An axis whose size is given; the policy on aspect ratios takes one scale for all axes. */
  private static Axis sized(
      OnnxNode node,
      Activation input,
      List<Integer> axes,
      List<Dim> sizes,
      int index,
      float start,
      float end) {
    String policy = node.text("keep_aspect_ratio_policy", "stretch");
    int extent = input.sample().extent(axes.get(index) - 1);
    if (policy.equals("stretch")) {
      float size = sizes.get(index).factor();
      return axis(node, extent, size / extent, size, start, end);
    }
    boolean larger = policy.equals("not_smaller");
    float scale = larger ? 0 : Float.MAX_VALUE;
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i) == 0) {
        throw node.refuse("expected sizes of spatial axes alone with " + policy);
      }
      float own = (float) sizes.get(i).factor() / input.sample().extent(axes.get(i) - 1);
      scale = larger ? Math.max(scale, own) : Math.min(scale, own);
    }
    return axis(node, extent, scale, Math.round(scale * extent), start, end);
  }

  private static Axis axis(
      OnnxNode node, int extent, float scale, float outputs, float start, float end) {
    if (!(outputs >= 1 && outputs <= LONGEST) || !(scale > 0) || extent > LONGEST) {
      throw node.refuse(
          "expected an extent of 1 to " + LONGEST + ", found " + extent + " times " + scale);
    }
    return new Axis(extent, (int) outputs, scale, start, end);
  }

  private static Activation byScales(
      OnnxNode node, GraphBuilder builder, Activation input, List<Float> scales) {
    if (scales.size() != input.rank() || scales.get(0) != 1) {
      throw node.refuse("expected a scale for every axis and 1 for the batch, found " + scales);
    }
    Map<Integer, Axis> axes = new HashMap<>();
    for (int axis = 1; axis < scales.size(); axis++) {
      int extent = input.sample().extent(axis - 1);
      float scale = scales.get(axis);
      axes.put(axis, axis(node, extent, scale, extent * scale, 0, 1));
    }
    String mode = node.text("mode", "nearest");
    Interpolation old = new Interpolation(mode, "asymmetric", "simple", -0.75f, false, false);
    return resized(node, builder, input, axes, old);
  }

  private static Activation resized(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      Map<Integer, Axis> axes,
      Interpolation how) {
    if (!List.of("nearest", "linear", "cubic").contains(how.mode())) {
      throw node.refuse("expected mode nearest, linear or cubic, found " + how.mode());
    }
    Optional<Upsample> upsample = upsample(input.sample(), axes, how);
    if (upsample.isPresent()) {
      return builder.add(node, upsample.get(), input);
    }
    boolean crops = how.transformation().equals("tf_crop_and_resize");
    Activation result = input;
    for (Map.Entry<Integer, Axis> entry : axes.entrySet()) {
      Axis axis = entry.getValue();
      if (axis.scale() == 1 && !crops) {
        continue;
      }
      if (how.mode().equals("nearest")) {
        List<Integer> sources =
            Axes.indices(node, builder, axis.outputs(), i -> how.nearest(i, axis));
        result = Axes.take(node, builder, result, entry.getKey(), sources);
      } else {
        builder.spend(node, (long) axis.outputs() * axis.extent());
        result = Axes.mix(node, builder, result, entry.getKey(), how.matrix(axis));
      }
    }
    float outside = node.real("extrapolation_value", 0);
    return crops && outside != 0 ? outside(node, builder, result, axes, how, outside) : result;
  }

  /** An enlargement that repeats every element of the spatial axes a whole number of times. */
  private static Optional<Upsample> upsample(
      Shape sample, Map<Integer, Axis> axes, Interpolation how) {
    List<Integer> factors = new ArrayList<>(Collections.nCopies(sample.rank() - 1, 1));
    boolean repeats = how.mode().equals("nearest") && sample.rank() > 1;
    for (Map.Entry<Integer, Axis> entry : axes.entrySet()) {
      Axis axis = entry.getValue();
      int factor = axis.outputs() / axis.extent();
      repeats &= axis.outputs() == axis.extent() || entry.getKey() > 1;
      repeats &= factor > 0 && axis.outputs() % axis.extent() == 0;
      if (repeats) {
        repeats =
            IntStream.range(0, axis.outputs()).allMatch(i -> how.nearest(i, axis) == i / factor);
        if (entry.getKey() > 1) {
          factors.set(entry.getKey() - 2, factor);
        }
      }
    }
    boolean any = factors.stream().anyMatch(factor -> factor > 1);
    return repeats && any ? Optional.of(new Upsample(factors)) : Optional.empty();
  }

  /** Puts a value where an output position lies outside the input along some axis. */
  private static Activation outside(
      OnnxNode node,
      GraphBuilder builder,
      Activation zeros,
      Map<Integer, Axis> axes,
      Interpolation how,
      float value) {
    Shape shape = zeros.sample();
    builder.spend(node, shape.size());
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      for (Map.Entry<Integer, Axis> entry : axes.entrySet()) {
        int along = entry.getKey() - 1;
        if (how.isOutside(i / shape.stride(along) % shape.extent(along), entry.getValue())) {
          values[i] = value;
        }
      }
    }
    AddConstant op = new AddConstant(Tensor.wrap(shape, values));
    return builder.addBeside(node, "outside", op, builder.straight(node, zeros));
  }
}
