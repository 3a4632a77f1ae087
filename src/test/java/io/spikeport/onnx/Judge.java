package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** ONNX Runtime as the judge of what a model and the graph that was imported from it compute. */
public final class Judge {

  /**
   * Allowed difference relative to the largest output: both sides compute in float32, with sums in
   * another order and with folded products; 2⁻²³ times the square root of a few thousand terms.
   */
  private static final double TOLERANCE = 2e-5;

  private Judge() {}

  public static ImportedModel imported(ModelProto model) {
    return imported(model, ImportOptions.NONE);
  }

  static ImportedModel imported(ModelProto model, ImportOptions options) {
    return new OnnxImporter().importModel(read(model), options);
  }

  /** A model by way of a file. */
  public static OnnxModel read(ModelProto model) {
    try {
      Path file = Files.createTempFile("model", ".onnx");
      try {
        Files.write(file, model.toByteArray());
        return OnnxModel.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Imports a model and checks that the graph computes what ONNX Runtime says the model does. */
  public static Graph same(ModelProto model) {
    return same(read(model), ImportOptions.NONE);
  }

  static Graph same(OnnxModel model, ImportOptions options) {
    ImportedModel imported = new OnnxImporter().importModel(model, options);
    Graph graph = imported.graph();
    int batch = imported.fixedBatch().orElse(3);
    Shape shape = graph.input().shape().prepend(batch);
    float[] samples = samples(shape.size());
    ModelProto original = RuntimeModel.of(model, imported, List.of());
    float[] expected =
        run(original.toByteArray(), imported.inputName(), samples, shape, imported.outputName());
    float[] actual =
        run(
            GraphAsOnnx.of(graph).toByteArray(),
            graph.input().name(),
            samples,
            shape,
            graph.output());
    assertClose(expected, actual);
    return graph;
  }

  public static float[] samples(int size) {
    Random random = new Random(11);
    float[] samples = new float[size];
    for (int i = 0; i < size; i++) {
      samples[i] = random.nextFloat() * 4 - 2;
    }
    return samples;
  }

  static void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double largest = 1e-3;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * largest, "at position " + i);
    }
  }

  static float[] run(byte[] model, String input, float[] samples, Shape shape, String output) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] dims = shape.toList().stream().mapToLong(Integer::longValue).toArray();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (OrtSession session = environment.createSession(model, options);
          OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(samples), dims);
          OrtSession.Result result = session.run(Map.of(input, x))) {
        FloatBuffer values = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
        float[] array = new float[values.remaining()];
        values.get(array);
        return array;
      }
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }
}
