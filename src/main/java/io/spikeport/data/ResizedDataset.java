package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** A dataset of images, each brought to another size. */
final class ResizedDataset implements Dataset {

  private final Dataset data;
  private final Shape sampleShape;
  private final Resampling resampling;

  /**
   * @throws io.spikeport.error.DataException if the samples are no images {@code [C,H,W]}
   */
  ResizedDataset(Dataset data, Resize resize) {
    Shape original = data.sampleShape();
    if (original.rank() != 3) {
      throw Faults.mismatch(
          data.source(),
          "images [C, H, W] to resize",
          "samples of shape " + original,
          "leave out --resize or state the --layout");
    }
    this.data = data;
    this.sampleShape = Shape.of(original.extent(0), resize.height(), resize.width());
    this.resampling = new Resampling(original.extent(1), original.extent(2), resize);
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    float[] sample = new float[data.sampleShape().size()];
    for (int i = 0; i < count; i++) {
      data.read(first + i, 1, sample);
      resampling.apply(sample, 0, sampleShape.extent(0), target, i * sampleShape.size());
    }
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
}
