package io.spikeport.tuning;

import java.util.Arrays;

/**
 * Positions of a channel's plane in some of the images, spread evenly over both, the same ones on
 * every run and for every channel. They come in the order in which they lie in memory.
 */
final class SamplePositions {

  /** Fraction of the golden ratio: multiples of it, modulo 1, fill an interval evenly. */
  private static final double GOLDEN = 0.6180339887498949;

  private final int[] images;
  private final int[] positions;

  /**
   * @param times how often each position of each image is taken
   */
  private SamplePositions(byte[] times, int size, int perChannel) {
    this.images = new int[size];
    this.positions = new int[size];
    int k = 0;
    for (int at = 0; at < times.length; at++) {
      for (int n = 0; n < times[at]; n++) {
        images[k] = at / perChannel;
        positions[k++] = at % perChannel;
      }
    }
  }

  /**
   * @param images number of images
   * @param perChannel positions of a channel in one image
   * @param most how many positions at most; where there are hardly more, some come twice
   */
  static SamplePositions of(int images, int perChannel, int most) {
    int all = Math.multiplyExact(images, perChannel);
    byte[] times = new byte[all];
    if (all <= most) {
      Arrays.fill(times, (byte) 1);
      return new SamplePositions(times, all, perChannel);
    }
    for (int k = 0; k < most; k++) {
      double fraction = (k + 0.5) * GOLDEN % 1.0;
      times[Math.min(all - 1, (int) (fraction * all))]++;
    }
    return new SamplePositions(times, most, perChannel);
  }

  int size() {
    return images.length;
  }

  int image(int k) {
    return images[k];
  }

  /** Within the channel's plane. */
  int position(int k) {
    return positions[k];
  }
}
