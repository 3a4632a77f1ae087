package io.spikeport.simulation;

import io.spikeport.data.Finite;
import io.spikeport.tensor.ArgMax;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An image's answer as it grows from timestep to timestep. */
final class Answer {

  private final SimulationOptions options;
  private final Shape shape;
  private final float[] accumulated;
  private final int[] predictions;
  private final Optional<float[]> readout;
  private int timesteps;
  private boolean decided;

  /**
   * @param shape of the network's output for one image
   */
  Answer(SimulationOptions options, Shape shape) {
    this.options = options;
    this.shape = shape;
    this.accumulated = new float[shape.size()];
    this.predictions = new int[options.timesteps()];
    this.readout =
        options.recording().readout()
            ? Optional.of(new float[Math.multiplyExact(options.timesteps(), shape.size())])
            : Optional.empty();
  }

  /**
   * Takes the output of the next timestep.
   *
   * @param output row-major, channels first
   */
  void add(float[] output) {
    if (timesteps >= options.readoutStart()) {
      AddKernel.add(accumulated, output, accumulated.length);
    }
    predictions[timesteps] = ArgMax.of(accumulated);
    int at = timesteps * accumulated.length;
    readout.ifPresent(all -> System.arraycopy(accumulated, 0, all, at, accumulated.length));
    timesteps++;
    decided = leads(accumulated, options.exitMargin());
  }

  /**
   * Checks what was summed so far.
   *
   * @throws io.spikeport.error.DataException if it is NaN or infinite
   */
  void requireFinite(String image) {
    Finite.require(accumulated, image + ": output");
  }

  /** Whether no further timestep is needed. */
  boolean isDone() {
    return decided || timesteps == options.timesteps();
  }

  /** Timesteps taken so far. */
  int timesteps() {
    return timesteps;
  }

  List<Integer> predictions() {
    return ImageResult.listOf(predictions, timesteps);
  }

  Tensor accumulated() {
    return Tensor.wrap(shape, accumulated.clone());
  }

  /** The sums after each timestep, if they are recorded. */
  Optional<Tensor> readout() {
    return readout.map(
        all ->
            Tensor.wrap(
                shape.prepend(timesteps), Arrays.copyOf(all, timesteps * accumulated.length)));
  }

  /** Whether the largest of several values exceeds the second largest by at least a margin. */
  private static boolean leads(float[] values, OptionalDouble margin) {
    if (margin.isEmpty() || values.length < 2) {
      return false;
    }
    double first = Double.NEGATIVE_INFINITY;
    double second = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      second = Math.max(second, Math.min(first, value));
      first = Math.max(first, value);
    }
    return first - second >= margin.getAsDouble();
  }
}
