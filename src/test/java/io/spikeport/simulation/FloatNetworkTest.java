package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikeport.Fixtures;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FloatNetworkTest {

  private final Graph imported =
      new OnnxImporter()
          .importModel(OnnxModel.read(Fixtures.model("fashion-resnet")), ImportOptions.NONE)
          .graph();

  /** Its convolutions have the batch norms folded in; the rest is shared. */
  private final Graph rewritten = Rewriting.prepare(imported, true, MaxPooling.SPIKES);

  private final Tensor images = new Samples(7).eighths(2, 1, 28, 28);

  private Map<String, Tensor> alone(Graph graph) {
    try (FloatNetwork network = new FloatNetwork(graph, Set.of(graph.output()))) {
      return network.run(images);
    }
  }

  @Test
  void changedItRunsTheOtherGraphAndTheFirstOneAgain() {
    try (FloatNetwork network = new FloatNetwork(imported, Set.of(imported.output()))) {
      assertEquals(alone(imported), network.run(images));
      network.change(rewritten, Set.of(rewritten.output()));
      assertEquals(alone(rewritten), network.run(images));
      network.change(imported, Set.of(imported.output()));
      assertEquals(alone(imported), network.run(images));
    }
  }

  @Test
  void aValueThatIsNotThereIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new FloatNetwork(imported, Set.of("nothing")));
  }
}
