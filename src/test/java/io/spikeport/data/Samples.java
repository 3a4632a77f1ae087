package io.spikeport.data;

import java.util.Arrays;

/** Reading whole datasets in tests. */
public final class Samples {

  private Samples() {}

  public static float[] all(Dataset data) {
    float[] values = new float[data.size() * data.sampleShape().size()];
    data.read(0, data.size(), values);
    return values;
  }

  /** The same, one sample at a time from the last to the first. */
  static float[] oneByOne(Dataset data) {
    int size = data.sampleShape().size();
    float[] values = new float[data.size() * size];
    float[] sample = new float[size];
    for (int n = data.size() - 1; n >= 0; n--) {
      data.read(n, 1, sample);
      System.arraycopy(sample, 0, values, n * size, size);
    }
    return values;
  }

  static float[] counting(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  static String head(float[] values) {
    return Arrays.toString(Arrays.copyOf(values, Math.min(8, values.length)));
  }
}
