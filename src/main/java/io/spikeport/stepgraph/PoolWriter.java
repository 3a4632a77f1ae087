package io.spikeport.stepgraph;

import static io.spikeport.stepgraph.Attributes.integer;
import static io.spikeport.stepgraph.Attributes.integers;

import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Pooling by standard operators, of one window over one sample. A last, partly covered position is
 * reached by more padding at the end, because {@code ceil_mode} counts positions differently from
 * runtime to runtime.
 */
final class PoolWriter {

  private final OnnxGraphBuilder builder;
  private final String name;
  private final String suffix;
  private final Window window;
  private final Shape sample;
  private final Shape positions;

  /**
   * @param name of the node, from which the names of its constants are made
   * @param suffix of the names of values
   */
  PoolWriter(
      OnnxGraphBuilder builder,
      String name,
      String suffix,
      Window window,
      boolean ceilMode,
      Shape sample) {
    this.builder = builder;
    this.name = name;
    this.suffix = suffix;
    this.sample = sample;
    this.positions = window.outputExtents(sample, ceilMode);
    this.window = window.withPads(window.padsBegin(), padsEnd(window));
  }

  /** Padding at the end that yields exactly the positions there are. */
  private List<Integer> padsEnd(Window of) {
    List<Integer> ends = new ArrayList<>();
    for (int axis = 0; axis < of.rank(); axis++) {
      int last = (positions.extent(axis) - 1) * of.strides().get(axis) + of.span(axis);
      int padded = sample.extent(axis + 1) + of.padsBegin().get(axis) + of.padsEnd().get(axis);
      ends.add(of.padsEnd().get(axis) + Math.max(0, last - padded));
    }
    return ends;
  }

  /** {@code MaxPool}. */
  void maximum(String input, String output) {
    write(padded(input, "padded", Float.NEGATIVE_INFINITY), List.of(output));
  }

  /**
   * The elements of {@code values} where {@code sums} has the maximum of each position; the first
   * in row-major order among equals.
   */
  void gated(String sums, String values, String output) {
    String at = builder.fresh(name + "/gate" + suffix);
    String unused = builder.fresh(name + "/largest" + suffix);
    write(padded(sums, "padded_sums", Float.NEGATIVE_INFINITY), List.of(unused, at));
    String flat = builder.fresh(name + "/flat" + suffix);
    String all = builder.integers(name + "/all", -1);
    builder.node("Reshape", flat, List.of(padded(values, "padded_values", 0), all));
    builder.node("Gather", output, List.of(flat, at), integer("axis", 0));
  }

  private void write(String input, List<String> outputs) {
    List<Integer> pads = padsFit() ? pads() : Collections.nCopies(2 * window.rank(), 0);
    builder.node(
        "MaxPool",
        outputs.get(outputs.size() - 1),
        List.of(input),
        outputs,
        integers("kernel_shape", window.kernel()),
        integers("strides", window.strides()),
        integers("dilations", window.dilations()),
        integers("pads", pads));
  }

  private List<Integer> pads() {
    List<Integer> pads = new ArrayList<>(window.padsBegin());
    pads.addAll(window.padsEnd());
    return pads;
  }

  /** Runtimes take pads below the kernel's extent only. */
  private boolean padsFit() {
    for (int axis = 0; axis < window.rank(); axis++) {
      int kernel = window.kernel().get(axis);
      if (window.padsBegin().get(axis) >= kernel || window.padsEnd().get(axis) >= kernel) {
        return false;
      }
    }
    return true;
  }

  private String padded(String input, String what, float value) {
    if (padsFit()) {
      return input;
    }
    int rank = window.rank() + 2;
    long[] pads = new long[2 * rank];
    for (int axis = 0; axis < window.rank(); axis++) {
      pads[axis + 2] = window.padsBegin().get(axis);
      pads[rank + axis + 2] = window.padsEnd().get(axis);
    }
    String output = builder.fresh(name + "/" + what + suffix);
    builder.node(
        "Pad",
        output,
        List.of(
            input,
            builder.integers(name + "/pads", pads),
            builder.constant(name + "/" + what + "_value", Tensor.scalar(value))));
    return output;
  }

  /**
   * {@code AveragePool} where that says the same. Else the sum by a convolution of ones with each
   * channel alone, divided by the number of elements: {@code AveragePool} knows no dilations before
   * opset 19, and nothing of positions that reach beyond the padding.
   *
   * @param original the window as the operator has it
   * @param countPadding whether its padding counts
   */
  void mean(String input, String output, Window original, boolean countPadding) {
    if (window.equals(original)
        && padsFit()
        && window.dilations().stream().allMatch(dilation -> dilation == 1)) {
      builder.node(
          "AveragePool",
          output,
          List.of(input),
          integers("kernel_shape", window.kernel()),
          integers("strides", window.strides()),
          integers("pads", pads()),
          integer("count_include_pad", countPadding ? 1 : 0));
      return;
    }
    int channels = sample.extent(0);
    Shape weight = Shape.of(window.kernel()).prepend(1).prepend(channels);
    String sum = builder.fresh(name + "/sum" + suffix);
    builder.node(
        "Conv",
        sum,
        List.of(input, builder.constant(name + "/ones", Tensor.filled(weight, 1))),
        integers("kernel_shape", window.kernel()),
        integers("strides", window.strides()),
        integers("dilations", window.dilations()),
        integers("pads", pads()),
        integer("group", channels));
    builder.node(
        "Div",
        output,
        List.of(sum, builder.constant(name + "/counts", counts(original, countPadding))));
  }

  /** Elements that each position covers, {@code [1, …positions]}. */
  private Tensor counts(Window original, boolean countPadding) {
    float[] counts = new float[positions.size()];
    for (int position = 0; position < counts.length; position++) {
      int count = 1;
      int rest = position;
      for (int axis = window.rank() - 1; axis >= 0; axis--) {
        count *= covered(original, axis, rest % positions.extent(axis), countPadding);
        rest /= positions.extent(axis);
      }
      counts[position] = Math.max(1, count);
    }
    return Tensor.wrap(positions.prepend(1), counts);
  }

  private int covered(Window original, int axis, int position, boolean countPadding) {
    int input = sample.extent(axis + 1);
    int count = 0;
    for (int tap = 0; tap < original.kernel().get(axis); tap++) {
      int at =
          position * original.strides().get(axis)
              + tap * original.dilations().get(axis)
              - original.padsBegin().get(axis);
      boolean inside = at >= 0 && at < input;
      if (countPadding ? at < input + original.padsEnd().get(axis) : inside) {
        count++;
      }
    }
    return count;
  }
}
