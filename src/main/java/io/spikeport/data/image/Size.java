package io.spikeport.data.image;

/** Size of an image in pixels. */
public record Size(int height, int width) {

  @Override
  public String toString() {
    return width + " × " + height;
  }
}
