package io.spikeport.data;

import io.spikeport.data.array.Faults;
import io.spikeport.tensor.Shape;

/** Samples that are in memory. */
final class MemoryDataset implements Dataset {

  private static final String SOURCE = "samples in memory";

  private final float[] values;
  private final Shape sampleShape;

  MemoryDataset(float[] values, Shape sampleShape) {
    this.values = values;
    this.sampleShape = sampleShape;
    if (values.length == 0) {
      throw Faults.empty(SOURCE);
    }
    if (values.length % sampleShape.size() != 0) {
      throw Faults.mismatch(
          SOURCE,
          "whole samples of shape " + sampleShape + ", each of " + sampleShape.size() + " values",
          values.length + " values",
          "give as many as the samples have");
    }
  }

  @Override
  public int size() {
    return values.length / sampleShape.size();
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    int size = sampleShape.size();
    System.arraycopy(values, first * size, target, 0, count * size);
  }

  @Override
  public String source() {
    return SOURCE;
  }
}
