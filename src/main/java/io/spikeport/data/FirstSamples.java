package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** The first {@code size} samples of a dataset. */
record FirstSamples(Dataset data, int size) implements Dataset {

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
    return data.labels().map(labels -> labels.first(size));
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public Dataset fitted(Fit fit) {
    return new FirstSamples(data.fitted(fit), size);
  }

  @Override
  public Dataset whole() {
    return data.whole();
  }
}
