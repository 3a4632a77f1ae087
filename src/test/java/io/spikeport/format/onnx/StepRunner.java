package io.spikeport.format.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs spiking ONNX models in ONNX Runtime as a user would: by what stands in their metadata. */
final class StepRunner implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final JsonArray states;

  StepRunner(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // What runs must be what is written, operator by operator.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      session = environment.createSession(model, options);
      String text = session.getMetadata().getCustomMetadataValue("spikeport.states").orElseThrow();
      states = JsonParser.parseString(text).getAsJsonArray();
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Runs timesteps.
   *
   * @param images {@code [N, …input]}
   * @param wanted names of outputs
   * @return for each timestep the wanted outputs, all images' values one after the other
   */
  List<Map<String, float[]>> run(Tensor images, int timesteps, String... wanted)
      throws OrtException {
    int batch = images.shape().extent(0);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (String name : session.getInputNames()) {
      inputs.put(name, tensor(images));
    }
    for (JsonElement element : states) {
      JsonObject state = element.getAsJsonObject();
      inputs.put(state.get("input").getAsString(), tensor(initial(state, batch)));
    }
    List<Map<String, float[]>> results = new ArrayList<>();
    for (int t = 0; t < timesteps; t++) {
      OrtSession.Result result = session.run(inputs);
      Map<String, float[]> values = new HashMap<>();
      for (String name : wanted) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] array = new float[buffer.remaining()];
        buffer.get(array);
        values.put(name, array);
      }
      results.add(values);
      for (JsonElement element : states) {
        JsonObject state = element.getAsJsonObject();
        inputs.put(
            state.get("input").getAsString(),
            (OnnxTensor) result.get(state.get("output").getAsString()).orElseThrow());
      }
    }
    return results;
  }

  private static Tensor initial(JsonObject state, int batch) {
    Shape shape = shape(state.getAsJsonArray("shape"));
    JsonObject initial = state.getAsJsonObject("initial");
    JsonArray values = initial.getAsJsonArray("values");
    float[] all = new float[batch * shape.size()];
    int each = shape.size() / values.size();
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i % shape.size() / each).getAsFloat();
    }
    return Tensor.wrap(shape.prepend(batch), all);
  }

  private static Shape shape(JsonArray extents) {
    int[] shape = new int[extents.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = extents.get(i).getAsInt();
    }
    return Shape.of(shape);
  }

  private OnnxTensor tensor(Tensor values) throws OrtException {
    long[] shape = values.shape().toList().stream().mapToLong(Integer::longValue).toArray();
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.toArray()), shape);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
