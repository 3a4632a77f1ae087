package io.spikeport.data;

import io.spikeport.data.array.ArrayFile;
import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** The samples of an array in a file. */
final class ArrayDataset implements Dataset {

  /** Most elements to have in memory as bytes at a time. */
  private static final int PIECE = 1 << 20;

  private final ArrayFile array;
  private final Shape sampleShape;
  private final boolean asStored;
  private final int[] positions;
  private final AxisOrder layout;
  private final Fitting.Axes axes;
  private final Supplier<Optional<Labels>> labels;

  /**
   * @param axes what is known of them where the layout does not say it
   * @throws io.spikeport.error.DataException if the array does not have the layout
   */
  ArrayDataset(
      ArrayFile array, AxisOrder layout, Fitting.Axes axes, Supplier<Optional<Labels>> labels) {
    this.layout = layout;
    this.axes = axes;
    this.array = array;
    this.labels = labels;
    this.sampleShape = layout.sampleShape(array.place(), array.sample());
    this.asStored = layout.keepsOrder() && !array.columnMajor();
    this.positions = asStored ? new int[0] : layout.positions(array.sample(), strides());
  }

  /** Distances, in elements, of neighbours along the axes of a sample as it is stored. */
  private int[] strides() {
    Shape sample = array.sample();
    int[] strides = new int[sample.rank()];
    int columnStride = array.size();
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = array.columnMajor() ? columnStride : sample.stride(axis);
      columnStride *= sample.extent(axis);
    }
    return strides;
  }

  @Override
  public int size() {
    return array.size();
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    if (array.columnMajor()) {
      readColumnMajor(first, count, target);
      return;
    }
    int sampleSize = sampleShape.size();
    int samples = Math.max(1, PIECE / sampleSize);
    for (int done = 0; done < count; done += samples) {
      int now = Math.min(samples, count - done);
      ByteBuffer bytes = array.elements((first + (long) done) * sampleSize, now * sampleSize);
      array.type().toFloats(bytes, now * sampleSize, target, done * sampleSize);
    }
    if (!asStored) {
      reorder(count, target);
    }
  }

  private void reorder(int count, float[] target) {
    int sampleSize = positions.length;
    for (int sample = 0; sample < count; sample++) {
      int start = sample * sampleSize;
      float[] stored = Arrays.copyOfRange(target, start, start + sampleSize);
      for (int i = 0; i < sampleSize; i++) {
        target[start + i] = stored[positions[i]];
      }
    }
  }

  private void readColumnMajor(int first, int count, float[] target) {
    ByteBuffer all = array.elements(0, Math.multiplyExact(array.size(), positions.length));
    int sampleSize = positions.length;
    for (int sample = 0; sample < count; sample++) {
      for (int i = 0; i < sampleSize; i++) {
        target[sample * sampleSize + i] = array.type().toFloat(all, first + sample + positions[i]);
      }
    }
  }

  @Override
  public String source() {
    return array.place();
  }

  @Override
  public Dataset fitted(Fit fit) {
    return layout == AxisOrder.AUTO
        ? Fitting.fit(this, array.sample(), axes, fit)
        : Fitting.fit(this, sampleShape, Fitting.Axes.CHANNELS_FIRST, fit);
  }

  @Override
  public Optional<Labels> labels() {
    return labels.get();
  }
}
