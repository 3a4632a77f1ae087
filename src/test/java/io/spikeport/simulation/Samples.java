package io.spikeport.simulation;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Random;

/** Random tensors, models and data sets for tests, the same in every run. */
public final class Samples {

  private final Random random;

  public Samples(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Multiples of 1/8 between −1 and 1. Sums of products of a few thousand of them are exact in
   * float, in whatever order; so results that a different order would round differently are equal.
   */
  public Tensor eighths(int... shape) {
    Shape s = Shape.of(shape);
    float[] values = new float[s.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(17) - 8) / 8f;
    }
    return Tensor.wrap(s, values);
  }

  /** Multiples of 1/8 between 1/8 and 1. */
  public Tensor positiveEighths(int... shape) {
    Shape s = Shape.of(shape);
    float[] values = new float[s.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(8) + 1) / 8f;
    }
    return Tensor.wrap(s, values);
  }

  /** Normally distributed, with a standard deviation. */
  Tensor normal(double deviation, int... shape) {
    Shape s = Shape.of(shape);
    float[] values = new float[s.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return Tensor.wrap(s, values);
  }

  public static SpikingModel model(Graph graph) {
    return new SpikingModel(
        Preprocessing.NONE,
        graph,
        new SimulationDefaults(8, Readout.OUTPUT, 0, InputCoding.CONSTANT_CURRENT),
        List.of(),
        new Provenance("test", "test", "", "max", "layer", 1, List.of(), List.of()));
  }

  /** A data set of the samples of {@code images}, {@code [N, …]}. */
  public static Dataset dataset(Tensor images) {
    Shape sample = images.shape().dropFirst();
    return new Dataset() {
      @Override
      public int size() {
        return images.shape().extent(0);
      }

      @Override
      public Shape sampleShape() {
        return sample;
      }

      @Override
      public void read(int first, int count, float[] target) {
        images.buffer().position(first * sample.size()).get(target, 0, count * sample.size());
      }

      @Override
      public String source() {
        return "test images";
      }
    };
  }
}
