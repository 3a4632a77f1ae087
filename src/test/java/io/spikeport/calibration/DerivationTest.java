package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.data.Dataset;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** ReLUs that a rewrite put behind a value of the ONNX model, and that no ONNX value is. */
class DerivationTest {

  private static final OnnxModel MODEL = OnnxModel.read(Fixtures.model("mnist-cnn-avgpool"));

  /** The first convolution with {@code min(max(scale·z + shift, 0), 0.25)} behind it. */
  private static ImportedModel rewritten() {
    ImportedModel imported = new OnnxImporter().importModel(MODEL, ImportOptions.NONE);
    Graph graph = imported.graph();
    Node conv =
        graph.nodes().stream().filter(n -> n.op() instanceof Conv).findFirst().orElseThrow();
    float[] scales = new float[graph.shape(conv.name()).extent(0)];
    for (int c = 0; c < scales.length; c++) {
      scales[c] = (c % 5 - 2) * 0.5f;
    }
    ChannelAffine affine = new ChannelAffine(Tensor.vector(scales), Tensor.scalar(0.125f));
    return imported.withGraph(
        new Graph(
            graph.input(),
            List.of(
                conv,
                new Node("affine", affine, conv.name()),
                new Node("relu", new ClippedRelu(0.25f), "affine")),
            "relu"));
  }

  /** Our own engine, which runs the rewritten graph, is the judge. */
  @Test
  void statisticsAreThoseOfTheRewrittenGraph() {
    ImportedModel imported = rewritten();
    Dataset images = Fixtures.calibration().first(10);
    ActivationStatistics statistics =
        Calibrator.measure(
            MODEL, imported, images, new CalibrationOptions(Granularity.CHANNEL, 4, 1), done -> {});

    float[] samples = new float[images.size() * images.sampleShape().size()];
    images.read(0, images.size(), samples);
    Shape shape = imported.graph().shape("relu");
    float[] expected;
    try (FloatNetwork network = new FloatNetwork(imported.graph(), Set.of("relu"))) {
      Tensor all = Tensor.wrap(images.sampleShape().prepend(images.size()), samples);
      expected = network.run(all).get("relu").toArray();
    }
    LayerActivations layer = statistics.layers().get(0);
    assertEquals("relu", layer.layer());
    for (int c = 0; c < shape.extent(0); c++) {
      double sum = 0;
      float largest = 0;
      for (int i = 0; i < expected.length; i++) {
        if (i / shape.stride(0) % shape.extent(0) == c) {
          sum += expected[i];
          largest = Math.max(largest, expected[i]);
        }
      }
      Histogram found = layer.histograms().get(c);
      // Two engines sum the convolution in different orders.
      assertEquals(largest, found.maximum(), 1e-5, "channel " + c);
      assertEquals(sum / found.count(), found.mean(), 1e-5, "channel " + c);
    }
  }

  @Test
  void oneSampleIsDerivedChannelByChannel() {
    Derivation derivation =
        new Derivation(
            "z",
            List.of(new ChannelAffine(Tensor.vector(1, -1), Tensor.scalar(0)), new ClippedRelu(2)),
            2);
    float[] sample = {-1, 3, -1, 3};
    derivation.apply(sample);
    assertTrue(Arrays.equals(new float[] {0, 2, 1, 0}, sample), Arrays.toString(sample));
  }
}
