package io.spikeport.simulation.natives;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A float32 tensor {@code [N, …sample]} in memory that Java and ONNX Runtime share. */
public final class OnnxRuntimeValue implements AutoCloseable {

  private final FloatBuffer buffer;
  private final OnnxTensor tensor;
  private final int sampleSize;

  public OnnxRuntimeValue(int batch, Shape sample) throws OrtException {
    this.sampleSize = sample.size();
    this.buffer =
        ByteBuffer.allocateDirect(
                Math.multiplyExact(Math.multiplyExact(batch, sampleSize), Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    long[] shape = sample.prepend(batch).toList().stream().mapToLong(i -> i).toArray();
    this.tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
  }

  public OnnxTensor tensor() {
    return tensor;
  }

  public int sampleSize() {
    return sampleSize;
  }

  public void write(int image, float[] values) {
    buffer.put(image * sampleSize, values, 0, sampleSize);
  }

  /** Fills a sample with values that are each repeated, as a broadcast does. */
  public void fill(int image, FloatBuffer values) {
    int each = sampleSize / values.remaining();
    int at = image * sampleSize;
    for (int i = 0; i < values.remaining(); i++) {
      float value = values.get(i);
      for (int k = 0; k < each; k++) {
        buffer.put(at++, value);
      }
    }
  }

  public void read(int image, float[] into) {
    buffer.get(image * sampleSize, into, 0, sampleSize);
  }

  public float[] read(int image) {
    float[] values = new float[sampleSize];
    read(image, values);
    return values;
  }

  @Override
  public void close() {
    tensor.close();
  }
}
