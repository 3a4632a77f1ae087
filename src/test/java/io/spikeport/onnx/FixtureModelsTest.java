package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Node;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FixtureModelsTest {

  private static ImportedModel imported(String name) {
    OnnxModel model = OnnxModel.read(Path.of("fixtures", name));
    return new OnnxImporter().importModel(model, ImportOptions.NONE);
  }

  private static List<String> operators(ImportedModel model) {
    return model.graph().nodes().stream().map(node -> node.op().name()).toList();
  }

  @Test
  void readsTheMaxPoolModel() {
    ImportedModel model = imported("mnist-cnn-maxpool.onnx");

    assertEquals(
        List.of(
            "Conv", "Relu", "Conv", "Relu", "MaxPool", "Conv", "Relu", "Conv", "Relu", "MaxPool",
            "Flatten", "Linear", "Relu", "Linear", "Softmax"),
        operators(model));
    assertEquals(Shape.of(1, 28, 28), model.graph().input().shape());
    assertEquals(Shape.of(10), model.graph().outputShape());
    assertEquals("input", model.inputName());
    assertEquals("output", model.outputName());
    assertEquals(OptionalInt.empty(), model.fixedBatch());
  }

  @Test
  void readsTheAveragePoolModel() {
    ImportedModel model = imported("mnist-cnn-avgpool.onnx");

    // Its pads add nothing and are left out.
    assertEquals(
        List.of(
            "Conv",
            "Relu",
            "AveragePool",
            "Conv",
            "Relu",
            "AveragePool",
            "Conv",
            "Relu",
            "AveragePool",
            "Flatten",
            "Linear"),
        operators(model));
    assertEquals(Shape.of(10), model.graph().outputShape());
  }

  @Test
  void tiesEveryReluToTheOnnxValueThatItComputes() {
    ImportedModel model = imported("mnist-cnn-maxpool.onnx");

    Node relu = model.graph().nodes().get(1);
    assertEquals("/network/network.2/Relu", relu.name());
    assertEquals("/network/network.2/Relu_output_0", model.onnxValues().get(relu.name()));
  }

  @Test
  void readsTheWeightsAsTheyAre() {
    Conv first = (Conv) imported("mnist-cnn-maxpool.onnx").graph().nodes().get(0).op();

    assertEquals(Shape.of(32, 1, 3, 3), first.weight().shape());
    assertTrue(first.weight().firstNonFinite() < 0);
    assertTrue(Math.abs(first.weight().get(0)) < 10 && first.weight().get(0) != 0);
  }
}
