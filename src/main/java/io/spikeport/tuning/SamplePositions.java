package io.spikeport.tuning;

import java.util.Arrays;

/**
 * Positions of a channel's plane in some of the images, spread evenly over both, the same ones on
 * every run and for every channel. They come in the order in which they lie in memory.
 */
final class SamplePositions {

  /** Fraction of the golden ratio: multiples of it, modulo 1, fill an interval evenly. */
  private static final double GOLDEN = 0.6180339887498949;

  private final long[] indices;
  private final int perChannel;

  private SamplePositions(long[] indices, int perChannel) {
    this.indices = indices;
    this.perChannel = perChannel;
  }

  /**
   * @param images number of images
   * @param perChannel positions of a channel in one image
   * @param most how many positions at most
   */
  static SamplePositions of(int images, int perChannel, int most) {
    long all = (long) images * perChannel;
    long[] indices = new long[(int) Math.min(most, all)];
    for (int k = 0; k < indices.length; k++) {
      double fraction = (k + 0.5) * GOLDEN % 1.0;
      indices[k] = indices.length == all ? k : Math.min(all - 1, (long) (fraction * all));
    }
    Arrays.sort(indices);
    return new SamplePositions(indices, perChannel);
  }

  int size() {
    return indices.length;
  }

  int image(int k) {
    return (int) (indices[k] / perChannel);
  }

  /** Within the channel's plane. */
  int position(int k) {
    return (int) (indices[k] % perChannel);
  }
}
