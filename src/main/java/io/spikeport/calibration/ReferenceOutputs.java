package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.data.array.Finite;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Softmax;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What the network as it was exported puts out for each image, by ONNX Runtime. Holds one batch;
 * not thread-safe.
 */
public final class ReferenceOutputs implements AutoCloseable {

  private final Dataset data;
  private final String value;
  private final OnnxRuntimeNetwork network;
  private final float[] samples;
  private int first;
  private int count;

  /**
   * @param value name of the ONNX value that counts as the output
   * @param data preprocessed images of the model's input shape
   */
  public ReferenceOutputs(
      OnnxModel model, ImportedModel imported, String value, Dataset data, int batch, int threads) {
    Calibrator.requireShape(imported.graph(), data);
    this.data = data;
    this.value = value;
    this.network = OnnxRuntimeNetwork.open(model, imported, List.of(value), batch, threads);
    this.samples = new float[Math.multiplyExact(network.batch(), data.sampleShape().size())];
  }

  /**
   * The ONNX value of the network's output, or, where logits are wanted, of what a final Softmax
   * takes.
   */
  public static String value(ImportedModel imported, boolean logits) {
    var graph = imported.graph();
    if (!logits || !graph.hasNode(graph.output())) {
      return imported.outputName();
    }
    Node last = graph.node(graph.output());
    return last.op() instanceof Softmax || last.op() instanceof LogSoftmax
        ? imported.onnxValues().getOrDefault(last.inputs().get(0), imported.outputName())
        : imported.outputName();
  }

  /**
   * Output of an image, row-major; quickest in the order of the data.
   *
   * @throws io.spikeport.error.DataException if a value is NaN or infinite
   */
  public float[] get(int index) {
    if (index < first || index >= first + count) {
      first = index - index % network.batch();
      count = Math.min(network.batch(), data.size() - first);
      data.read(first, count, samples);
      network.run(samples, count);
    }
    float[] output = new float[network.elementsPerSample(value)];
    FloatBuffer all = network.value(value);
    all.get((index - first) * output.length, output);
    Finite.require(output, "image " + index + ": output of the trained network");
    return output;
  }

  @Override
  public void close() {
    network.close();
  }
}
