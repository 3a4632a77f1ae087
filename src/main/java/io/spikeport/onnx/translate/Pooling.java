package io.spikeport.onnx.translate;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Op;
import io.spikeport.graph.Window;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.onnx.translate.Layers.Padded;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Pooling, also where it is spelled as a reduction. */
public final class Pooling {

  private static final String ONLY_PADDING =
      "expected windows that cover some of the input, found one that covers padding only";

  private Pooling() {}

  public static List<Value> max(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    Window window = window(node, input);
    boolean ceil = node.flag("ceil_mode", false);
    if (node.fitting(() -> Windows.coversOnlyPadding(window, input.sample(), ceil))) {
      throw node.refuse(ONLY_PADDING);
    }
    return List.of(Unfolding.maximum(node, builder, input, window, ceil));
  }

  public static List<Value> average(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    Window window = window(node, input);
    boolean ceil = node.flag("ceil_mode", false);
    boolean countPad = node.flag("count_include_pad", false);
    if (!countPad && node.fitting(() -> Windows.coversOnlyPadding(window, input.sample(), ceil))) {
      throw node.refuse(ONLY_PADDING);
    }
    if (window.rank() > 2 && ceil && countPad) {
      // ONNX Runtime counts what a last window has beyond the padding.
      throw node.refuse("expected ceil_mode 0 where padding counts over three axes, found 1");
    }
    // Zeros that a Pad adds count in the mean, like padding that is counted.
    boolean ownPads =
        window.padsBegin().stream().anyMatch(p -> p > 0)
            || window.padsEnd().stream().anyMatch(p -> p > 0);
    Optional<Padded> padded =
        Padded.of(builder, input)
            .filter(p -> window.rank() <= 2)
            .filter(p -> !ceil && (countPad || !ownPads));
    if (padded.isPresent()) {
      Padded before = padded.orElseThrow();
      AveragePool op = new AveragePool(before.around(window), false, true);
      return List.of(builder.add(node, op, before.input()));
    }
    return List.of(
        Unfolding.average(node, builder, input, new AveragePool(window, ceil, countPad)));
  }

  private static Window window(OnnxNode node, Activation input) {
    List<Integer> kernel = node.integers("kernel_shape", List.of());
    if (kernel.isEmpty() || kernel.size() > 3) {
      throw node.refuse("expected a kernel_shape of one to three axes, found " + kernel);
    }
    return Windows.of(node, kernel, input.sample());
  }

  public static List<Value> globalAverage(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    return List.of(builder.add(node, new GlobalAveragePool(), input));
  }

  public static List<Value> globalMax(OnnxNode node, GraphBuilder builder) {
    Activation input = builder.straight(node, node.activation(0));
    return List.of(builder.add(node, new GlobalMaxPool(), input));
  }

  public static List<Value> reduceMean(OnnxNode node, GraphBuilder builder) {
    Reduced reduced = Reduced.of(node, builder, 18);
    if (!reduced.axes().isEmpty() && !reduced.spatial()) {
      return reduced.sums(node, builder, true);
    }
    return reduce(
        node,
        builder,
        18,
        window ->
            window
                .<Op>map(w -> new AveragePool(w, false, false))
                .orElseGet(GlobalAveragePool::new));
  }

  public static List<Value> reduceSum(OnnxNode node, GraphBuilder builder) {
    return Reduced.of(node, builder, 13).sums(node, builder, false);
  }

  public static List<Value> reduceMax(OnnxNode node, GraphBuilder builder) {
    return reduce(
        node,
        builder,
        18,
        window -> window.<Op>map(w -> new MaxPool(w, false)).orElseGet(GlobalMaxPool::new));
  }

  private interface Reduction {
    /** The operator for a window over some of the spatial axes, or for all of them. */
    Op over(Optional<Window> window);
  }

  private static List<Value> reduce(
      OnnxNode node, GraphBuilder builder, int axesInputSince, Reduction reduction) {
    Reduced reduced = Reduced.of(node, builder, axesInputSince);
    if (reduced.axes().isEmpty()) {
      return List.of(reduced.input());
    }
    List<Integer> stored = reduced.storedAxes();
    ValueLayout layout = reduced.input().layout();
    if (!reduced.spatial()) {
      throw node.refuse(
          "expected one or two spatial axes to be reduced, found axes " + reduced.axes());
    }
    Op op = reduction.over(window(layout.stored(), stored));
    boolean keeps = node.flag("keepdims", true);
    Activation input = builder.stored(reduced.input().node());
    Activation pooled =
        keeps ? builder.add(node, op, input) : builder.addBeside(node, "pool", op, input);
    return reduced.result(
        node,
        builder,
        new Activation(
            pooled.node(),
            new ValueLayout(builder.shape(pooled.node()), layout.permutation(), false)));
  }

  private static Optional<Window> window(Shape stored, List<Integer> axes) {
    int[] kernel = new int[stored.rank() - 1];
    boolean all = true;
    for (int i = 0; i < kernel.length; i++) {
      boolean reduced = axes.contains(i + 2);
      kernel[i] = reduced ? stored.extent(i + 1) : 1;
      all &= reduced || stored.extent(i + 1) == 1;
    }
    return all ? Optional.empty() : Optional.of(Window.of(kernel));
  }
}
