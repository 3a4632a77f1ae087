package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.conversion.DeviationBound;
import io.spikeport.format.OpSamples;
import io.spikeport.graph.*;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator that delta coding allows, behind sigma-delta neurons. */
class DeltaCodingTest {

  /** Operators that the tests of rate coding leave to this one. */
  static final Set<Class<?>> COVERED =
      Set.of(
          AddConstant.class,
          Difference.class,
          FloatBlock.class,
          Impulse.class,
          Pointwise.class,
          SigmaDelta.class);

  private static final float THRESHOLD = 1f / 64;
  private static final int LEVELS = 8;
  private static final int TIMESTEPS = 24;

  /** The steepest of the functions: HardSwish with 1.5, LeakyRelu with a slope of 1.5. */
  private static final float STEEPEST = 1.5f;

  static Stream<OpSamples.Sample> samples() {
    return OpSamples.all().stream()
        .filter(s -> s.op() instanceof SigmaDelta || !(s.op() instanceof StatefulOp))
        .filter(s -> !(s.op() instanceof Threshold));
  }

  /** Image → neurons with f = ReLU → operator; further inputs are multiples of the first. */
  private static Graph graph(OpSamples.Sample sample, Op first) {
    List<Node> nodes = new ArrayList<>(List.of(new Node("s", first, "image")));
    List<String> inputs = new ArrayList<>(List.of("s"));
    for (int i = 1; i < sample.inputs(); i++) {
      nodes.add(new Node("s" + i, new VoltageScaler(Tensor.scalar(1f / (i + 1))), "s"));
      inputs.add("s" + i);
    }
    nodes.add(new Node("y", sample.op(), inputs));
    return new Graph(new GraphInput("image", sample.input()), nodes, "y");
  }

  private static Graph spiking(OpSamples.Sample sample) {
    return graph(sample, new SigmaDelta(Activation.RELU, Tensor.scalar(THRESHOLD), LEVELS));
  }

  private static Tensor image(OpSamples.Sample sample) {
    return OpSamples.normal(new Random(11), sample.input().prepend(1).toArray());
  }

  private static float[][] messages(Graph graph, Tensor image) {
    SpikingModel model = OpSamples.model(graph).with(io.spikeport.snn.Preprocessing.NONE);
    SimulationOptions options =
        SimulationOptions.of(TIMESTEPS)
            .withThreads(1)
            .withRecording(Recording.NONE.withTrains(Set.of("y")));
    float[][] rows = new float[TIMESTEPS][graph.outputShape().size()];
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(
          Samples.dataset(image),
          result -> {
            for (int t = 0; t < TIMESTEPS; t++) {
              result.trains().get("y").buffer().position(t * rows[t].length).get(rows[t]);
            }
          });
    }
    return rows;
  }

  /**
   * The engine sends what the plain network does, rounding apart: sums of at most 120 products of
   * values below 16, in another order.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void sendsWhatThePlainNetworkSends(OpSamples.Sample sample) {
    if (sample.op() instanceof FloatBlock || sample.op() instanceof SigmaDelta) {
      return; // The one has no plain form; the other may fire a timestep apart, see below.
    }
    Graph graph = spiking(sample);
    Tensor image = image(sample);
    List<Map<String, float[]>> expected =
        new NaiveNetwork(DeltaCoding.expand(graph)).run(image.toArray(), TIMESTEPS);
    float[][] found = messages(graph, image);
    for (int t = 0; t < TIMESTEPS; t++) {
      assertArrayEquals(expected.get(t).get("y"), found[t], 2e-5f, sample + " at timestep " + t);
    }
  }

  /**
   * The sum of what an operator sends becomes what the float network computes, but for what its
   * neurons leave, θ/2, as the operator passes it on.
   */
  @ParameterizedTest
  @MethodSource("samples")
  void sumsToTheFloatNetwork(OpSamples.Sample sample) {
    Tensor image = image(sample);
    float[][] found = messages(spiking(sample), image);
    float[] sum = new float[found[0].length];
    for (float[] row : found) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    OpSamples.Sample trained =
        sample.op() instanceof SigmaDelta neurons
            ? new OpSamples.Sample(new Pointwise(neurons.activation()), sample.input(), 1)
            : sample;
    float[] expected =
        Simulations.values(graph(trained, new Relu()), image, Set.of("y")).get("y").toArray();
    float[] bound = bound(trained, image);
    for (int i = 0; i < sum.length; i++) {
      float own = sample.op() instanceof SigmaDelta n ? largest(n.threshold()) / 2 : 0;
      // Rounding: 24 sums of values below 16.
      float most = bound[i] + own + 5e-5f;
      float error = Math.abs(sum[i] - expected[i]);
      assertTrue(error <= most, sample + ": " + error + " above " + most + " at " + i);
    }
  }

  private static float largest(Tensor values) {
    float largest = 0;
    for (float value : values.toArray()) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  private static float[] bound(OpSamples.Sample sample, Tensor image) {
    Map<String, Tensor> left = new HashMap<>();
    left.put("s", Tensor.scalar(THRESHOLD / 2));
    Op passedOn = passedOn(sample.op());
    OpSamples.Sample linear = new OpSamples.Sample(passedOn, sample.input(), sample.inputs());
    Graph bounds = DeviationBound.of(graph(linear, new Relu()), left);
    Tensor nothing = Tensor.filled(image.shape(), 0);
    float[] bound = Simulations.values(bounds, nothing, Set.of("y")).get("y").toArray();
    if (sample.op() instanceof Pointwise f && f.activation().function() == Function.QUANTIZE) {
      // A step up or down, wherever the value falls.
      for (int i = 0; i < bound.length; i++) {
        bound[i] += f.activation().parameters().get(0).get(0);
      }
    }
    return bound;
  }

  /** An operator whose deviation is at least this one's. */
  private static Op passedOn(Op op) {
    if (op instanceof Pointwise || op instanceof FloatBlock || op instanceof SigmaDelta) {
      return new VoltageScaler(Tensor.scalar(STEEPEST));
    }
    if (op instanceof Softmax || op instanceof LogSoftmax) {
      // Every element is off by the same at most, and |log Σ exp| by no more than that.
      return new VoltageScaler(Tensor.scalar(2));
    }
    return op;
  }

  /** What rests is within θ/2 once n spikes have had time, for every function. */
  @ParameterizedTest
  @EnumSource(Function.class)
  void neuronsComeWithinHalfTheSmallestSpike(Function function) {
    float[] parameters = {0.5f, 0.75f, 2};
    Activation f =
        Activation.of(function, java.util.Arrays.copyOf(parameters, function.parameters().size()));
    Shape shape = Shape.of(200);
    SigmaDelta neurons = new SigmaDelta(f, Tensor.scalar(THRESHOLD), LEVELS);
    Graph graph =
        new Graph(new GraphInput("image", shape), List.of(new Node("y", neurons, "image")), "y");
    float[] values = new float[200];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 100) / 50f;
    }
    float[][] rows = messages(graph, Tensor.wrap(shape.prepend(1), values.clone()));
    for (int i = 0; i < values.length; i++) {
      float sum = 0;
      for (int t = 0; t < LEVELS; t++) {
        sum += rows[t][i];
        assertEquals(0, Math.abs(rows[t][i]) % THRESHOLD, "a spike is a multiple of θ");
      }
      float expected = (float) f.function().at(values[i], parameters(f));
      assertEquals(expected, sum, THRESHOLD / 2 + 1e-6f, function + " of " + values[i]);
      assertEquals(0, rows[TIMESTEPS - 1][i], "no spike at rest");
    }
  }

  private static double[] parameters(Activation f) {
    return f.parameters().stream().mapToDouble(p -> p.get(0)).toArray();
  }

  /** Biases act once: a layer without input sends its bias in the first timestep alone. */
  @Test
  void constantsActInTheFirstTimestepOnly() {
    Linear layer = new Linear(Tensor.filled(Shape.of(2, 3), 1), Tensor.vector(5, -7));
    Graph graph =
        new Graph(
            new GraphInput("image", Shape.of(3)),
            List.of(
                new Node("s", new SigmaDelta(Activation.RELU, Tensor.scalar(1), 1), "image"),
                new Node("y", layer, "s")),
            "y");
    float[][] rows = messages(graph, Tensor.filled(Shape.of(1, 3), 0));
    assertArrayEquals(new float[] {5, -7}, rows[0]);
    for (int t = 1; t < TIMESTEPS; t++) {
      assertArrayEquals(new float[2], rows[t]);
    }
  }
}
