package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.error.UsageException;
import io.spikeport.format.OpSamples;
import io.spikeport.graph.*;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of one stream: state is kept from each to the next. */
class SequenceTest {

  private static final float THRESHOLD = 1f / 512;
  private static final int LEVELS = 11;

  private static List<ImageResult> run(
      SpikingModel model, Tensor frames, SimulationOptions options) {
    List<ImageResult> results = new ArrayList<>();
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(Simulations.dataset(frames), results::add);
      if (options.sequence()) { // a second run is another stream, which begins anew
        List<ImageResult> again = new ArrayList<>();
        simulator.run(Simulations.dataset(frames), again::add);
        for (int i = 0; i < again.size(); i++) {
          assertEquals(results.get(i).accumulated(), again.get(i).accumulated());
          assertEquals(results.get(i).spikes(), again.get(i).spikes());
        }
      }
    }
    return results;
  }

  private static SimulationOptions stream(int timesteps) {
    return SimulationOptions.of(timesteps).asSequence();
  }

  private static Tensor frames(Tensor... frames) {
    Shape sample = frames[0].shape();
    float[] all = new float[frames.length * sample.size()];
    for (int i = 0; i < frames.length; i++) {
      frames[i].buffer().get(all, i * sample.size(), sample.size());
    }
    return Tensor.wrap(sample.prepend(frames.length), all);
  }

  /** Weights on the image, neurons with f = ReLU, max pooling, more of both, a readout. */
  private static SpikingModel delta() {
    Samples samples = new Samples(3);
    SigmaDelta neurons = new SigmaDelta(Activation.RELU, Tensor.scalar(THRESHOLD), LEVELS);
    Window same = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    return OpSamples.model(
            new Graph(
                new GraphInput("image", Shape.of(1, 6, 6)),
                List.of(
                    new Node(
                        "conv",
                        new Conv(samples.normal(0.5, 4, 1, 3, 3), samples.normal(1, 4), same, 1),
                        "image"),
                    new Node("s1", neurons, "conv"),
                    new Node("max", new MaxPool(Window.of(2, 2).withStrides(2, 2), false), "s1"),
                    new Node("flat", new Flatten(), "max"),
                    new Node(
                        "fc1",
                        new Linear(samples.normal(0.2, 8, 36), samples.normal(1, 8)),
                        "flat"),
                    new Node("s2", neurons, "fc1"),
                    new Node(
                        "out", new Linear(samples.normal(0.5, 3, 8), samples.normal(1, 3)), "s2")),
                "out"))
        .with(Preprocessing.NONE);
  }

  @Test
  void aStaticStreamSendsNothingAfterTheFirstFrame() {
    Tensor image = new Samples(5).normal(1, 1, 6, 6);
    List<ImageResult> results = run(delta(), frames(image, image, image), stream(16));
    assertTrue(results.get(0).synapticOperations() > 100);
    for (ImageResult later : results.subList(1, 3)) {
      assertEquals(0, later.synapticOperations());
      assertEquals(List.of(0L, 0L), later.spikes());
      assertEquals(results.get(0).accumulated(), later.accumulated());
    }
  }

  /**
   * After 24 timesteps neurons rest. Each is then within θ/2 of f(its input) on either path, so the
   * first layer differs by at most θ, the second by the row sums of its weights times that plus θ,
   * the output likewise; pooling and ReLU enlarge no difference.
   */
  @Test
  void aChangingStreamAnswersAsTheImagesAlone() {
    Samples samples = new Samples(9);
    Tensor frames =
        frames(samples.normal(1, 1, 6, 6), samples.normal(1, 1, 6, 6), samples.normal(1, 1, 6, 6));
    SpikingModel model = delta();
    List<ImageResult> alone = run(model, frames, SimulationOptions.of(24));
    List<ImageResult> stream = run(model, frames, stream(24));
    double first = rowSum(model, "fc1") * THRESHOLD + THRESHOLD;
    double bound = rowSum(model, "out") * first + 1e-4; // rounding of sums of some ten
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(alone.get(i).accumulated().get(c), stream.get(i).accumulated().get(c), bound);
      }
    }
    double difference = 0;
    for (int c = 0; c < 3; c++) {
      difference += Math.abs(alone.get(2).accumulated().get(c) - alone.get(1).accumulated().get(c));
    }
    assertTrue(difference > 3 * bound, "the frames differ by more than the bound");
  }

  private static double rowSum(SpikingModel model, String layer) {
    Tensor weight = ((Linear) model.graph().node(layer).op()).weight();
    int columns = weight.shape().extent(1);
    double most = 0;
    for (int r = 0; r < weight.shape().extent(0); r++) {
      double sum = 0;
      for (int c = 0; c < columns; c++) {
        sum += Math.abs(weight.get(r * columns + c));
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  /** Neurons alone, and with the pooling behind them at once; every number is exact. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rateCodingKeepsPotentials(boolean pooled) {
    int timesteps = 3;
    float[][] currents = {
      {0.25f, 0.5f, 0.375f, 0.125f}, {0.75f, 0, 0.25f, 0.625f}, {0.25f, 1, 0.5f, 0}
    };
    Neuron neuron =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN);
    List<Node> nodes = new ArrayList<>(List.of(new Node("s", neuron, "image")));
    if (pooled) {
      nodes.add(
          new Node("mean", new AveragePool(Window.of(2, 2).withStrides(2, 2), false, false), "s"));
    }
    SpikingModel model =
        Samples.model(
            new Graph(new GraphInput("image", Shape.of(1, 2, 2)), nodes, pooled ? "mean" : "s"));
    float[] flat = new float[12];
    for (int i = 0; i < 12; i++) {
      flat[i] = currents[i / 4][i % 4];
    }
    List<ImageResult> results =
        run(model, Tensor.wrap(Shape.of(3, 1, 2, 2), flat), stream(timesteps));
    float[] v = {0.5f, 0.5f, 0.5f, 0.5f};
    for (int frame = 0; frame < 3; frame++) {
      float[] counts = new float[4];
      for (int t = 0; t < timesteps; t++) {
        for (int i = 0; i < 4; i++) {
          v[i] += currents[frame][i];
          if (v[i] >= 1) {
            v[i] -= 1;
            counts[i]++;
          }
        }
      }
      float sum = counts[0] + counts[1] + counts[2] + counts[3];
      assertEquals(List.of((long) sum), results.get(frame).spikes());
      assertArrayEquals(
          pooled ? new float[] {sum / 4} : counts, results.get(frame).accumulated().toArray());
    }
  }

  @Test
  void refusals() {
    SpikingModel model = delta();
    assertThrows(UsageException.class, () -> Engine.ONNXRUNTIME.open(model, stream(2)).close());
    assertThrows(UsageException.class, () -> stream(2).withExitMargin(1));
  }
}
