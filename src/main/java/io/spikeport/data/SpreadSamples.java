package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.Objects;

/**
 * Samples from all over a data set, at even distances: data sets are often sorted by class.
 *
 * @param data what they are taken from
 * @param size number of samples
 */
public record SpreadSamples(Dataset data, int size) implements Dataset {

  public SpreadSamples {
    Objects.requireNonNull(data);
    if (size < 1 || size > data.size()) {
      throw new IllegalArgumentException(size + " of " + data.size() + " samples");
    }
  }

  @Override
  public Shape sampleShape() {
    return data.sampleShape();
  }

  @Override
  public void read(int first, int count, float[] target) {
    int each = sampleShape().size();
    float[] sample = new float[each];
    for (int i = 0; i < count; i++) {
      data.read((int) ((long) (first + i) * data.size() / size), 1, sample);
      System.arraycopy(sample, 0, target, i * each, each);
    }
  }

  @Override
  public String source() {
    return data.source();
  }
}
