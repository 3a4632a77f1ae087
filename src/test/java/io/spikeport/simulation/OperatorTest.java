package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.*;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against its definition written out, in the engine's own time loop. */
class OperatorTest {

  /** More than one run of a plan, and a last one that is not full. */
  private static final int TIMESTEPS = 37;

  /** One operator on a network's input, or on spikes that come from it. */
  record Case(Op op, Shape input, int arity) {
    @Override
    public String toString() {
      return op.name() + " of " + input;
    }
  }

  private static final Samples SAMPLES = new Samples(7);

  private static Case of(Op op, int... input) {
    return new Case(op, Shape.of(input), 1);
  }

  private static Conv conv(int out, int in, int groups, Window window) {
    List<Integer> shape = new ArrayList<>(List.of(out, in / groups));
    shape.addAll(window.kernel());
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    return new Conv(SAMPLES.eighths(extents), SAMPLES.eighths(out), window, groups);
  }

  private static Tensor scalar(float value) {
    return Tensor.scalar(value);
  }

  private static IntegrateAndFire spiking(Firing firing) {
    return new IntegrateAndFire(scalar(0.75f), scalar(0.5f), Reset.SOFT, firing);
  }

  static Stream<Case> cases() {
    Window three = Window.of(3, 3);
    Window two = Window.of(2, 2).withStrides(2, 2);
    Window uneven = Window.of(3, 2).withStrides(2, 3).withPads(List.of(1, 0), List.of(0, 1));
    Window dilated = Window.of(2, 3).withDilations(2, 1).withPads(List.of(1, 1), List.of(1, 1));
    Window line = Window.of(3).withStrides(2).withPads(List.of(1), List.of(1));
    Tensor perChannel = SAMPLES.positiveEighths(3);
    return Stream.of(
        new Case(new Add(), Shape.of(3, 5, 4), 2),
        new Case(new Add(), Shape.of(2000), 3),
        of(new AveragePool(two, false, false), 3, 6, 6),
        of(new AveragePool(uneven, true, true), 2, 7, 8),
        of(new AveragePool(uneven, true, false), 2, 7, 8),
        of(new AveragePool(line, false, true), 2, 8),
        of(
            new BatchNormalization(
                perChannel, SAMPLES.eighths(3), SAMPLES.eighths(3), perChannel, 1e-3f),
            3,
            4,
            5),
        of(new ChannelAffine(perChannel, scalar(-0.25f)), 3, 20, 20),
        of(new ChannelAffine(scalar(2), SAMPLES.eighths(3)), 3, 2, 2),
        of(new ClippedRelu(0.5f), 3, 4, 4),
        new Case(new Concat(1), Shape.of(3, 4, 5), 3),
        new Case(new Concat(3), Shape.of(3, 4, 5), 2),
        of(conv(6, 3, 1, three), 3, 8, 7),
        of(conv(16, 16, 1, three.withPads(List.of(1, 1), List.of(1, 1))), 16, 10, 10),
        of(conv(56, 48, 1, three), 48, 9, 8),
        of(conv(48, 64, 1, three.withPads(List.of(1, 0), List.of(0, 2))), 64, 6, 7),
        of(conv(64, 32, 1, three.withPads(List.of(1, 1), List.of(1, 1))), 32, 14, 13),
        of(conv(64, 64, 1, three), 64, 3, 3),
        of(conv(5, 4, 1, uneven), 4, 9, 8),
        of(conv(5, 4, 1, dilated), 4, 9, 8),
        of(conv(6, 4, 2, three), 4, 6, 6),
        of(conv(6, 4, 2, uneven), 4, 6, 6),
        of(conv(4, 4, 4, three), 4, 6, 6),
        of(conv(8, 4, 4, three.withPads(List.of(1, 1), List.of(1, 1))), 4, 6, 6),
        of(conv(8, 4, 4, uneven), 4, 7, 6),
        of(conv(8, 4, 4, dilated), 4, 7, 6),
        of(conv(3, 2, 1, line), 2, 9),
        of(conv(4, 2, 2, line), 2, 9),
        of(conv(7, 5, 1, Window.of(1, 1)), 5, 4, 4),
        of(conv(7, 5, 1, Window.of(1, 1).withStrides(2, 2)), 5, 5, 5),
        of(new Delay(1), 3, 20, 20),
        of(new Delay(3), 3, 4, 5),
        of(new Delay(1000), 7),
        of(new Flatten(), 3, 4, 5),
        of(new GatedMaxPool(two, false), 3, 6, 6),
        of(new GatedMaxPool(uneven, true), 2, 7, 8),
        of(new GlobalAveragePool(), 3, 4, 4),
        of(new GlobalMaxPool(), 3, 5, 4),
        of(new InhibitedMaxPool(two, false), 3, 6, 6),
        of(new InhibitedMaxPool(uneven, true), 2, 7, 8),
        of(spiking(Firing.PLAIN), 3, 20, 20),
        of(spiking(new Firing(true, 1)), 3, 4, 4),
        of(spiking(new Firing(false, 3)), 3, 4, 4),
        of(spiking(new Firing(true, 4)), 3, 4, 4),
        of(new IntegrateAndFire(perChannel, perChannel, Reset.HARD, Firing.PLAIN), 3, 20, 21),
        of(
            new IntegrateAndFire(perChannel, SAMPLES.eighths(3, 4, 4), Reset.SOFT, Firing.PLAIN),
            3,
            4,
            4),
        of(new LeakyIntegrateAndFire(scalar(0.25f), scalar(0), Reset.SOFT, 2, true), 3, 4, 4),
        of(new LeakyIntegrateAndFire(scalar(0.5f), scalar(0), Reset.HARD, 3, true), 3, 4, 4),
        of(new LeakyIntegrateAndFire(perChannel, scalar(0.5f), Reset.SOFT, 2, false), 3, 4, 4),
        of(new LeakyIntegrateAndFire(perChannel, scalar(0), Reset.HARD, 3, false), 3, 4, 4),
        of(
            new LeakyIntegrateAndFire(
                perChannel, scalar(0), Reset.SOFT, Tensor.vector(2, 4, 1.5f), true),
            3,
            4,
            4),
        of(
            new LeakyIntegrateAndFire(scalar(1), scalar(0), Reset.HARD, taus(3, 4, 4), false),
            3,
            4,
            4),
        of(new LeakyIntegrator(scalar(0.75f)), 3, 20, 20),
        of(new LeakyIntegrator(scalar(1)), 5),
        of(new LeakyIntegrator(Tensor.vector(0.5f, 1, 0.25f)), 3, 4, 4),
        of(new Linear(SAMPLES.eighths(7, 30), SAMPLES.eighths(7)), 30),
        of(new Linear(SAMPLES.eighths(1, 1), SAMPLES.eighths(1)), 1),
        of(new Linear(SAMPLES.eighths(1, 30), SAMPLES.eighths(1)), 30),
        of(new Linear(SAMPLES.eighths(7, 1), SAMPLES.eighths(7)), 1),
        of(new Linear(SAMPLES.eighths(512, 300), SAMPLES.eighths(512)), 300),
        of(new LogSoftmax(1), 10),
        of(new MaxPool(two, false), 3, 6, 6),
        of(new MaxPool(two, false), 3, 7, 7),
        of(new MaxPool(uneven, true), 2, 7, 8),
        of(new MaxPool(dilated, false), 2, 7, 8),
        of(new MaxPool(line, true), 2, 8),
        of(new Pad(List.of(1, 0, 2), List.of(0, 1, 1), -0.5f), 2, 3, 4),
        of(new Relu(), 3, 40, 40),
        of(new Reshape(Shape.of(5, 12)), 3, 4, 5),
        of(new Slice(2, 1, 4), 3, 5, 4),
        of(new Softmax(1), 10),
        of(new Softmax(2), 3, 4, 5),
        of(new Threshold(scalar(0)), 3, 20, 20),
        of(new Threshold(SAMPLES.eighths(3)), 3, 4, 5),
        of(new Threshold(SAMPLES.eighths(3, 4, 5)), 3, 4, 5),
        of(new Transpose(List.of(3, 1, 2)), 3, 4, 5),
        of(new AxisLinear(1, SAMPLES.eighths(2, 3)), 3, 4, 5),
        of(new AxisLinear(2, SAMPLES.eighths(6, 4)), 3, 4, 5),
        of(new AxisLinear(3, SAMPLES.eighths(1, 5)), 3, 4, 5),
        of(new AxisLinear(1, SAMPLES.eighths(2, 3)), 3),
        of(new Take(1, List.of(2, -1, 0, 0)), 3, 4, 5),
        of(new Take(2, List.of(3, 2, 1)), 3, 4, 5),
        of(new Take(3, List.of(-1, 4, -1, 0, 2, 2, 2)), 3, 4, 5),
        of(new Take(1, List.of(2, -1)), 3),
        of(new Upsample(List.of(2, 3)), 3, 4, 5),
        of(new VoltageScaler(perChannel), 3, 4, 5));
  }

  /** Time constants from 1.25 timesteps on, all different. */
  private static Tensor taus(int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1.25f + i / 8f;
    }
    return Tensor.wrap(Shape.of(shape), values);
  }

  @Test
  void everyOperatorHasACase() {
    Set<Class<?>> covered = cases().map(c -> c.op().getClass()).collect(Collectors.toSet());
    Set<Class<?>> all = operators(Op.class);
    all.removeAll(DeltaCodingTest.COVERED);
    assertEquals(all, covered);
  }

  private static Set<Class<?>> operators(Class<?> type) {
    if (!type.isSealed()) {
      return Set.of(type);
    }
    Set<Class<?>> all = new HashSet<>();
    for (Class<?> subclass : type.getPermittedSubclasses()) {
      all.addAll(operators(subclass));
    }
    return all;
  }

  /** The operator behind neurons that fire irregularly, with a voltage scaler between. */
  @ParameterizedTest
  @MethodSource("cases")
  void worksOnSpikes(Case c) {
    List<Node> nodes = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < c.arity(); i++) {
      Tensor threshold = Tensor.scalar(1 + i / 2f);
      Op neuron =
          new IntegrateAndFire(threshold, Tensor.scalar(0.5f), Reset.SOFT, new Firing(true, 2));
      nodes.add(new Node("spikes" + i, neuron, "image"));
      nodes.add(new Node("scaler" + i, new VoltageScaler(Tensor.scalar(0.75f)), "spikes" + i));
      sources.add("scaler" + i);
    }
    nodes.add(new Node("y", c.op(), sources));
    compare(c, nodes);
  }

  /** The operator on the constant input: computed once, or a neuron driven by a constant. */
  @ParameterizedTest
  @MethodSource("cases")
  void worksOnTheInput(Case c) {
    List<String> sources = java.util.Collections.nCopies(c.arity(), "image");
    compare(c, List.of(new Node("y", c.op(), sources)));
  }

  private static void compare(Case c, List<Node> nodes) {
    Graph graph = new Graph(new GraphInput("image", c.input()), nodes, "y");
    Tensor image = SAMPLES.eighths(c.input().prepend(1).toArray());
    Recording recording =
        Recording.NONE.withTrains(Set.of("y")).withMeans(Set.of("y")).withReadout();
    SimulationOptions options =
        SimulationOptions.of(TIMESTEPS).withThreads(1).withRecording(recording);
    List<Map<String, float[]>> expected = new NaiveNetwork(graph).run(image.toArray(), TIMESTEPS);
    try (Simulator simulator = new Simulator(Samples.model(graph), options)) {
      simulator.run(
          Samples.dataset(image),
          result -> {
            float[] train = result.trains().get("y").toArray();
            int size = graph.shape("y").size();
            for (int t = 0; t < TIMESTEPS; t++) {
              float[] row = java.util.Arrays.copyOfRange(train, t * size, (t + 1) * size);
              assertArrayEquals(
                  expected.get(t).get("y"), row, tolerance(c.op()), c + " at timestep " + t);
            }
          });
    }
  }

  /**
   * All numbers are multiples of a small power of two, so that sums and products are exact; what
   * divides, takes roots or exponentials may round a few times (2⁻²¹ of values up to 4).
   */
  private static float tolerance(Op op) {
    boolean rounds =
        op instanceof AveragePool
            || op instanceof BatchNormalization
            || op instanceof LogSoftmax
            || op instanceof Softmax;
    return rounds ? 2e-6f : 0;
  }
}
