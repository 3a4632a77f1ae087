package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.ImportOptions;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.OnnxModel;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class WeightsTest {

  @Test
  void keepsThoseOfTheOperatorsThatAGraphHasAndFreesTheOthers() {
    Graph graph =
        new OnnxImporter()
            .importModel(OnnxModel.read(Fixtures.model("mnist-cnn-avgpool")), ImportOptions.NONE)
            .graph();
    Op inGraph = graph.nodes().get(0).op();
    Op elsewhere = new Relu();
    Weights weights = new Weights();
    INDArray kept = weights.get(inGraph, WeightsTest::arrays)[0];
    INDArray freed = weights.get(elsewhere, WeightsTest::arrays)[0];

    weights.retain(graph);

    assertFalse(kept.wasClosed());
    assertTrue(freed.wasClosed());
    assertSame(kept, weights.get(inGraph, WeightsTest::arrays)[0]);
    weights.close();
    assertTrue(kept.wasClosed());
  }

  private static INDArray[] arrays() {
    return new INDArray[] {Natives.zeros(2, 3)};
  }
}
