package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadoutFitTest {

  private static final int FEATURES = 6;

  private final Random random = new Random(2);

  private float[][] features(int images) {
    float[][] features = new float[images][FEATURES];
    for (float[] image : features) {
      for (int f = 0; f < FEATURES; f++) {
        image[f] = random.nextFloat();
      }
    }
    return features;
  }

  private static List<ReadoutSample> samples(float[][] features, double[][] errors) {
    List<ReadoutSample> samples = new ArrayList<>();
    for (int i = 0; i < features.length; i++) {
      double[] found = {-errors[i][0]};
      samples.add(new ReadoutSample(features[i], new float[] {0}, found));
    }
    return samples;
  }

  /** Drawn towards 0 by the penalty, but nearly there. */
  @Test
  void whatALayerLacksByItsInputIsAddedToItsWeight() {
    float[][] features = features(400);
    double[][] errors = new double[400][1];
    for (int i = 0; i < errors.length; i++) {
      errors[i][0] = 0.5 * features[i][2] + 0.01 * random.nextGaussian();
    }
    OutputCorrection correction = ReadoutFit.fit(samples(features, errors)).orElseThrow();
    Tensor weight = correction.weight().orElseThrow();
    assertEquals(Shape.of(1, FEATURES), weight.shape());
    for (int f = 0; f < FEATURES; f++) {
      assertEquals(f == 2 ? 0.5 : 0, weight.get(f), 0.2, "feature " + f);
    }
  }

  @Test
  void noiseIsNotFitted() {
    double[][] errors = new double[80][1];
    for (double[] error : errors) {
      error[0] = random.nextGaussian();
    }
    assertEquals(Optional.empty(), ReadoutFit.fit(samples(features(80), errors)));
  }

  @Test
  void fewImagesSayTooLittle() {
    double[][] errors = new double[39][1];
    float[][] features = features(39);
    for (int i = 0; i < errors.length; i++) {
      errors[i][0] = features[i][0];
    }
    assertEquals(Optional.empty(), ReadoutFit.fit(samples(features, errors)));
  }
}
