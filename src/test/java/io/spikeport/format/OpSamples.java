package io.spikeport.format;

import io.spikeport.graph.Activation;
import io.spikeport.graph.Add;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Delay;
import io.spikeport.graph.DeltaStep;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Function;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Take;
import io.spikeport.graph.Threshold;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.snn.ActivationHistogram;
import io.spikeport.snn.Coding;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Operators with parameters and an input that they fit, several per record, and models made of
 * them. Whether every record has one is checked by the tests that use them, against {@link
 * #operators()}, which asks the sealed type itself.
 */
public final class OpSamples {

  /**
   * An operator and what it fits.
   *
   * @param input shape of one sample of the input, or of each of the inputs
   * @param inputs number of inputs
   */
  public record Sample(Op op, Shape input, int inputs) {

    @Override
    public String toString() {
      return op.name() + " on " + input + " #" + Integer.toHexString(op.hashCode());
    }
  }

  private static final Shape IMAGE = Shape.of(4, 6, 5);
  private static final Shape SIGNAL = Shape.of(2, 9);
  private static final Shape VECTOR = Shape.of(7);

  private OpSamples() {}

  /** The record classes of all operators. */
  public static List<Class<?>> operators() {
    return leaves(Op.class).toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type == DeltaStep.class
        ? Stream.of() // No file holds these.
        : type.isSealed()
            ? Arrays.stream(type.getPermittedSubclasses()).flatMap(OpSamples::leaves)
            : Stream.of(type);
  }

  public static List<Sample> all() {
    Random random = new Random(7);
    Window square = Window.of(2, 3).withStrides(2, 1);
    Window odd =
        Window.of(3, 2)
            .withStrides(2, 3)
            .withDilations(1, 2)
            .withPads(List.of(1, 0), List.of(0, 1));
    Window line = Window.of(4).withStrides(3).withPads(List.of(2), List.of(1));
    List<Sample> samples = new ArrayList<>();
    add(samples, IMAGE, new Flatten(), new Relu(), new ClippedRelu(6), new GlobalAveragePool());
    add(samples, IMAGE, new GlobalMaxPool(), new Softmax(1), new Softmax(3), new LogSoftmax(2));
    add(samples, IMAGE, new AveragePool(square, false, false), new AveragePool(odd, true, true));
    add(samples, IMAGE, new AveragePool(odd, false, true), new AveragePool(odd, true, false));
    add(samples, IMAGE, new MaxPool(square, false), new MaxPool(odd, true));
    add(samples, IMAGE, new GatedMaxPool(square, true), new InhibitedMaxPool(square, true));
    add(samples, IMAGE, new GatedMaxPool(odd, false), new InhibitedMaxPool(odd, false));
    add(samples, SIGNAL, new MaxPool(line, true), new AveragePool(line, false, true));
    add(samples, SIGNAL, new GatedMaxPool(line, false), new InhibitedMaxPool(line, true));
    add(samples, IMAGE, new Pad(List.of(0, 1, 2), List.of(3, 0, 1), -0.5f));
    add(samples, IMAGE, new Reshape(Shape.of(10, 12)), new Reshape(Shape.of(2, 3, 4, 5)));
    add(samples, IMAGE, new Reshape(Shape.of(4, 30)), new Reshape(Shape.of(24, 5)));
    add(samples, IMAGE, new Slice(1, 1, 3), new Slice(3, 0, 4));
    add(samples, IMAGE, new Transpose(List.of(3, 1, 2)), new Upsample(List.of(2, 3)));
    add(samples, SIGNAL, new Transpose(List.of(2, 1)), new Upsample(List.of(2)));
    add(samples, IMAGE, new VoltageScaler(Tensor.scalar(0.3f)));
    add(samples, IMAGE, new VoltageScaler(positive(random, 4)));
    add(samples, IMAGE, new ChannelAffine(normal(random, 4), Tensor.scalar(-0.25f)));
    add(samples, VECTOR, new ChannelAffine(Tensor.scalar(0), normal(random, 7)));
    add(
        samples,
        IMAGE,
        new BatchNormalization(
            normal(random, 4), normal(random, 4), normal(random, 4), positive(random, 4), 1e-5f),
        new Conv(normal(random, 3, 4, 3, 2), normal(random, 3), odd, 1),
        new Conv(normal(random, 8, 2, 2, 3), normal(random, 8), square, 2),
        new Conv(normal(random, 4, 1, 3, 2), normal(random, 4), odd, 4));
    add(samples, SIGNAL, new Conv(normal(random, 5, 2, 4), normal(random, 5), line, 1));
    add(samples, VECTOR, new Linear(normal(random, 3, 7), normal(random, 3)));
    for (Reset reset : Reset.values()) {
      add(samples, IMAGE, plain(Tensor.scalar(1), Tensor.scalar(0.5f), reset));
      add(samples, IMAGE, plain(positive(random, 4), normal(random, 4), reset));
      add(samples, IMAGE, plain(Tensor.scalar(0.7f), normal(random, 4, 6, 5), reset));
      add(samples, VECTOR, leaky(positive(random, 7), Tensor.scalar(0), reset, true));
      add(samples, IMAGE, leaky(Tensor.scalar(0.1f), normal(random, 4, 6, 5), reset, false));
      Tensor perChannel = Tensor.vector(2, 3.5f, 1.25f, 8);
      add(samples, IMAGE, leaky(perChannel, reset, true), leaky(taus(4, 6, 5), reset, false));
    }
    for (Firing firing : List.of(new Firing(true, 1), new Firing(false, 4), new Firing(true, 3))) {
      add(
          samples,
          IMAGE,
          new IntegrateAndFire(positive(random, 4), Tensor.scalar(0.5f), Reset.SOFT, firing));
    }
    add(samples, IMAGE, new LeakyIntegrator(Tensor.vector(0.9f, 1, 0.3f, 0.5f)));
    add(samples, VECTOR, new LeakyIntegrator(Tensor.scalar(0.8f)));
    add(samples, VECTOR, new LeakyIntegrator(Tensor.scalar(1)));
    add(samples, IMAGE, new Delay(1), new Delay(4));
    add(samples, VECTOR, new Delay(20), new Threshold(Tensor.scalar(-0.1f)));
    add(samples, IMAGE, new Threshold(normal(random, 4)), new Threshold(normal(random, 4, 6, 5)));
    add(samples, IMAGE, new AddConstant(Tensor.scalar(-2)), new AddConstant(normal(random, 4)));
    add(samples, IMAGE, new AddConstant(normal(random, 4, 6, 5)));
    for (Function function : Function.values()) {
      add(samples, IMAGE, new Pointwise(activation(function)));
      add(samples, IMAGE, new SigmaDelta(activation(function), positive(random, 4), 4));
    }
    add(samples, VECTOR, new SigmaDelta(Activation.RELU, Tensor.scalar(0.3f), 1));
    Tensor slopes = Tensor.vector(0.25f, 0, -1, 1.5f);
    Activation prelu = new Activation(Function.LEAKY_RELU, List.of(slopes));
    add(samples, IMAGE, new Pointwise(prelu), new SigmaDelta(prelu, Tensor.scalar(0.1f), 8));
    for (Function function : List.of(Function.ELU, Function.SELU, Function.CELU)) {
      List<Tensor> perChannel =
          Collections.nCopies(function.parameters().size(), positive(random, 4));
      add(samples, IMAGE, new Pointwise(new Activation(function, perChannel)));
    }
    add(samples, IMAGE, new Take(1, List.of(3, 0, -1)), new Take(3, List.of(4, 2, 0)));
    add(samples, IMAGE, new Take(2, List.of(0, -1, 1, -1, 2, -1, 5)));
    add(samples, SIGNAL, new Take(2, List.of(1, 0, 0, 1)));
    for (int axis = 1; axis <= 3; axis++) {
      add(samples, IMAGE, new AxisLinear(axis, normal(random, 3, IMAGE.extent(axis - 1))));
    }
    add(samples, VECTOR, new AxisLinear(1, normal(random, 2, VECTOR.extent(0))));
    add(samples, IMAGE, block(IMAGE));
    samples.add(new Sample(new Add(), IMAGE, 2));
    samples.add(new Sample(new Add(), VECTOR, 3));
    samples.add(new Sample(new Concat(1), IMAGE, 3));
    samples.add(new Sample(new Concat(2), IMAGE, 2));
    samples.add(new Sample(new Concat(1), VECTOR, 2));
    return samples;
  }

  /** A function with parameters that tell it from others. */
  private static Activation activation(Function function) {
    float[] parameters = {0.5f, 0.75f, 2};
    return Activation.of(function, Arrays.copyOf(parameters, function.parameters().size()));
  }

  /** {@code tanh(x)·x}. */
  public static FloatBlock block(Shape sample) {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(
                GraphProto.newBuilder()
                    .setName("block")
                    .addInput(value("in", sample))
                    .addOutput(value("out", sample))
                    .addNode(
                        NodeProto.newBuilder().setOpType("Tanh").addInput("in").addOutput("tanh"))
                    .addNode(
                        NodeProto.newBuilder()
                            .setOpType("Mul")
                            .addInput("in")
                            .addInput("tanh")
                            .addOutput("out")))
            .build();
    return new FloatBlock(
        new OnnxBytes(model.toByteArray()), List.of(sample), sample, 2L * sample.size());
  }

  private static ValueInfoProto value(String name, Shape sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("N");
    sample.toList().forEach(extent -> shape.addDimBuilder().setDimValue(extent));
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder().getTensorTypeBuilder().setElemType(1).setShape(shape);
    return info.build();
  }

  private static void add(List<Sample> samples, Shape input, Op... ops) {
    for (Op op : ops) {
      samples.add(new Sample(op, input, 1));
    }
  }

  private static IntegrateAndFire plain(Tensor threshold, Tensor initial, Reset reset) {
    return new IntegrateAndFire(threshold, initial, reset, Firing.PLAIN);
  }

  private static LeakyIntegrateAndFire leaky(
      Tensor threshold, Tensor initial, Reset reset, boolean decayInput) {
    return new LeakyIntegrateAndFire(threshold, initial, reset, 2.5f, decayInput);
  }

  private static LeakyIntegrateAndFire leaky(Tensor tau, Reset reset, boolean decayInput) {
    return new LeakyIntegrateAndFire(Tensor.scalar(0.3f), Tensor.scalar(0), reset, tau, decayInput);
  }

  /** Time constants from 1.25 timesteps on, all different. */
  private static Tensor taus(int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.25f + i / 8f;
    }
    return Tensor.wrap(Shape.of(shape), values);
  }

  public static Tensor normal(Random random, int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.wrap(Shape.of(shape), values);
  }

  public static Tensor positive(Random random, int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.1f + random.nextFloat();
    }
    return Tensor.wrap(Shape.of(shape), values);
  }

  /** A model that is hardly more than the operator; further inputs differ from the first. */
  public static SpikingModel model(Sample sample) {
    List<Node> nodes = new ArrayList<>();
    List<String> inputs = new ArrayList<>(List.of("x"));
    for (int i = 1; i < sample.inputs(); i++) {
      nodes.add(new Node("x" + i, new VoltageScaler(Tensor.scalar(1f / (i + 1))), "x"));
      inputs.add("x" + i);
    }
    nodes.add(new Node("y", sample.op(), inputs));
    return model(new Graph(new GraphInput("x", sample.input()), nodes, "y"));
  }

  /** A model with everything filled in. */
  public static SpikingModel model(Graph graph) {
    boolean delta = graph.neurons().stream().anyMatch(node -> node.op() instanceof SigmaDelta);
    return new SpikingModel(
        new Preprocessing(2, List.of(0.1f), List.of(0.3f)),
        graph,
        delta ? Coding.DELTA : Coding.RATE,
        Optional.empty(),
        new SimulationDefaults(16, Readout.LOGITS, delta ? 0 : 3, InputCoding.CONSTANT_CURRENT),
        Stream.iterate(0, i -> i + 1).limit(graph.outputShape().size()).map(i -> "ä" + i).toList(),
        new Provenance(
            "spikeport test",
            "source.onnx",
            "ab".repeat(32),
            "99.9%",
            "channel",
            1000,
            List.of(
                new LayerStatistics(
                    "if1",
                    6.25,
                    0.125,
                    Tensor.vector(1.5f, 2.5f),
                    Optional.of(new ActivationHistogram(1L << 40, List.of(3L, 0L, 1L))))),
            List.of("max pooling replaced by average pooling"),
            List.of("--normalization", "99.9%"),
            Optional.of("cd".repeat(32)),
            Optional.of(new Judgment(250, Optional.of(0.984), Optional.empty()))));
  }
}
