package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.*;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same spikes, bit for bit, whatever the batch, the threads and the company of an image. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeterminismTest {

  private static final int IMAGES = 100;
  private static final int TIMESTEPS = 20;

  /** Weights that make rounding matter, in layers that oneDNN has different kernels for. */
  private static final SpikingModel MODEL = model();

  private static final Tensor DATA = new Samples(3).normal(1, IMAGES, 1, 14, 14);

  private List<ImageResult> expected = List.of();

  private static SpikingModel model() {
    Samples samples = new Samples(2);
    List<Node> nodes = new ArrayList<>();
    nodes.add(conv(samples, "conv1", 16, 1, "image"));
    neurons(nodes, "1", "conv1");
    nodes.add(conv(samples, "conv2", 32, 16, "after1"));
    neurons(nodes, "2", "conv2");
    nodes.add(new Node("pool", new MaxPool(Window.of(2, 2).withStrides(2, 2), false), "after2"));
    nodes.add(new Node("flat", new Flatten(), "pool"));
    nodes.add(linear(samples, "linear1", 64, 800, "flat"));
    neurons(nodes, "3", "linear1");
    nodes.add(linear(samples, "linear2", 10, 64, "after3"));
    nodes.add(new Node("softmax", new Softmax(1), "linear2"));
    GraphInput input = new GraphInput("image", Shape.of(1, 14, 14));
    return Samples.model(new Graph(input, nodes, "softmax"));
  }

  private static Node conv(Samples samples, String name, int out, int in, String source) {
    Tensor weight = samples.normal(Math.sqrt(2.0 / (9 * in)), out, in, 3, 3);
    return new Node(name, new Conv(weight, samples.normal(0.1, out), Window.of(3, 3), 1), source);
  }

  private static Node linear(Samples samples, String name, int out, int in, String source) {
    Tensor weight = samples.normal(Math.sqrt(2.0 / in), out, in);
    return new Node(name, new Linear(weight, samples.normal(0.1, out)), source);
  }

  private static void neurons(List<Node> nodes, String id, String source) {
    nodes.add(new Node("before" + id, new VoltageScaler(Tensor.scalar(1 / 2.3f)), source));
    Op neuron = new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    nodes.add(new Node("spikes" + id, neuron, "before" + id));
    nodes.add(new Node("after" + id, new VoltageScaler(Tensor.scalar(2.3f)), "spikes" + id));
  }

  private static List<ImageResult> run(SimulationOptions options, Tensor images) {
    List<ImageResult> results = new ArrayList<>();
    Recording recording =
        Recording.NONE
            .withSpikeCounts(Set.of("spikes1", "spikes2", "spikes3"))
            .withPotentials(Set.of("spikes1", "spikes2", "spikes3"))
            .withReadout();
    try (Simulator simulator = new Simulator(MODEL, options.withRecording(recording))) {
      simulator.run(Samples.dataset(images), results::add);
    }
    return results;
  }

  @BeforeAll
  void runOneByOne() {
    expected = run(SimulationOptions.of(TIMESTEPS).withBatch(1).withThreads(1), DATA);
  }

  @Test
  void theModelSpikesInEveryLayer() {
    for (int layer = 0; layer < 3; layer++) {
      int index = layer;
      assertTrue(expected.stream().mapToLong(r -> r.spikes().get(index)).sum() > IMAGES);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "7, 1", "50, 2", "100, 1", "100, 3"})
  void batchAndThreadsDoNotMatter(int batch, int threads) {
    SimulationOptions options =
        SimulationOptions.of(TIMESTEPS).withBatch(batch).withThreads(threads);
    assertEquals(expected, run(options, DATA));
  }

  @Test
  void otherImagesDoNotMatter() {
    int size = DATA.shape().stride(0);
    float[] one = new float[size];
    DATA.buffer().position(37 * size).get(one);
    ImageResult alone =
        run(SimulationOptions.of(TIMESTEPS), Tensor.wrap(Shape.of(1, 1, 14, 14), one)).get(0);
    assertEquals(expected.get(37).readout(), alone.readout());
    assertEquals(expected.get(37).potentials(), alone.potentials());
  }

  static Stream<Integer> otherT() {
    return Stream.of(1, 2, 7, 16, 17, 19);
  }

  /** Not promised (T sets the rows of a product), but it holds for these products. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("otherT")
  void shorterRunsAreTheBeginningOfLongerOnes(int timesteps) {
    List<ImageResult> shorter = run(SimulationOptions.of(timesteps), DATA);
    for (int i = 0; i < IMAGES; i++) {
      assertEquals(
          expected.get(i).predictions().subList(0, timesteps), shorter.get(i).predictions());
    }
  }

  /** Observing the scalers' values forces them to be run by themselves. */
  @Test
  void fusedScalersChangeNothing() {
    Recording everything =
        Recording.NONE
            .withTrains(Set.of("before1", "spikes1", "before2", "spikes2", "before3", "spikes3"))
            .withPotentials(Set.of("spikes1", "spikes2", "spikes3"))
            .withReadout();
    SimulationOptions options = SimulationOptions.of(TIMESTEPS).withRecording(everything);
    try (Simulator simulator = new Simulator(MODEL, options)) {
      simulator.run(
          Samples.dataset(DATA),
          20,
          result -> {
            assertEquals(expected.get(result.index()).readout(), result.readout());
            assertEquals(expected.get(result.index()).potentials(), result.potentials());
            assertEquals(expected.get(result.index()).spikes(), result.spikes());
          });
    }
  }
}
