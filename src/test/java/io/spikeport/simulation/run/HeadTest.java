package io.spikeport.simulation.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.Simulations;
import io.spikeport.format.OpSamples;
import io.spikeport.graph.*;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.natives.OnnxRuntimeBlock;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.ArgMax;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A head runs on the readout's value: the sum in delta coding, the mean in rate coding. */
class HeadTest {

  private static final int TIMESTEPS = 5;
  private static final int START = 2;

  private static List<ImageResult> run(SpikingModel model, Engine engine, Tensor images) {
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options =
        SimulationOptions.of(TIMESTEPS)
            .withReadoutStart(model.isDelta() ? 0 : START)
            .withRecording(Recording.NONE.withReadout());
    try (Simulation simulation = engine.open(model, options)) {
      simulation.run(Simulations.dataset(images), results::add);
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({"true, ND4J", "false, ND4J", "true, ONNXRUNTIME", "false, ONNXRUNTIME"})
  void runsOnTheReadout(boolean delta, Engine engine) {
    Samples samples = new Samples(17);
    Neuron neuron =
        delta
            ? new SigmaDelta(Activation.RELU, Tensor.scalar(1f / 16), 6)
            : new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN);
    Graph graph =
        new Graph(
            new GraphInput("image", Shape.of(4)),
            List.of(
                new Node("s", neuron, "image"),
                new Node("out", new Linear(samples.eighths(3, 4), samples.eighths(3)), "s")),
            "out");
    SpikingModel plain = OpSamples.model(graph).with(io.spikeport.snn.Preprocessing.NONE);
    FloatBlock head = OpSamples.block(Shape.of(3));
    SpikingModel model =
        new SpikingModel(
            plain.preprocessing(),
            graph,
            plain.coding(),
            Optional.of(head),
            plain.defaults(),
            List.of(),
            plain.provenance());
    Tensor images = samples.eighths(2, 4);
    List<ImageResult> sums = run(plain, engine, images);
    List<ImageResult> answers = run(model, engine, images);
    try (OnnxRuntimeBlock block = new OnnxRuntimeBlock("head", head)) {
      for (int i = 0; i < 2; i++) {
        float[] found = answers.get(i).readout().orElseThrow().toArray();
        assertEquals(model.outputShape().prepend(TIMESTEPS).size(), found.length);
        int size = model.outputShape().size();
        for (int t = delta ? 0 : START; t < TIMESTEPS; t++) {
          float[] value = new float[3];
          for (int c = 0; c < 3; c++) {
            float sum = sums.get(i).readout().orElseThrow().get(t * 3 + c);
            value[c] = delta ? sum : sum / (t + 1 - START);
          }
          float[] expected = new float[size];
          block.run(List.of(value), 1, expected);
          float[] here = java.util.Arrays.copyOfRange(found, t * size, (t + 1) * size);
          assertArrayEquals(expected, here);
          assertEquals(ArgMax.of(expected), answers.get(i).predictions().get(t));
        }
        assertEquals(sums.get(i).spikes(), answers.get(i).spikes());
      }
    }
  }
}
