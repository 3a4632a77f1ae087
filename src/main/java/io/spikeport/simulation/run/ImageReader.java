package io.spikeport.simulation.run;

import io.spikeport.data.Dataset;
import io.spikeport.data.Fit;
import io.spikeport.error.DataException;
import io.spikeport.error.Problem;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads images and preprocesses them as the model says. */
public final class ImageReader {

  private final SpikingModel model;
  private final Dataset data;
  private final Shape shape;

  /**
   * @throws DataException if the images have another shape than the model's input
   */
  public ImageReader(SpikingModel model, Dataset data) {
    this.model = model;
    this.data =
        data.fitted(Fit.to(model.graph().input().shape(), model.preprocessing().geometry()));
    this.shape = model.graph().input().shape();
  }

  /**
   * @throws DataException if a value is NaN or infinite
   */
  public List<float[]> read(int first, int count) {
    int size = shape.size();
    float[] all = new float[Math.multiplyExact(count, size)];
    data.read(first, count, all);
    int channels = shape.rank() == 0 ? 1 : shape.extent(0);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] image = Arrays.copyOfRange(all, i * size, (i + 1) * size);
      for (float value : image) {
        if (!Float.isFinite(value)) {
          throw new DataException(
              Problem.mismatch(
                  data.source() + ": image " + (first + i),
                  "finite values",
                  String.valueOf(value),
                  ""));
        }
      }
      model.preprocessing().apply(image, 0, channels, size / channels);
      images.add(image);
    }
    return images;
  }
}
