package io.spikeport.simulation.cost;

import io.spikeport.simulation.natives.RowBuffer;
import java.util.Arrays;

/**
 * Counts one image's messages that arrive through one value. Made of spikes, each element that is
 * not zero is a message. Other values are what one layer passes on to the next without a neuron
 * between: an element is a message in the first timestep and whenever it differs from the timestep
 * before, since what follows from it stays the same otherwise.
 */
public final class MessageTally {

  private final boolean spikes;
  private final double[] synapses;

  /** Messages at each element. */
  private final float[] counts;

  /** What an element must differ from to be a message. */
  private final float[] reference;

  private final float[] now;
  private boolean isNewImage = true;

  /**
   * @param spikes whether the value is made of spikes alone
   * @param synapses that a message at each element drives, ordered as rows are
   */
  public MessageTally(boolean spikes, double[] synapses) {
    this.spikes = spikes;
    this.synapses = synapses;
    this.counts = new float[synapses.length];
    this.reference = new float[synapses.length];
    this.now = new float[synapses.length];
  }

  public void reset() {
    nextImage();
    isNewImage = true;
  }

  /** Goes on in a stream: what does not differ from the image before is no message. */
  public void nextImage() {
    Arrays.fill(counts, 0);
  }

  public void add(RowBuffer rows, int row) {
    rows.readRow(row, now);
    add(now);
  }

  /** Counts one timestep's messages. */
  public void add(float[] row) {
    if (isNewImage && !spikes) {
      Arrays.fill(counts, 1);
    } else {
      count(row, 1);
    }
    if (!spikes) {
      System.arraycopy(row, 0, reference, 0, reference.length);
    }
    isNewImage = false;
  }

  /**
   * Takes back some of the rows that were counted last, all but the first of which there are.
   *
   * @param first at least 1
   */
  public void subtract(RowBuffer rows, int first, int end) {
    for (int row = first; row < end; row++) {
      if (!spikes) {
        rows.readRow(row - 1, reference);
      }
      rows.readRow(row, now);
      count(now, -1);
    }
  }

  /** Without branches, by vector instructions; twice 1e30, since a float may be as small. */
  private void count(float[] row, float by) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += by * Math.min(1, Math.abs(row[i] - reference[i]) * 1e30f * 1e30f);
    }
  }

  private double operations() {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * synapses[i];
    }
    return sum;
  }

  /** Synaptic operations: what messages of spikes drive. */
  public double synapticOperations() {
    return spikes ? operations() : 0;
  }

  /** Multiply-accumulates: what other messages drive. */
  public double multiplyAccumulates() {
    return spikes ? 0 : operations();
  }
}
