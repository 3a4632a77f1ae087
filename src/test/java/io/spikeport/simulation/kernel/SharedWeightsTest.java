package io.spikeport.simulation.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class SharedWeightsTest {

  @Test
  void keepsThoseOfTheOperatorsThatAGraphHasAndFreesTheOthers() {
    Graph graph =
        new OnnxImporter()
            .importModel(OnnxModel.read(Fixtures.model("mnist-cnn-avgpool")), ImportOptions.NONE)
            .graph();
    Op inGraph = graph.nodes().get(0).op();
    Op elsewhere = new Relu();
    SharedWeights weights = new SharedWeights();
    INDArray kept = weights.get(inGraph, ConvKernel.class, SharedWeightsTest::arrays)[0];
    INDArray freed = weights.get(elsewhere, ConvKernel.class, SharedWeightsTest::arrays)[0];

    weights.retain(graph);

    assertFalse(kept.wasClosed());
    assertTrue(freed.wasClosed());
    assertSame(kept, weights.get(inGraph, ConvKernel.class, SharedWeightsTest::arrays)[0]);
    weights.close();
    assertTrue(kept.wasClosed());
  }

  /** One convolution, of the image once and of spikes in every timestep. */
  @Test
  void nodesThatShareAnOperatorMayComputeItInDifferentWays() {
    Samples samples = new Samples(5);
    Window same = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    Conv shared = new Conv(samples.eighths(4, 4, 3, 3), samples.eighths(4), same, 1);
    Conv equal = new Conv(shared.weight(), shared.bias(), same, 1);

    assertEquals(readout(shared, equal), readout(shared, shared));
  }

  private static List<Tensor> readout(Conv first, Conv second) {
    Op neuron = new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    Graph graph =
        new Graph(
            new GraphInput("image", Shape.of(4, 5, 5)),
            List.of(
                new Node("current", first, "image"),
                new Node("spikes", neuron, "current"),
                new Node("output", second, "spikes")),
            "output");
    List<Tensor> found = new ArrayList<>();
    SimulationOptions options = SimulationOptions.of(5);
    try (Simulator simulator = new Simulator(Samples.model(graph), options)) {
      Tensor images = new Samples(6).eighths(2, 4, 5, 5);
      simulator.run(Samples.dataset(images), result -> found.add(result.accumulated()));
    }
    return found;
  }

  private static INDArray[] arrays() {
    return new INDArray[] {Natives.zeros(2, 3)};
  }
}
