package io.spikeport.tuning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.SampleRange;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tuning as a whole, judged by what the engine makes of the tuned network. */
class TunerTest {

  private static final int TIMESTEPS = 4;
  private static final int IMAGES = 80;
  private static final int CLASSES = 10;
  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");
  private static final Dataset ALL =
      Datasets.open(
          Fixtures.FOLDER.resolve("mnist/train-1000-images-idx3-ubyte.gz"), DataOptions.DEFAULT);
  private static final Dataset CALIBRATION = ALL.first(IMAGES);

  private static SpikingModel convert(Tuning tuning) {
    ConversionOptions options =
        ConversionOptions.lowLatency(TIMESTEPS).toBuilder().tuning(tuning).build();
    return new Converter(options).convert(MODEL, CALIBRATION).model();
  }

  /** Output minus the ANN's for every image, {@code [images][classes]}. */
  private static double[][] errors(SpikingModel model, Dataset data) {
    Graph ann =
        Rewriting.prepare(
            new OnnxImporter().importModel(OnnxModel.read(MODEL), ImportOptions.NONE).graph(),
            true,
            MaxPooling.LATERAL_INHIBITION);
    double[][] errors = new double[data.size()][CLASSES];
    try (FloatNetwork network = new FloatNetwork(ann, Set.of(ann.output()));
        Simulator simulator = new Simulator(model, SimulationOptions.of(TIMESTEPS))) {
      simulator.run(
          data,
          data.size(),
          result -> {
            float[] image = new float[data.sampleShape().size()];
            data.read(result.index(), 1, image);
            Tensor batch = Tensor.wrap(data.sampleShape().prepend(1), image);
            Tensor expected = network.run(batch).get(ann.output());
            for (int c = 0; c < CLASSES; c++) {
              errors[result.index()][c] =
                  result.accumulated().get(c) / (double) TIMESTEPS - expected.get(c);
            }
          });
    }
    return errors;
  }

  private static double meanSquare(double[][] errors) {
    double sum = 0;
    for (double[] image : errors) {
      for (double error : image) {
        sum += error * error;
      }
    }
    return sum / (errors.length * CLASSES);
  }

  /**
   * Only if the tuner has simulated exactly what the engine runs, the output is right on average
   * over the images tuned on: all but every fourth, which is kept back to judge by. Logits are
   * about 10, so 1e-4 is what rounding leaves.
   */
  @Test
  void afterBiasCalibrationTheMeanOutputIsTheAnns() {
    Tuning bias = new Tuning(false, true, Tuning.Potentials.NONE, false, IMAGES);
    double[][] errors = errors(convert(bias), CALIBRATION);
    double[] means = new double[CLASSES];
    for (int i = 0; i < IMAGES; i++) {
      for (int c = 0; c < CLASSES && i % 4 != 0; c++) {
        means[c] += errors[i][c] / (IMAGES - IMAGES / 4);
      }
    }
    assertArrayEquals(new double[CLASSES], means, 1e-4);
  }

  @Test
  void eachPartBringsOtherImagesNearerToTheAnn() {
    Dataset others = new SampleRange(ALL, IMAGES, 200);
    double untuned = meanSquare(errors(convert(Tuning.NONE), others));
    Tuning layers = new Tuning(true, true, Tuning.Potentials.CHANNEL, false, IMAGES);
    double tuned = meanSquare(errors(convert(layers), others));
    Tuning all = new Tuning(true, true, Tuning.Potentials.CHANNEL, true, IMAGES);
    double fitted = meanSquare(errors(convert(all), others));
    assertTrue(tuned < 0.8 * untuned, untuned + " became " + tuned);
    assertTrue(fitted < 0.95 * tuned, tuned + " became " + fitted);
  }
}
