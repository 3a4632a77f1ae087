package io.spikeport.onnx.translate;

import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Function;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Softmax;
import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Translation;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.Value.Capped;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** ReLU in all its spellings, and Softmax. */
public final class Activations {

  private static final float INFINITE = Float.POSITIVE_INFINITY;

  private Activations() {}

  public static List<Value> relu(OnnxNode node, GraphBuilder builder) {
    return List.of(clipped(node, builder, 0, 0, INFINITE));
  }

  public static List<Value> clip(OnnxNode node, GraphBuilder builder) {
    boolean asInputs = node.opset() >= 11;
    float low = asInputs ? (node.has(1) ? node.number(1) : -INFINITE) : node.real("min", -INFINITE);
    float high = asInputs ? (node.has(2) ? node.number(2) : INFINITE) : node.real("max", INFINITE);
    return List.of(clipped(node, builder, 0, low, high));
  }

  public static List<Value> foldClip(OnnxNode node, GraphBuilder builder) {
    boolean asInputs = node.opset() >= 11;
    float low = asInputs && node.has(1) ? node.number(1) : node.real("min", -INFINITE);
    float high = asInputs && node.has(2) ? node.number(2) : node.real("max", INFINITE);
    return FoldElementwise.unary(x -> Math.min(Math.max(x, low), high)).fold(node, builder);
  }

  public static List<Value> max(OnnxNode node, GraphBuilder builder) {
    if (node.inputs() == 1) {
      return List.of(node.input(0));
    }
    int index = indexBesideNumber(node);
    return List.of(clipped(node, builder, index, node.number(1 - index), INFINITE));
  }

  public static List<Value> min(OnnxNode node, GraphBuilder builder) {
    if (node.inputs() == 1) {
      return List.of(node.input(0));
    }
    int index = indexBesideNumber(node);
    return List.of(clipped(node, builder, index, -INFINITE, node.number(1 - index)));
  }

  private static int indexBesideNumber(OnnxNode node) {
    if (node.inputs() != 2 || node.isConstant(0) == node.isConstant(1)) {
      throw node.refuse("expected a value and a number, found several values");
    }
    return node.isConstant(0) ? 1 : 0;
  }

  /** {@code min(max(x, low), high)} of an input, where that is a ReLU or part of one. */
  private static Value clipped(
      OnnxNode node, GraphBuilder builder, int index, float lowest, float highest) {
    // The largest finite number is how some exporters write "no bound".
    float low = lowest <= -Float.MAX_VALUE ? -INFINITE : lowest;
    float high = highest >= Float.MAX_VALUE ? INFINITE : highest;
    if (node.input(index) instanceof Capped capped) {
      if (low != 0) {
        throw node.refuse("expected a lower bound of 0, found " + low);
      }
      return add(node, builder, capped.value(), Math.min(high, capped.cap()));
    }
    Activation input = node.anyActivation(index);
    if (low == -INFINITE && high == INFINITE) {
      return input;
    }
    if (low > high) {
      throw node.refuse(
          "expected a lower bound below the upper one, found " + low + " and " + high);
    }
    if (low > 0 || high <= 0) {
      return bounded(node, builder, index, low, high);
    }
    Optional<Float> bounded = boundOfRelu(builder, input);
    if (bounded.isPresent()) {
      return tightened(node, builder, index, bounded.orElseThrow(), high);
    }
    if (low == 0) {
      return add(node, builder, input, high);
    }
    if (low == -INFINITE) {
      return new Capped(input, high, node.place());
    }
    return bounded(node, builder, index, low, high);
  }

  /** Bounds that no ReLU has; where there is none, the largest finite number stands for it. */
  private static Value bounded(
      OnnxNode node, GraphBuilder builder, int index, float low, float high) {
    Activation input = node.anyActivation(index);
    float[] bounds = {Math.max(low, -Float.MAX_VALUE), Math.min(high, Float.MAX_VALUE)};
    return function(node, builder, input, io.spikeport.graph.Activation.of(Function.CLIP, bounds));
  }

  /** The upper bound of a value that a ReLU yields. */
  private static Optional<Float> boundOfRelu(GraphBuilder builder, Activation value) {
    return builder.op(value, Relu.class).isPresent()
        ? Optional.of(INFINITE)
        : builder.op(value, ClippedRelu.class).map(ClippedRelu::maximum);
  }

  private static Value tightened(
      OnnxNode node, GraphBuilder builder, int index, float bound, float high) {
    Activation input = node.anyActivation(index);
    if (high >= bound) {
      return input;
    }
    ClippedRelu op = new ClippedRelu(high);
    if (builder.takesAlone(node, index)) {
      return builder.amend(node, input, op);
    }
    // Beside the other ReLU rather than after it: one layer of neurons, not two.
    String before = builder.maker(input).orElseThrow().inputs().get(0);
    return builder.addElementwise(node, op, new Activation(before, input.layout(), input.bare()));
  }

  private static Activation add(
      OnnxNode node, GraphBuilder builder, Activation input, float maximum) {
    return add(
        node,
        builder,
        input,
        maximum == INFINITE ? new Relu() : node.fitting(() -> new ClippedRelu(maximum)));
  }

  private static Activation add(OnnxNode node, GraphBuilder builder, Activation input, Op op) {
    // Calibration compares with ONNX Runtime value by value, so neurons are not put in an order
    // that ONNX Runtime cannot be asked for.
    Activation ordered = input.layout().flat() ? builder.straight(node, input) : input;
    return builder.addElementwise(node, op, ordered);
  }

  private static Activation function(
      OnnxNode node,
      GraphBuilder builder,
      Activation input,
      io.spikeport.graph.Activation function) {
    return add(node, builder, input, new Pointwise(function));
  }

  /**
   * The translation of an operator that is a function, its parameters attributes of the same names.
   *
   * @param defaults of the attributes, in the order of the function's parameters
   */
  public static Translation function(
      Function function, List<String> attributes, float... defaults) {
    return (node, builder) -> {
      float[] parameters = new float[defaults.length];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = node.real(attributes.get(i), defaults[i]);
      }
      io.spikeport.graph.Activation activation =
          node.fitting(() -> io.spikeport.graph.Activation.of(function, parameters));
      return List.of(function(node, builder, node.anyActivation(0), activation));
    };
  }

  /** PRelu with one slope, or one for each channel. */
  public static List<Value> prelu(OnnxNode node, GraphBuilder builder) {
    Activation input = node.anyActivation(0);
    Constant slopes = node.constant(1);
    Tensor slope =
        slopes.size() == 1
            ? Tensor.scalar(slopes.values()[0])
            : Tensor.vector(perChannel(node, input, slopes));
    io.spikeport.graph.Activation prelu =
        new io.spikeport.graph.Activation(Function.LEAKY_RELU, List.of(slope));
    return List.of(function(node, builder, input, prelu));
  }

  /** Values that broadcast over all axes but the one of the graph's channels. */
  private static float[] perChannel(OnnxNode node, Activation input, Constant slopes) {
    int channelAxis = input.layout().permutation().indexOf(1) + 1;
    int[] dims = slopes.dims();
    int offset = input.rank() - dims.length;
    for (int axis = 0; axis < dims.length; axis++) {
      boolean channels = axis + offset == channelAxis;
      if (dims[axis] != (channels ? input.sample().extent(channelAxis - 1) : 1)) {
        throw node.refuse("expected one slope, or one for each channel, found " + slopes);
      }
    }
    return slopes.values();
  }

  /** Both forms of Gelu. */
  public static List<Value> gelu(OnnxNode node, GraphBuilder builder) {
    boolean tanh = node.text("approximate", "none").equals("tanh");
    Function function = tanh ? Function.GELU_TANH : Function.GELU;
    io.spikeport.graph.Activation gelu = io.spikeport.graph.Activation.of(function);
    return List.of(function(node, builder, node.anyActivation(0), gelu));
  }

  public static List<Value> abs(OnnxNode node, GraphBuilder builder) {
    io.spikeport.graph.Activation abs = io.spikeport.graph.Activation.of(Function.LEAKY_RELU, -1);
    return List.of(function(node, builder, node.anyActivation(0), abs));
  }

  public static List<Value> softmax(OnnxNode node, GraphBuilder builder) {
    return List.of(softmax(node, builder, Softmax::new));
  }

  public static List<Value> logSoftmax(OnnxNode node, GraphBuilder builder) {
    return List.of(softmax(node, builder, LogSoftmax::new));
  }

  private static Activation softmax(OnnxNode node, GraphBuilder builder, IntFunction<Op> op) {
    Activation given = node.anyActivation(0);
    Activation input = given.layout().flat() ? builder.straight(node, given) : given;
    boolean flattens = node.opset() < 13;
    int axis = node.sampleAxis(node.integer("axis", flattens ? 1 : -1), given);
    Shape sample = input.sample();
    // Before opset 13 this axis and all that follow count as one.
    if (!flattens || sample.stride(axis - 1) == 1) {
      return builder.addElementwise(node, op.apply(input.layout().storedAxis(axis)), input);
    }
    Activation straight = builder.straight(node, input);
    List<Integer> joined = new ArrayList<>(sample.toList().subList(0, axis - 1));
    joined.add(sample.extent(axis - 1) * sample.stride(axis - 1));
    Activation flat = builder.addBeside(node, "join", new Reshape(Shape.of(joined)), straight);
    Activation soft = builder.addBeside(node, "softmax", op.apply(axis), flat);
    return builder.add(node, new Reshape(sample), soft);
  }
}
