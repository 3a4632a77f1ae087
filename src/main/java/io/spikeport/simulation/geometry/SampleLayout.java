package io.spikeport.simulation.geometry;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;

/**
 * How the engine stores a sample: channels last, {@code [C,H,W]} as {@code [H,W,C]}, since oneDNN
 * computes convolutions that way and would otherwise reorder values before and after each (a
 * quarter of their time), and since pooling then works on whole runs of channels. Samples of one
 * axis are stored as they are.
 */
public final class SampleLayout {

  private final Shape sample;
  private final int channels;
  private final int perChannel;

  private SampleLayout(Shape sample) {
    this.sample = sample;
    this.channels = sample.rank() == 0 ? 1 : sample.extent(0);
    this.perChannel = sample.size() / channels;
  }

  /**
   * @param sample shape of one sample, channels first
   */
  public static SampleLayout of(Shape sample) {
    return new SampleLayout(sample);
  }

  /** Elements of one sample. */
  public int size() {
    return sample.size();
  }

  /** Where the element is stored that is at {@code index} in row-major order, channels first. */
  public int stored(int index) {
    return index % perChannel * channels + index / perChannel;
  }

  /** The channel of the element that is stored at {@code index}. */
  int channel(int index) {
    return index % channels;
  }

  /** Extent of the stored sample along an axis of the channels-first sample, with what it spans. */
  public int extent(int axis) {
    return sample.extent(axis);
  }

  /**
   * Distance in the stored sample between neighbours along an axis of the channels-first sample.
   */
  public int stride(int axis) {
    return axis == 0 ? 1 : sample.stride(axis) * channels;
  }

  /** Whether both orders are the same. */
  public boolean isTrivial() {
    return channels == 1 || perChannel == 1;
  }

  public float[] toStored(float[] values) {
    float[] stored = new float[values.length];
    int to = 0;
    for (int i = 0; i < perChannel; i++) {
      for (int from = i; from < stored.length; from += perChannel) {
        stored[to++] = values[from];
      }
    }
    return stored;
  }

  public double[] toStored(double[] values) {
    double[] stored = new double[values.length];
    for (int channel = 0; channel < channels; channel++) {
      int first = channel * perChannel;
      for (int i = 0; i < perChannel; i++) {
        stored[i * channels + channel] = values[first + i];
      }
    }
    return stored;
  }

  /** Copies one stored sample into channels-first order. */
  public void toChannelsFirst(float[] stored, int from, float[] values, int to) {
    int at = from;
    for (int i = 0; i < perChannel; i++) {
      for (int target = to + i; target < to + size(); target += perChannel) {
        values[target] = stored[at++];
      }
    }
  }

  /** A stored sample as a tensor. */
  public Tensor tensor(float[] stored) {
    float[] values = new float[stored.length];
    toChannelsFirst(stored, 0, values, 0);
    return Tensor.wrap(sample, values);
  }
}
