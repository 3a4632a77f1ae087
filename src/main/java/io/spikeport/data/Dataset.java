package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Images in a fixed order, read piece by piece so that memory does not grow with their number. All
 * samples have one shape, channels first. Implementations may be read by several threads at once.
 */
public interface Dataset {

  /** Number of samples; at least 1. */
  int size();

  /** Shape of one sample, {@code [C,H,W]}, or whatever else the file holds per sample. */
  Shape sampleShape();

  /**
   * Reads consecutive samples, row-major, one after the other.
   *
   * @param first index of the first sample
   * @param count number of samples
   * @param target receives {@code count · sampleShape().size()} values from position 0 on
   * @throws io.spikeport.error.DataException if a sample is malformed
   * @throws io.spikeport.error.FileException if the file cannot be read
   */
  void read(int first, int count, float[] target);

  /** For messages: the file or folder that the samples come from. */
  String source();

  /**
   * The samples' classes, where they come with the data: an image folder's sub-folders, a labels
   * array in the same {@code .npz}, an IDX file of labels beside one of images.
   *
   * @throws io.spikeport.error.DataException if there are labels but they are malformed
   */
  default Optional<Labels> labels() {
    return Optional.empty();
  }

  /** Names of the classes that {@link #labels} counts, where the data names them. */
  default List<String> classNames() {
    return List.of();
  }

  /** All samples that this view was cut from by {@link #first}, or this. */
  default Dataset whole() {
    return this;
  }

  /**
   * These samples in the form that a network wants: brought to its size, and to its layout where
   * they fit it in one way only.
   *
   * @throws io.spikeport.error.DataException if they do not fit
   * @throws io.spikeport.error.UsageException if they fit in more than one way
   */
  default Dataset fitted(Fit fit) {
    return Fitting.fit(this, sampleShape(), Fitting.Axes.CHANNELS_FIRST, fit);
  }

  /** Where a sample of this view is in {@link #whole}. */
  default int position(int sample) {
    return sample;
  }

  /**
   * A part of a data set: evenly many samples of each class of a class folder, else the first; all
   * if there are no more.
   *
   * @param count at least 1
   */
  default Dataset limited(int count) {
    return classNames().isEmpty() || count >= size()
        ? first(count)
        : ChosenSamples.evenly(this, labels().orElseThrow(), count);
  }

  /**
   * The first samples; all if there are no more.
   *
   * @param count at least 1
   */
  default Dataset first(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("expected at least 1 sample, found " + count);
    }
    return count >= size() ? this : new FirstSamples(this, count);
  }
}
