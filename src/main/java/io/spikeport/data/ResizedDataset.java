package io.spikeport.data;

import io.spikeport.data.image.Geometry;
import io.spikeport.data.image.Size;
import io.spikeport.tensor.Shape;

/** Images {@code [C,H,W]}, each brought to another size. */
final class ResizedDataset extends DatasetView {

  private final Geometry geometry;
  private final Size original;
  private final Shape sampleShape;

  ResizedDataset(Dataset data, Geometry geometry) {
    super(data);
    Shape stored = data.sampleShape();
    this.geometry = geometry;
    this.original = new Size(stored.extent(1), stored.extent(2));
    Size size = geometry.size(original);
    this.sampleShape = Shape.of(stored.extent(0), size.height(), size.width());
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    float[] sample = new float[data().sampleShape().size()];
    int size = sampleShape.size();
    for (int i = 0; i < count; i++) {
      data().read(first + i, 1, sample);
      float[] sized = geometry.apply(sample, sampleShape.extent(0), original, false);
      System.arraycopy(sized, 0, target, i * size, size);
    }
  }
}
