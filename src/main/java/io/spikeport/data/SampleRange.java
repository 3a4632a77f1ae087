package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.Objects;

/**
 * A contiguous part of a data set.
 *
 * @param data what it is a part of
 * @param from index of the first sample
 * @param size number of samples
 */
public record SampleRange(Dataset data, int from, int size) implements Dataset {

  public SampleRange {
    Objects.requireNonNull(data);
    if (from < 0 || size < 1 || from > data.size() - size) {
      throw new IllegalArgumentException(
          "samples " + from + " to " + (from + size) + " of " + data.size());
    }
  }

  @Override
  public Shape sampleShape() {
    return data.sampleShape();
  }

  @Override
  public void read(int first, int count, float[] target) {
    data.read(from + first, count, target);
  }

  @Override
  public Dataset fitted(Fit fit) {
    return new SampleRange(data.fitted(fit), from, size);
  }

  @Override
  public String source() {
    return data.source();
  }
}
