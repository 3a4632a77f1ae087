package io.spikeport.onnx.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.error.ModelException;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.tensor.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model whose large weights stay in the file is the same model. */
class LargeValuesTest {

  private static final Path MODEL = Path.of("fixtures/mnist-cnn-maxpool.onnx");
  private static final int LONGEST = Integer.MAX_VALUE;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 4000, 1 << 20})
  void theSameModel(int large) {
    OnnxModel whole = OnnxModel.read(MODEL, LONGEST, LONGEST);
    OnnxModel lean = OnnxModel.read(MODEL, large, LONGEST);

    assertEquals(whole.sha256(), lean.sha256());
    ImportedModel expected = new OnnxImporter().importModel(whole, ImportOptions.NONE);
    ImportedModel actual = new OnnxImporter().importModel(lean, ImportOptions.NONE);
    assertEquals(expected.graph().nodes(), actual.graph().nodes());
    assertArrayEquals(run(whole, expected), run(lean, actual));
    assertTrue(lean.proto().getSerializedSize() < whole.proto().getSerializedSize() / 3);
  }

  private static float[] run(OnnxModel model, ImportedModel imported) {
    Shape sample = imported.graph().input().shape();
    float[] image = Judge.samples(sample.size());
    List<String> values = List.of(imported.outputName());
    try (OnnxRuntimeNetwork network = OnnxRuntimeNetwork.open(model, imported, values, 1, 1)) {
      network.run(image, 1);
      FloatBuffer result = network.value(imported.outputName());
      float[] array = new float[result.remaining()];
      result.get(array);
      return array;
    }
  }

  /** External data may be in no file that has other names, so such a model is read whole. */
  @Test
  void aModelWithSeveralNamesIsReadWhole() throws IOException {
    Path file = Files.copy(MODEL, folder.resolve("model.onnx"));
    Path soft = Files.createSymbolicLink(folder.resolve("soft.onnx"), file);
    int whole = OnnxModel.read(MODEL, LONGEST, LONGEST).proto().getSerializedSize();
    assertEquals(whole, OnnxModel.read(soft, 1, LONGEST).proto().getSerializedSize());
    Path hard = Files.createLink(folder.resolve("hard.onnx"), file);
    assertEquals(whole, OnnxModel.read(hard, 1, LONGEST).proto().getSerializedSize());
  }

  @Test
  void cutShort() throws IOException {
    byte[] bytes = Files.readAllBytes(MODEL);
    for (int length : new int[] {1, 2, 20, 300, bytes.length / 2, bytes.length - 1}) {
      Path file = Files.write(folder.resolve("cut" + length), Arrays.copyOf(bytes, length));
      ModelException e = assertThrows(ModelException.class, () -> OnnxModel.read(file, 1, LONGEST));
      assertTrue(e.getMessage().contains("an ONNX model"), e.getMessage());
    }
  }

  @Test
  void beyondProtobufsLimit() {
    ModelException e =
        assertThrows(ModelException.class, () -> OnnxModel.read(MODEL, 1, 1_000_000));

    assertTrue(e.getMessage().contains("save the model with external data"), e.getMessage());
  }
}
