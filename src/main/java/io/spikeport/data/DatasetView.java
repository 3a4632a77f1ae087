package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The samples of another data set, seen in another way. */
abstract class DatasetView implements Dataset {

  private final Dataset data;

  DatasetView(Dataset data) {
    this.data = Objects.requireNonNull(data);
  }

  final Dataset data() {
    return data;
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
  }

  @Override
  public String source() {
    return data.source();
  }

  @Override
  public Optional<Labels> labels() {
    return data.labels();
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
  public int position(int sample) {
    return data.position(sample);
  }
}
