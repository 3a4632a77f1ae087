package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.data.Finite;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxModel;
import io.spikeport.tensor.ArgMax;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** What the network as it was exported says, by ONNX Runtime. */
public final class ReferencePredictions {

  private ReferencePredictions() {}

  /**
   * Class of every image: arg-max of the output, the lowest index among equals.
   *
   * @param data preprocessed images of the model's input shape
   * @param progress told the number of images done so far
   */
  public static List<Integer> predict(
      OnnxModel model,
      ImportedModel imported,
      Dataset data,
      int batch,
      int threads,
      IntConsumer progress) {
    Calibrator.requireShape(imported.graph(), data);
    String output = imported.outputName();
    List<Integer> predictions = new ArrayList<>();
    try (OnnxRuntimeNetwork network =
        OnnxRuntimeNetwork.open(model, imported, List.of(output), batch, threads)) {
      float[] samples = new float[network.batch() * data.sampleShape().size()];
      for (int first = 0; first < data.size(); first += network.batch()) {
        int count = Math.min(network.batch(), data.size() - first);
        data.read(first, count, samples);
        network.run(samples, count);
        float[] values = new float[network.elementsPerSample(output)];
        FloatBuffer all = network.value(output);
        for (int n = 0; n < count; n++) {
          all.get(n * values.length, values);
          Finite.require(values, "image " + (first + n) + ": output of the trained network");
          predictions.add(ArgMax.of(values));
        }
        progress.accept(first + count);
      }
    }
    return predictions;
  }
}
