package io.spikeport.data;

import io.spikeport.fuzz.Contract;
import java.nio.file.Path;

/** All that is done with a file of arrays: opening it, reading samples, reading labels. */
final class ArrayReading {

  private static final int SAMPLES = 8;

  private ArrayReading() {}

  static void check(Path file, long size, long multiple) {
    Contract.check(size, multiple, () -> read(Datasets.open(file, DataOptions.DEFAULT)));
    Contract.check(size, multiple, () -> Labels.read(file));
  }

  private static void read(Dataset data) {
    int count = Math.min(SAMPLES, data.size());
    // As many floats as the file has values, so bounded by its size.
    data.read(0, count, new float[count * data.sampleShape().size()]);
    data.labels();
  }
}
