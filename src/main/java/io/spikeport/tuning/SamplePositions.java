package io.spikeport.tuning;

import java.util.BitSet;

/**
 * Positions of a channel's plane in some of the images, spread evenly over both, the same ones on
 * every run and for every channel. They come in the order in which they lie in memory.
 */
final class SamplePositions {

  /** Fraction of the golden ratio: multiples of it, modulo 1, fill an interval evenly. */
  private static final double GOLDEN = 0.6180339887498949;

  private final int[] images;
  private final int[] positions;

  private SamplePositions(BitSet chosen, int perChannel) {
    this.images = new int[chosen.cardinality()];
    this.positions = new int[images.length];
    int k = 0;
    for (int at = chosen.nextSetBit(0); at >= 0; at = chosen.nextSetBit(at + 1)) {
      images[k] = at / perChannel;
      positions[k++] = at % perChannel;
    }
  }

  /**
   * @param images number of images
   * @param perChannel positions of a channel in one image
   * @param most how many positions at most
   */
  static SamplePositions of(int images, int perChannel, int most) {
    int all = Math.multiplyExact(images, perChannel);
    BitSet chosen = new BitSet(all);
    if (all <= most) {
      chosen.set(0, all);
    } else {
      for (int k = 0; k < most; k++) {
        double fraction = (k + 0.5) * GOLDEN % 1.0;
        chosen.set(Math.min(all - 1, (int) (fraction * all)));
      }
    }
    return new SamplePositions(chosen, perChannel);
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
