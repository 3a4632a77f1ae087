package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Some samples of a data set.
 *
 * @param data what they are taken from
 * @param indices where they are there, in the order in which they are here
 */
public record ChosenSamples(Dataset data, List<Integer> indices) implements Dataset {

  public ChosenSamples {
    Objects.requireNonNull(data);
    indices = List.copyOf(indices);
    if (indices.stream().anyMatch(i -> i < 0 || i >= data.size())) {
      throw new IllegalArgumentException(indices + " of " + data.size() + " samples");
    }
  }

  /**
   * Samples from all over a data set, at even distances: data sets are often sorted by class.
   *
   * @param size number of samples, at least 1
   */
  public static ChosenSamples spread(Dataset data, int size) {
    if (size < 1 || size > data.size()) {
      throw new IllegalArgumentException(size + " of " + data.size() + " samples");
    }
    return new ChosenSamples(
        data,
        IntStream.range(0, size).mapToObj(i -> (int) ((long) i * data.size() / size)).toList());
  }

  @Override
  public int size() {
    return indices.size();
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
      data.read(indices.get(first + i), 1, sample);
      System.arraycopy(sample, 0, target, i * each, each);
    }
  }

  @Override
  public String source() {
    return data.source();
  }
}
