package io.spikeport.simulation;

import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.ArgMax;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Compares a spiking model's output with the trained network's after every timestep. What the
 * output is estimated by: the readout in delta coding and where there is a head; else the readout
 * divided by the number of timesteps read.
 */
public final class OutputComparison implements ImageListener {

  /** What the readouts of images in waiting may take, in bytes. */
  private static final long MEMORY = 256L << 20;

  private final IntFunction<float[]> expected;
  private final boolean isMean;
  private final boolean isClassVector;
  private final int readoutStart;
  private final long[] agreed;
  private final double[] squaredErrors;
  private double squaredNorm;
  private int images;

  /**
   * @param options how the model is run
   * @param expected the trained network's output for each image; asked for in increasing order
   */
  public OutputComparison(
      SpikingModel model, SimulationOptions options, IntFunction<float[]> expected) {
    this.expected = expected;
    this.isMean = model.readsMean();
    this.isClassVector = Judgment.isClassVector(model.outputShape());
    this.readoutStart = options.readoutStart();
    this.agreed = new long[options.timesteps()];
    this.squaredErrors = new double[options.timesteps()];
  }

  /** Options that record what is compared, of so few images at once that it fits into memory. */
  public static SimulationOptions recording(SpikingModel model, SimulationOptions options) {
    long bytes = (long) options.timesteps() * model.outputShape().size() * Float.BYTES;
    return options
        .withRecording(options.recording().withReadout())
        .withBatch((int) Math.max(1, Math.min(options.batch(), MEMORY / bytes)));
  }

  @Override
  public void image(ImageResult result) {
    float[] ann = expected.apply(result.index());
    int wanted = ArgMax.of(ann);
    images++;
    for (float value : ann) {
      squaredNorm += (double) value * value;
    }
    for (int t = 0; t < agreed.length; t++) {
      int last =
          Math.min(t, result.timesteps() - 1); // an image that was ended early keeps its answer
      agreed[t] += result.predictions().get(last) == wanted ? 1 : 0;
      int read = isMean ? Math.max(1, last + 1 - readoutStart) : 1;
      squaredErrors[t] += squaredError(result, last, read, ann);
    }
  }

  private static double squaredError(ImageResult result, int timestep, int read, float[] ann) {
    var readout = result.readout().orElseThrow();
    double sum = 0;
    for (int i = 0; i < ann.length; i++) {
      double difference = (double) readout.get(timestep * ann.length + i) / read - ann[i];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * Share of the images that are classified as by the trained network after each timestep, where
   * the output is a class vector.
   */
  public Optional<List<Double>> agreement() {
    if (!isClassVector) {
      return Optional.empty();
    }
    List<Double> shares = new ArrayList<>();
    for (long count : agreed) {
      shares.add((double) count / images);
    }
    return Optional.of(shares);
  }

  /**
   * {@code ‖snn − ann‖ / ‖ann‖} over all images after each timestep; the error itself where the
   * trained network's outputs are all 0.
   */
  public List<Double> outputError() {
    List<Double> errors = new ArrayList<>();
    for (double squared : squaredErrors) {
      errors.add(Math.sqrt(squaredNorm > 0 ? squared / squaredNorm : squared));
    }
    return errors;
  }

  /** The judgment after the last timestep; an error is rounded to three significant digits. */
  public Judgment judgment() {
    int last = agreed.length - 1;
    return new Judgment(
        images,
        agreement().map(shares -> shares.get(last)),
        isClassVector
            ? Optional.empty()
            : Optional.of(
                Double.valueOf(String.format(Locale.ROOT, "%.2e", outputError().get(last)))));
  }
}
