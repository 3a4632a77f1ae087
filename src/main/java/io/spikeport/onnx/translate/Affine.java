package io.spikeport.onnx.translate;

import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reshape;
import io.spikeport.onnx.fold.Broadcast;
import io.spikeport.onnx.network.Axes;
import io.spikeport.onnx.network.Constant;
import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.ValueLayout;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Adds {@code scale·x + shift} to the graph: biases, preprocessing, and batch normalisations that
 * are spelled as products and sums. Whatever directly follows another such node, or as a sum a
 * layer with a bias, is merged into it.
 */
final class Affine {

  private final OnnxNode node;
  private final GraphBuilder builder;
  private final int index;
  private final Activation input;

  /**
   * @param index which input of the node is x; the other is the constant
   */
  Affine(OnnxNode node, GraphBuilder builder, int index) {
    this.node = node;
    this.builder = builder;
    this.index = index;
    Activation given = node.anyActivation(index);
    this.input = node.has(1 - index) ? repeated(given, node.input(1 - index)) : given;
  }

  /** x, repeated along axes of extent 1 where the constant is longer. */
  private Activation repeated(Activation x, Value constant) {
    Shape sample = x.sample();
    int[] extents = sample.toArray();
    if (constant instanceof Constant other) {
      int[] dims = other.dims();
      int offset = node.opset() < 7 ? dims.length : sample.rank() - dims.length;
      for (int axis = 0; axis < dims.length && offset + axis < extents.length; axis++) {
        if (offset + axis >= 0 && extents[offset + axis] == 1 && dims[axis] > 1) {
          extents[offset + axis] = dims[axis];
        }
      }
    }
    Shape target = Shape.of(extents);
    return target.equals(sample) ? x : Axes.expand(node, builder, x, target);
  }

  /** {@code sign·x + factor·constant}. */
  Activation sum(float sign, float factor) {
    Tensor shift = map(spread(), value -> factor * value);
    return apply(Tensor.scalar(sign), shift);
  }

  /** {@code x·constant}. */
  Activation product() {
    return apply(spread(), Tensor.scalar(0));
  }

  /** {@code x/constant}. */
  Activation quotient() {
    Tensor inverse = map(spread(), value -> (float) (1.0 / value));
    if (inverse.firstNonFinite() >= 0) {
      throw node.refuse("expected divisors other than 0, found a 0");
    }
    return apply(inverse, Tensor.scalar(0));
  }

  /** {@code x·factor}. */
  Activation scaled(float factor) {
    return apply(Tensor.scalar(factor), Tensor.scalar(0));
  }

  private Activation apply(Tensor scale, Tensor shift) {
    int size = Math.max(scale.size(), shift.size());
    Shape shape = builder.shape(input.node());
    if (size > 1 && size != shape.extent(0)) {
      return perElement(scale, shift, shape);
    }
    if (builder.takesAlone(node, index)) {
      Optional<Op> merged = merged(scale, shift);
      if (merged.isPresent()) {
        return builder.amend(node, input, merged.orElseThrow());
      }
    }
    return builder.addElementwise(node, new ChannelAffine(scale, shift), input);
  }

  private Optional<Op> merged(Tensor scale, Tensor shift) {
    Optional<Op> affine =
        builder.op(input, ChannelAffine.class).map(before -> composed(before, scale, shift));
    if (affine.isPresent() || !scale.equals(Tensor.scalar(1))) {
      return affine;
    }
    Optional<Op> conv =
        builder
            .op(input, Conv.class)
            .map(op -> new Conv(op.weight(), sum(op.bias(), shift), op.window(), op.groups()));
    return conv.isPresent()
        ? conv
        : builder.op(input, Linear.class).map(op -> new Linear(op.weight(), sum(op.bias(), shift)));
  }

  /** {@code s₂·(s₁·x + h₁) + h₂ = (s₂·s₁)·x + (s₂·h₁ + h₂)}. */
  private static Op composed(ChannelAffine first, Tensor scale, Tensor shift) {
    int channels = 1;
    for (Tensor part : new Tensor[] {first.scale(), first.shift(), scale, shift}) {
      channels = Math.max(channels, part.size());
    }
    float[] scales = new float[channels];
    float[] shifts = new float[channels];
    for (int c = 0; c < channels; c++) {
      double s = at(scale, c);
      scales[c] = (float) (s * at(first.scale(), c));
      shifts[c] = (float) (s * at(first.shift(), c) + at(shift, c));
    }
    boolean scalar = channels == 1;
    return new ChannelAffine(
        scalar ? Tensor.scalar(scales[0]) : Tensor.wrap(Shape.of(channels), scales),
        scalar ? Tensor.scalar(shifts[0]) : Tensor.wrap(Shape.of(channels), shifts));
  }

  private static Tensor sum(Tensor bias, Tensor shift) {
    float[] values = bias.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += at(shift, i);
    }
    return Tensor.wrap(bias.shape(), values);
  }

  private static float at(Tensor values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel);
  }

  /** One number per element: every element of the flattened value counts as a channel. */
  private Activation perElement(Tensor scale, Tensor shift, Shape shape) {
    Activation flat =
        builder.addBeside(node, "flatten", new Flatten(), builder.stored(input.node()));
    ChannelAffine op = new ChannelAffine(scale, shift);
    Activation changed = builder.addBeside(node, "affine", op, flat);
    Activation back = builder.add(node, new Reshape(shape), changed);
    return new Activation(back.node(), input.layout(), input.bare());
  }

  private interface Function {
    float of(float value);
  }

  private static Tensor map(Tensor tensor, Function function) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = function.of(values[i]);
    }
    return Tensor.wrap(tensor.shape(), values);
  }

  /** A constant as one number, one per channel of the graph's value, or one per element of it. */
  private Tensor spread() {
    Constant constant = node.constant(1 - index);
    int[] dims = aligned(constant);
    Shape sample = input.sample();
    int varying = 0;
    int last = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] > 1) {
        varying++;
        last = axis;
        if (axis == 0 || sample.extent(axis - 1) != dims[axis]) {
          throw node.refuse("expected a constant that fits " + input + ", found " + constant);
        }
      }
    }
    Tensor values = node.parameter(1 - index);
    if (varying == 0) {
      return Tensor.scalar(values.get(0));
    }
    ValueLayout layout = input.layout();
    if (varying == 1 && !layout.flat() && layout.storedAxis(last) == 1) {
      return values.reshape(Shape.of(values.size()));
    }
    builder.spend(node, sample.size());
    Tensor full = Broadcast.to(values, dims, sample.prepend(1));
    return layout.reordered(full).reshape(Shape.of(sample.size()));
  }

  /** The constant's extents, one for every axis of the value with its batch axis. */
  private int[] aligned(Constant constant) {
    int[] dims = constant.dims();
    int rank = input.rank();
    // Until opset 6 the constant's first axis may be said; it is repeated along the axes after it.
    int offset =
        node.opset() < 7 && node.attribute("axis").isPresent()
            ? node.axis(node.integer("axis", 0), rank)
            : rank - dims.length;
    if (offset < 0 || offset + dims.length > rank || constant.size() == 0) {
      throw node.refuse("expected a constant that fits " + input + ", found " + constant);
    }
    int batch = input.bare() ? 1 : 0;
    int[] all = new int[rank + batch];
    Arrays.fill(all, 1);
    System.arraycopy(dims, 0, all, offset + batch, dims.length);
    return all;
  }
}
