package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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

  /**
   * Evenly many samples of every class, in the order of the data: each class gives as many as the
   * others or all that it has, and the first classes one more where the number does not divide.
   * Within a class they lie at even distances.
   *
   * @param classes of every sample
   * @param size number of samples; all if there are no more
   */
  static ChosenSamples evenly(Dataset data, Labels classes, int size) {
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < classes.size(); i++) {
      byClass.computeIfAbsent(classes.get(i), any -> new ArrayList<>()).add(i);
    }
    Map<Integer, Integer> shares = new TreeMap<>();
    int left = Math.min(size, classes.size());
    while (left > 0) {
      for (Map.Entry<Integer, List<Integer>> each : byClass.entrySet()) {
        if (left > 0 && shares.getOrDefault(each.getKey(), 0) < each.getValue().size()) {
          shares.merge(each.getKey(), 1, Integer::sum);
          left--;
        }
      }
    }
    List<Integer> chosen = new ArrayList<>();
    shares.forEach(
        (label, share) -> {
          List<Integer> all = byClass.get(label);
          for (int i = 0; i < share; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / share)));
          }
        });
    return new ChosenSamples(data, chosen.stream().sorted().toList());
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

  @Override
  public Optional<Labels> labels() {
    return data.labels().map(labels -> labels.at(indices));
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public Dataset whole() {
    return data.whole();
  }

  @Override
  public Dataset fitted(Fit fit) {
    return new ChosenSamples(data.fitted(fit), indices);
  }

  @Override
  public int position(int sample) {
    return data.position(indices.get(sample));
  }
}
