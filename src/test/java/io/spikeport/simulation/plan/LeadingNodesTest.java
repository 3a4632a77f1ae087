package io.spikeport.simulation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.*;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Large layers take fewer timesteps at once than small ones, and nobody can tell. */
class LeadingNodesTest {

  private static final int TIMESTEPS = 37;

  private static final Tensor IMAGES = new Samples(4).eighths(4, 32, 24, 24);

  /** Two large layers, with a value that is read in the front and outside of it, and two small. */
  private static Graph graph() {
    Samples samples = new Samples(5);
    Window pooling = Window.of(4, 4).withStrides(4, 4);
    List<Node> nodes = new ArrayList<>();
    neurons(nodes, "1", "image");
    nodes.add(new Node("pool", new MaxPool(pooling, false), "after1"));
    nodes.add(conv(samples, "conv2", "after1"));
    neurons(nodes, "2", "conv2");
    nodes.add(new Node("pool2", new MaxPool(pooling, false), "after2"));
    nodes.add(new Node("sum", new Add(), List.of("pool", "pool2")));
    nodes.add(conv(samples, "conv3", "sum"));
    neurons(nodes, "3", "conv3");
    nodes.add(new Node("mean", new GlobalAveragePool(), "after3"));
    nodes.add(new Node("flat", new Flatten(), "mean"));
    nodes.add(new Node("linear", new Linear(samples.eighths(5, 32), samples.eighths(5)), "flat"));
    return new Graph(new GraphInput("image", Shape.of(32, 24, 24)), nodes, "linear");
  }

  private static Node conv(Samples samples, String name, String source) {
    Window window = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    Tensor weight = samples.eighths(32, 32, 3, 3);
    return new Node(name, new Conv(weight, samples.eighths(32), window, 1), source);
  }

  private static void neurons(List<Node> nodes, String id, String source) {
    Op neuron = new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    nodes.add(new Node("spikes" + id, neuron, source));
    nodes.add(new Node("after" + id, new VoltageScaler(Tensor.scalar(0.5f)), "spikes" + id));
  }

  private static List<ImageResult> run(SimulationOptions options) {
    List<ImageResult> results = new ArrayList<>();
    try (Simulator simulator = new Simulator(Samples.model(graph()), options)) {
      simulator.run(Samples.dataset(IMAGES), results::add);
    }
    return results;
  }

  @Test
  void endsWithTheLastLargeNode() {
    LeadingNodes leading = LeadingNodes.of(graph(), TIMESTEPS);

    assertEquals(
        Set.of("spikes1", "after1", "pool", "conv2", "spikes2", "after2", "pool2"),
        leading.nodes());
    assertTrue(leading.rows() < TIMESTEPS / 2, leading.toString());
  }

  @Test
  void isEmptyWhereEverythingIsSmall() {
    Graph small =
        new Graph(new GraphInput("x", Shape.of(100)), List.of(new Node("y", new Relu(), "x")), "y");

    assertEquals(new LeadingNodes(Set.of(), TIMESTEPS), LeadingNodes.of(small, TIMESTEPS));
  }

  @Test
  void observingItsValuesChangesNothing() {
    SimulationOptions plain = SimulationOptions.of(TIMESTEPS).withThreads(1);
    Set<String> values = Set.of("spikes1", "after1", "conv2", "after2", "pool2");
    List<ImageResult> expected = run(plain.withRecording(Recording.NONE.withReadout()));

    List<ImageResult> observed =
        run(plain.withRecording(Recording.NONE.withReadout().withTrains(values)));

    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).readout(), observed.get(i).readout());
      assertEquals(expected.get(i).spikes(), observed.get(i).spikes());
    }
  }

  /** An image that stops early has emitted what one of as many timesteps emits. */
  @Test
  void earlyExitTakesBackWhatItsLayersFiredLater() {
    SimulationOptions options = SimulationOptions.of(TIMESTEPS).withThreads(1);
    List<ImageResult> early = run(options.withExitMargin(2));
    int stopped = 0;
    for (int i = 0; i < early.size(); i++) {
      int timesteps = early.get(i).timesteps();
      stopped += timesteps < TIMESTEPS ? 1 : 0;
      ImageResult whole = run(SimulationOptions.of(timesteps).withThreads(1)).get(i);
      assertEquals(whole.spikes(), early.get(i).spikes());
      assertEquals(whole.synapticOperations(), early.get(i).synapticOperations());
      assertEquals(whole.multiplyAccumulates(), early.get(i).multiplyAccumulates());
    }
    assertTrue(stopped > 0, "no image stopped early");
  }
}
