package io.spikeport.data;

/** Size of an image in pixels. */
record Size(int height, int width) {

  @Override
  public String toString() {
    return width + " × " + height;
  }
}
