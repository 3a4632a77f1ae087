package io.spikeport.onnx;

import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Function;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Softmax;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.onnx.Value.Capped;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** ReLU in all its spellings, and Softmax. */
final class Activations {

  private static final float INFINITE = Float.POSITIVE_INFINITY;

  private Activations() {}

  static List<Value> relu(OnnxNode node, Network network) {
    return List.of(clipped(node, network, 0, 0, INFINITE));
  }

  static List<Value> clip(OnnxNode node, Network network) {
    boolean asInputs = node.opset() >= 11;
    float low = asInputs ? (node.has(1) ? node.number(1) : -INFINITE) : node.real("min", -INFINITE);
    float high = asInputs ? (node.has(2) ? node.number(2) : INFINITE) : node.real("max", INFINITE);
    return List.of(clipped(node, network, 0, low, high));
  }

  static List<Value> foldClip(OnnxNode node, Network network) {
    boolean asInputs = node.opset() >= 11;
    float low = asInputs && node.has(1) ? node.number(1) : node.real("min", -INFINITE);
    float high = asInputs && node.has(2) ? node.number(2) : node.real("max", INFINITE);
    return FoldElementwise.unary(x -> Math.min(Math.max(x, low), high)).fold(node, network);
  }

  static List<Value> max(OnnxNode node, Network network) {
    if (node.inputs() == 1) {
      return List.of(node.input(0));
    }
    int index = indexBesideNumber(node);
    return List.of(clipped(node, network, index, node.number(1 - index), INFINITE));
  }

  static List<Value> min(OnnxNode node, Network network) {
    if (node.inputs() == 1) {
      return List.of(node.input(0));
    }
    int index = indexBesideNumber(node);
    return List.of(clipped(node, network, index, -INFINITE, node.number(1 - index)));
  }

  private static int indexBesideNumber(OnnxNode node) {
    if (node.inputs() != 2 || node.isConstant(0) == node.isConstant(1)) {
      throw node.refuse("expected a value and a number, found several values");
    }
    return node.isConstant(0) ? 1 : 0;
  }

  /** {@code min(max(x, low), high)} of an input, where that is a ReLU or part of one. */
  private static Value clipped(
      OnnxNode node, Network network, int index, float lowest, float highest) {
    // The largest finite number is how some exporters write "no bound".
    float low = lowest <= -Float.MAX_VALUE ? -INFINITE : lowest;
    float high = highest >= Float.MAX_VALUE ? INFINITE : highest;
    if (node.input(index) instanceof Capped capped) {
      if (low != 0) {
        throw node.refuse("expected a lower bound of 0, found " + low);
      }
      return add(node, network, capped.value(), Math.min(high, capped.cap()));
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
      return bounded(node, network, index, low, high);
    }
    Optional<Float> bounded = boundOfRelu(network, input);
    if (bounded.isPresent()) {
      return tightened(node, network, index, bounded.orElseThrow(), high);
    }
    if (low == 0) {
      return add(node, network, input, high);
    }
    if (low == -INFINITE) {
      return new Capped(input, high, node.place());
    }
    return bounded(node, network, index, low, high);
  }

  /** Bounds that no ReLU has; where there is none, the largest finite number stands for it. */
  private static Value bounded(OnnxNode node, Network network, int index, float low, float high) {
    Activation input = node.anyActivation(index);
    float[] bounds = {Math.max(low, -Float.MAX_VALUE), Math.min(high, Float.MAX_VALUE)};
    return function(node, network, input, io.spikeport.graph.Activation.of(Function.CLIP, bounds));
  }

  /** The upper bound of a value that a ReLU yields. */
  private static Optional<Float> boundOfRelu(Network network, Activation value) {
    return network.op(value, Relu.class).isPresent()
        ? Optional.of(INFINITE)
        : network.op(value, ClippedRelu.class).map(ClippedRelu::maximum);
  }

  private static Value tightened(
      OnnxNode node, Network network, int index, float bound, float high) {
    Activation input = node.anyActivation(index);
    if (high >= bound) {
      return input;
    }
    ClippedRelu op = new ClippedRelu(high);
    if (network.takesAlone(node, index)) {
      return network.amend(node, input, op);
    }
    // Beside the other ReLU rather than after it: one layer of neurons, not two.
    String before = network.maker(input).orElseThrow().inputs().get(0);
    return network.addElementwise(node, op, new Activation(before, input.layout(), input.bare()));
  }

  private static Activation add(OnnxNode node, Network network, Activation input, float maximum) {
    return add(
        node,
        network,
        input,
        maximum == INFINITE ? new Relu() : node.fitting(() -> new ClippedRelu(maximum)));
  }

  private static Activation add(OnnxNode node, Network network, Activation input, Op op) {
    // Calibration compares with ONNX Runtime value by value, so neurons are not put in an order
    // that ONNX Runtime cannot be asked for.
    Activation ordered = input.layout().flat() ? network.straight(node, input) : input;
    return network.addElementwise(node, op, ordered);
  }

  private static Activation function(
      OnnxNode node, Network network, Activation input, io.spikeport.graph.Activation function) {
    return add(node, network, input, new Pointwise(function));
  }

  /**
   * The translation of an operator that is a function, its parameters attributes of the same names.
   *
   * @param defaults of the attributes, in the order of the function's parameters
   */
  static Translation function(Function function, List<String> attributes, float... defaults) {
    return (node, network) -> {
      float[] parameters = new float[defaults.length];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = node.real(attributes.get(i), defaults[i]);
      }
      io.spikeport.graph.Activation activation =
          node.fitting(() -> io.spikeport.graph.Activation.of(function, parameters));
      return List.of(function(node, network, node.anyActivation(0), activation));
    };
  }

  /** PRelu with one slope, or one for each channel. */
  static List<Value> prelu(OnnxNode node, Network network) {
    Activation input = node.anyActivation(0);
    Constant slopes = node.constant(1);
    Tensor slope =
        slopes.size() == 1
            ? Tensor.scalar(slopes.values()[0])
            : Tensor.vector(perChannel(node, input, slopes));
    io.spikeport.graph.Activation prelu =
        new io.spikeport.graph.Activation(Function.LEAKY_RELU, List.of(slope));
    return List.of(function(node, network, input, prelu));
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
  static List<Value> gelu(OnnxNode node, Network network) {
    boolean tanh = node.text("approximate", "none").equals("tanh");
    Function function = tanh ? Function.GELU_TANH : Function.GELU;
    io.spikeport.graph.Activation gelu = io.spikeport.graph.Activation.of(function);
    return List.of(function(node, network, node.anyActivation(0), gelu));
  }

  static List<Value> abs(OnnxNode node, Network network) {
    io.spikeport.graph.Activation abs = io.spikeport.graph.Activation.of(Function.LEAKY_RELU, -1);
    return List.of(function(node, network, node.anyActivation(0), abs));
  }

  static List<Value> softmax(OnnxNode node, Network network) {
    return List.of(softmax(node, network, Softmax::new));
  }

  static List<Value> logSoftmax(OnnxNode node, Network network) {
    return List.of(softmax(node, network, LogSoftmax::new));
  }

  private static Activation softmax(OnnxNode node, Network network, IntFunction<Op> op) {
    Activation given = node.anyActivation(0);
    Activation input = given.layout().flat() ? network.straight(node, given) : given;
    boolean flattens = node.opset() < 13;
    int axis = node.sampleAxis(node.integer("axis", flattens ? 1 : -1), given);
    Shape sample = input.sample();
    // Before opset 13 this axis and all that follow count as one.
    if (!flattens || sample.stride(axis - 1) == 1) {
      return network.addElementwise(node, op.apply(input.layout().storedAxis(axis)), input);
    }
    Activation straight = network.straight(node, input);
    List<Integer> joined = new ArrayList<>(sample.toList().subList(0, axis - 1));
    joined.add(sample.extent(axis - 1) * sample.stride(axis - 1));
    Activation flat = network.addBeside(node, "join", new Reshape(Shape.of(joined)), straight);
    Activation soft = network.addBeside(node, "softmax", op.apply(axis), flat);
    return network.add(node, new Reshape(sample), soft);
  }
}
