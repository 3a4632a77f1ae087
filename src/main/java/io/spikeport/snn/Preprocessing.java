package io.spikeport.snn;

import io.spikeport.data.image.Geometry;
import java.util.List;

/**
 * What is done to an image before the network sees it: {@code (x·scale − mean)/std}, the means and
 * standard deviations per channel, as torchvision's {@code Normalize} does.
 *
 * @param scale factor on the values as read (unsigned bytes are read as 0…1)
 * @param mean none, one for all channels, or one per channel
 * @param std none, one for all channels, or one per channel; positive
 * @param geometry what is done to the image's size before all else
 */
public record Preprocessing(float scale, List<Float> mean, List<Float> std, Geometry geometry) {

  /** Leaves the image as it is. */
  public static final Preprocessing NONE = new Preprocessing(1, List.of(), List.of());

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    // Files of earlier versions do not say it.
    geometry = geometry == null ? Geometry.NONE : geometry;
    if (!Float.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException("expected a finite scale other than 0, found " + scale);
    }
    if (std.stream().anyMatch(s -> !(s > 0))) {
      throw new IllegalArgumentException("expected positive standard deviations, found " + std);
    }
  }

  /** With the numbers of {@link Geometry}. */
  public Preprocessing(
      float scale, List<Float> mean, List<Float> std, List<Integer> resize, List<Integer> crop) {
    this(scale, mean, std, new Geometry(resize, crop));
  }

  /** The same with another factor. */
  public Preprocessing withScale(float factor) {
    return new Preprocessing(factor, mean, std, geometry);
  }

  /** None; [n], the shorter side; or [height, width]. */
  public List<Integer> resize() {
    return geometry.resize();
  }

  /** None, or [height, width]. */
  public List<Integer> crop() {
    return geometry.crop();
  }

  /** Without a change of size. */
  public Preprocessing(float scale, List<Float> mean, List<Float> std) {
    this(scale, mean, std, Geometry.NONE);
  }

  /**
   * Scales and normalizes one sample in place; its size is already that of the network.
   *
   * @param values {@code [C, …]}, row-major, starting at {@code offset}
   * @param channels C
   * @param perChannel elements of one channel
   */
  public void apply(float[] values, int offset, int channels, int perChannel) {
    if (leavesValues()) {
      return;
    }
    for (int c = 0; c < channels; c++) {
      float m = pick(mean, c, 0);
      float s = pick(std, c, 1);
      int start = offset + c * perChannel;
      for (int i = start; i < start + perChannel; i++) {
        values[i] = (values[i] * scale - m) / s;
      }
    }
  }

  private boolean leavesValues() {
    return scale == 1 && mean.isEmpty() && std.isEmpty();
  }

  private static float pick(List<Float> values, int channel, float otherwise) {
    if (values.isEmpty()) {
      return otherwise;
    }
    return values.size() == 1 ? values.get(0) : values.get(channel);
  }

  /** For people. */
  public String inWords() {
    String size = String.join(" ", geometry.words()).replace("--", "");
    if (leavesValues()) {
      return size.isEmpty() ? "none" : size;
    }
    return (size.isEmpty() ? "" : size + ", ")
        + ("scale " + scale + ", mean " + mean + ", standard deviation " + std);
  }

  /** Whether the means and standard deviations fit a number of channels. */
  public boolean fits(int channels) {
    return (mean.size() <= 1 || mean.size() == channels)
        && (std.size() <= 1 || std.size() == channels);
  }
}
