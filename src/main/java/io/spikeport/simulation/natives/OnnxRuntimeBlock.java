package io.spikeport.simulation.natives;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.FloatBlock;
import io.spikeport.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link FloatBlock} in ONNX Runtime. Any number of threads may run it at once. */
public final class OnnxRuntimeBlock implements AutoCloseable {

  private final String place;
  private final FloatBlock block;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<String> names;

  /**
   * @param place names the block in messages
   * @throws ModelException if ONNX Runtime refuses the block
   */
  public OnnxRuntimeBlock(String place, FloatBlock block) {
    this.place = place;
    this.block = block;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      this.session = environment.createSession(block.model().toArray(), options);
      this.names = List.copyOf(session.getInputNames());
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private ModelException refused(OrtException e) {
    return new ModelException(
        new Problem(
            place, "ONNX Runtime refuses the block: " + String.valueOf(e.getMessage()).strip(), ""),
        e);
  }

  /**
   * Runs a batch.
   *
   * @param inputs {@code [N, …]} of each input, row-major
   * @param count N
   * @param into set to {@code [N, …]} of the output
   */
  public void run(List<float[]> inputs, int count, float[] into) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (int i = 0; i < names.size(); i++) {
        Shape sample = block.inputs().get(i);
        FloatBuffer values = FloatBuffer.wrap(inputs.get(i), 0, count * sample.size());
        tensors.put(
            names.get(i), OnnxTensor.createTensor(environment, values, longs(sample, count)));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        OnnxTensor output = (OnnxTensor) result.get(0);
        FloatBuffer values = output.getFloatBuffer();
        if (values.remaining() != count * block.output().size()) {
          throw new ModelException(
              Problem.mismatch(
                  place,
                  count * block.output().size() + " values",
                  String.valueOf(values.remaining()),
                  ""));
        }
        values.get(into, 0, values.remaining());
      }
    } catch (OrtException e) {
      throw refused(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static long[] longs(Shape sample, int count) {
    return sample.prepend(count).toList().stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session", e);
    }
  }
}
