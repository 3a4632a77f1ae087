package io.spikeport.data;

/**
 * The size that images are brought to, whatever their own proportions.
 *
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record Resize(int height, int width) {

  /** Most pixels of a side. */
  static final int LARGEST = 1 << 14;

  public Resize {
    if (height < 1 || width < 1 || height > LARGEST || width > LARGEST) {
      throw new IllegalArgumentException(
          "expected a height and width of 1 to " + LARGEST + ", found " + height + " × " + width);
    }
  }
}
