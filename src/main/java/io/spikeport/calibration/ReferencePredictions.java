package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.tensor.ArgMax;
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
    List<Integer> predictions = new ArrayList<>();
    try (ReferenceOutputs outputs =
        new ReferenceOutputs(model, imported, imported.outputName(), data, batch, threads)) {
      for (int i = 0; i < data.size(); i++) {
        predictions.add(ArgMax.of(outputs.get(i)));
        progress.accept(i + 1);
      }
    }
    return predictions;
  }
}
