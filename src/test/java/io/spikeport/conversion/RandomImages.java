package io.spikeport.conversion;

import io.spikeport.data.Dataset;
import io.spikeport.tensor.Shape;
import java.util.Random;

/** Random images between 0 and 1, the same at every run. */
record RandomImages(int size, Shape sampleShape) implements Dataset {

  @Override
  public void read(int first, int count, float[] target) {
    int size = sampleShape.size();
    for (int i = 0; i < count; i++) {
      Random random = new Random(first + i);
      for (int j = 0; j < size; j++) {
        target[i * size + j] = random.nextFloat();
      }
    }
  }

  @Override
  public String source() {
    return "random images";
  }
}
