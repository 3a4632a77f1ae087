package io.spikeport.simulation;

/** A node's value over time for some images. */
public final class ValuesOverTime {

  private final int rows;
  private final float[][] arrays;

  /**
   * @param rows number of timesteps, or 1 where the value is the same in every timestep
   * @param arrays per image {@code [rows, …, C]}, not copied; one may be longer, and then ends in
   *     anything
   */
  public ValuesOverTime(int rows, float[][] arrays) {
    this.rows = rows;
    this.arrays = arrays;
  }

  /** Number of timesteps, or 1 where the value is the same in every timestep. */
  public int rows() {
    return rows;
  }

  /** Number of images. */
  public int images() {
    return arrays.length;
  }

  /** One image's {@code [rows, …, C]}, perhaps with more behind it; not a copy. */
  public float[] image(int index) {
    return arrays[index];
  }

  float[][] arrays() {
    return arrays;
  }
}
