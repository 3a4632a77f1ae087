package io.spikeport.rewrite;

import io.spikeport.graph.Add;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.StatefulOp;
import io.spikeport.graph.Take;
import io.spikeport.graph.Threshold;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Small random float networks with every operator that can stand in one: chains, residual blocks
 * and branches of layers over two, one or no spatial axes. The same seed gives the same network.
 */
public final class RandomNetworks {

  /** Name of the node whose value a final Softmax, if there is one, takes. */
  public static final String LOGITS = "logits";

  private static final int MOST_ELEMENTS = 100;
  private static final int MOTIFS = 9;
  private static final List<Shape> INPUTS =
      List.of(Shape.of(2, 5, 6), Shape.of(3, 6, 4), Shape.of(2, 9), Shape.of(6));

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final List<String> values = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private boolean constant = true;

  private RandomNetworks(long seed) {
    this.random = new Random(seed);
  }

  /** A network whose output is {@link #LOGITS} or a Softmax of them. */
  public static Graph network(long seed) {
    return new RandomNetworks(seed).build();
  }

  /** Images for a network, {@code [count, …input]}, mostly positive. */
  public static Tensor images(Graph graph, int count, long seed) {
    Random random = new Random(seed);
    Shape shape = graph.input().shape().prepend(count);
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 1.25f * random.nextFloat() - 0.25f;
    }
    return Tensor.wrap(shape, pixels);
  }

  /** The operators that can stand in a float network, as the sealed type itself names them. */
  public static Set<Class<?>> operators() {
    Set<Class<?>> all = new HashSet<>();
    leaves(Op.class).filter(type -> !StatefulOp.class.isAssignableFrom(type)).forEach(all::add);
    // Only spiking models read from NIR have it: no trained network has a step.
    all.remove(Threshold.class);
    // DeltaCodingTest and LinearOperatorsTest show their convergence, each by itself.
    all.removeAll(
        Set.of(AddConstant.class, AxisLinear.class, FloatBlock.class, Pointwise.class, Take.class));
    return all;
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RandomNetworks::leaves)
        : Stream.of(type);
  }

  private Graph build() {
    GraphInput input = new GraphInput("image", INPUTS.get(random.nextInt(INPUTS.size())));
    shapes.put(input.name(), input.shape());
    values.add(input.name());
    for (int motif = 0; motif < MOTIFS; motif++) {
      motif();
    }
    head();
    return new Graph(input, nodes, nodes.get(nodes.size() - 1).name());
  }

  private void motif() {
    String value = recent();
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> activate(normalize(layer(value)));
      case 3, 4 -> residual(value);
      case 5, 6 -> branches(value);
      case 7 -> pool(value);
      case 8 -> normalize(normalize(value));
      case 9 -> activate(move(value));
      case 10 -> pool(activate(value));
      default -> move(value);
    }
  }

  /** The newest value mostly, else any. */
  private String recent() {
    int back = random.nextInt(3) > 0 ? 0 : random.nextInt(Math.min(4, values.size()));
    return values.get(values.size() - 1 - back);
  }

  /** Adds a node; if it does not fit or grows too large, the first input stands for it. */
  private String add(Op op, String... inputs) {
    Shape shape;
    try {
      shape = op.outputShape(Stream.of(inputs).map(shapes::get).toList());
    } catch (IllegalArgumentException e) {
      return inputs[0];
    }
    if (shape.size() > MOST_ELEMENTS) {
      return inputs[0];
    }
    String name = "n" + nodes.size();
    nodes.add(new Node(name, op, List.of(inputs)));
    shapes.put(name, shape);
    values.add(name);
    Collections.addAll(taken, inputs);
    return name;
  }

  private String layer(String value) {
    Shape shape = shapes.get(value);
    if (shape.rank() == 1) {
      return add(linear(shape.size(), 2 + random.nextInt(5)), value);
    }
    int groups = shape.extent(0) % 2 == 0 && random.nextInt(3) == 0 ? 2 : 1;
    groups = random.nextInt(4) == 0 ? shape.extent(0) : groups;
    int out = groups * (1 + random.nextInt(groups == 1 ? 4 : 2));
    return shape.rank() > 3 ? value : add(conv(shape, out, groups, window(shape, true)), value);
  }

  private Conv conv(Shape in, int out, int groups, Window window) {
    List<Integer> shape = new ArrayList<>(List.of(out, in.extent(0) / groups));
    shape.addAll(window.kernel());
    return new Conv(weights(Shape.of(shape)), vector(out, -0.1, 0.2), window, groups);
  }

  private Linear linear(int in, int out) {
    return new Linear(weights(Shape.of(out, in)), vector(out, -0.1, 0.2));
  }

  /**
   * Weights of both signs, more of them positive, whose magnitudes add up to about 1 per output, so
   * that neither activations nor deviations grow from layer to layer.
   */
  private Tensor weights(Shape shape) {
    float[] weights = new float[shape.size()];
    int row = shape.stride(0);
    for (int first = 0; first < weights.length; first += row) {
      double sum = 0;
      for (int i = first; i < first + row; i++) {
        weights[i] = random.nextFloat() * (random.nextInt(4) == 0 ? -1 : 1);
        sum += Math.abs(weights[i]);
      }
      double norm = 0.7 + 0.8 * random.nextDouble();
      for (int i = first; i < first + row; i++) {
        weights[i] = (float) (weights[i] / sum * norm);
      }
    }
    return Tensor.wrap(shape, weights);
  }

  private Tensor vector(int size, double least, double most) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (least + (most - least) * random.nextDouble());
    }
    return Tensor.wrap(Shape.of(size), values);
  }

  private Window window(Shape sample, boolean mayPad) {
    List<Integer> kernel = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    List<Integer> dilations = new ArrayList<>();
    List<Integer> begin = new ArrayList<>();
    List<Integer> end = new ArrayList<>();
    for (int axis = 1; axis < sample.rank(); axis++) {
      int extent = sample.extent(axis);
      int k = 1 + random.nextInt(Math.min(3, extent));
      boolean roomy = (k - 1) * 2 + 1 <= extent;
      kernel.add(k);
      strides.add(1 + random.nextInt(2));
      dilations.add(roomy && random.nextInt(3) == 0 ? 2 : 1);
      begin.add(mayPad && k > 1 && extent > 1 ? random.nextInt(2) : 0);
      end.add(mayPad && k > 1 && extent > 1 ? random.nextInt(2) : 0);
    }
    return new Window(kernel, strides, dilations, begin, end);
  }

  private String activate(String value) {
    constant = false;
    float maximum = 0.2f + random.nextFloat() / 2;
    return add(random.nextInt(3) == 0 ? new ClippedRelu(maximum) : new Relu(), value);
  }

  private String normalize(String value) {
    int channels = shapes.get(value).extent(0);
    return switch (random.nextInt(6)) {
      case 0, 1 ->
          add(
              new BatchNormalization(
                  vector(channels, -0.4, 1.2),
                  vector(channels, -0.1, 0.2),
                  vector(channels, -0.2, 0.4),
                  vector(channels, 0.5, 1.5),
                  1e-3f),
              value);
      case 2 ->
          add(new ChannelAffine(vector(channels, 0.5, 1.2), vector(channels, -0.1, 0.2)), value);
      case 3 -> add(new ChannelAffine(Tensor.scalar(0.9f), Tensor.scalar(0.05f)), value);
      case 4 -> add(new ChannelAffine(vector(channels, 0.7, 1.2), Tensor.scalar(0)), value);
      default -> value;
    };
  }

  private String pool(String value) {
    Shape shape = shapes.get(value);
    if (shape.rank() < 2) {
      return value;
    }
    Window window = window(shape, true);
    boolean ceil = random.nextBoolean();
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> add(new MaxPool(window, ceil), value);
      case 3, 4 -> add(new AveragePool(window, ceil, random.nextBoolean()), value);
      case 5 -> add(new GlobalMaxPool(), value);
      default -> add(new GlobalAveragePool(), value);
    };
  }

  /** What changes no number: shapes, order, selection. Softmax too, as long as nothing spikes. */
  private String move(String value) {
    Shape shape = shapes.get(value);
    int axis = random.nextInt(shape.rank());
    return switch (random.nextInt(8)) {
      case 0 -> add(new Flatten(), value);
      case 1 -> add(new Reshape(reshaped(shape)), value);
      case 2 -> {
        List<Integer> axes =
            new ArrayList<>(IntStream.rangeClosed(1, shape.rank()).boxed().toList());
        Collections.shuffle(axes, random);
        yield add(new Transpose(axes), value);
      }
      case 3, 4 -> {
        int start = random.nextInt(shape.extent(axis));
        int end = start + 1 + random.nextInt(shape.extent(axis) - start);
        yield add(new Slice(axis + 1, start, end), value);
      }
      case 5 -> {
        List<Integer> none = Collections.nCopies(shape.rank(), 0);
        List<Integer> begin = new ArrayList<>(none);
        begin.set(axis, 1);
        boolean zero = random.nextBoolean();
        yield add(
            random.nextBoolean()
                ? new Pad(begin, none, zero ? 0 : 0.25f)
                : new Pad(none, begin, zero ? 0 : -0.25f),
            value);
      }
      case 6 ->
          shape.rank() < 2
              ? value
              : add(
                  new Upsample(Collections.nCopies(shape.rank() - 1, 1 + random.nextInt(2))),
                  value);
      default ->
          constant
              ? add(new Softmax(axis + 1), value)
              : add(new VoltageScaler(vector(shape.extent(0), 0.6, 1.2)), value);
    };
  }

  private Shape reshaped(Shape shape) {
    if (shape.rank() == 1 && shape.size() % 2 == 0) {
      return Shape.of(2, shape.size() / 2);
    }
    if (shape.rank() == 3 && random.nextBoolean()) {
      return Shape.of(shape.extent(0), shape.stride(0));
    }
    return Shape.of(shape.toList().stream().sorted().toList());
  }

  /** A layer that keeps the shape, added to its input and perhaps to a third value. */
  private void residual(String value) {
    Shape shape = shapes.get(value);
    String shortcut = random.nextBoolean() ? value : activate(value);
    String branch = activate(normalize(same(shortcut)));
    if (random.nextBoolean()) {
      branch = normalize(same(branch));
    }
    List<String> addends = new ArrayList<>(List.of(branch, shortcut));
    if (random.nextInt(3) == 0) {
      addends.add(random.nextBoolean() ? value : branch);
    }
    if (addends.stream().allMatch(name -> shapes.get(name).equals(shape))) {
      String sum = add(new Add(), addends.toArray(String[]::new));
      if (random.nextInt(3) > 0) {
        activate(sum);
      }
    }
  }

  /** A layer whose output has the shape of its input. */
  private String same(String value) {
    Shape shape = shapes.get(value);
    if (shape.rank() == 1) {
      return add(linear(shape.size(), shape.size()), value);
    }
    List<Integer> ones = Collections.nCopies(shape.rank() - 1, 1);
    List<Integer> threes = Collections.nCopies(shape.rank() - 1, 3);
    Window window = new Window(threes, ones, ones, ones, ones);
    int groups = random.nextInt(3) == 0 ? shape.extent(0) : 1;
    return shape.rank() > 3 ? value : add(conv(shape, shape.extent(0), groups, window), value);
  }

  /** Two values joined along any axis, each with a scale of its own. */
  private void branches(String value) {
    String left = random.nextInt(4) == 0 ? value : activate(same(value));
    String right = random.nextInt(4) == 0 ? pool(value) : activate(normalize(same(value)));
    int axis = random.nextInt(2) == 0 ? 0 : random.nextInt(shapes.get(value).rank());
    String joined = add(new Concat(axis + 1), left, right);
    if (random.nextInt(3) == 0) {
      activate(joined);
    }
  }

  /** Every value that nobody takes, flattened and joined, into three logits. */
  private void head() {
    List<String> ends = values.stream().filter(value -> !taken.contains(value)).toList();
    List<String> flat = new ArrayList<>();
    for (String end : ends) {
      boolean vector = shapes.get(end).rank() == 1;
      flat.add(vector ? end : always(new Flatten(), "flat." + end, List.of(end)));
    }
    String joined = flat.size() == 1 ? flat.get(0) : always(new Concat(1), "joined", flat);
    always(linear(shapes.get(joined).size(), 3), LOGITS, List.of(joined));
    switch (random.nextInt(3)) {
      case 0 -> always(new Softmax(1), "probabilities", List.of(LOGITS));
      case 1 -> always(new LogSoftmax(1), "logarithms", List.of(LOGITS));
      default -> {}
    }
  }

  private String always(Op op, String name, List<String> inputs) {
    nodes.add(new Node(name, op, inputs));
    shapes.put(name, op.outputShape(inputs.stream().map(shapes::get).toList()));
    return name;
  }
}
