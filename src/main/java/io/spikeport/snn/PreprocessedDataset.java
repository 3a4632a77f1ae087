package io.spikeport.snn;

import io.spikeport.data.Dataset;
import io.spikeport.tensor.Shape;
import java.util.Objects;

/**
 * A data set with every image preprocessed as it is read.
 *
 * @param data images as they are in the file, {@code [C,H,W]}
 */
public record PreprocessedDataset(Dataset data, Preprocessing preprocessing) implements Dataset {

  public PreprocessedDataset {
    Objects.requireNonNull(data);
    Objects.requireNonNull(preprocessing);
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape sampleShape() {
    return data.sampleShape();
  }

  @Override
  public void read(int first, int count, float[] target) {
    data.read(first, count, target);
    Shape shape = sampleShape();
    for (int n = 0; n < count; n++) {
      preprocessing.apply(target, n * shape.size(), shape.extent(0), shape.stride(0));
    }
  }

  @Override
  public String source() {
    return data.source();
  }
}
