package io.spikeport.simulation.run;

import io.spikeport.data.array.Finite;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.kernel.AddKernel;
import io.spikeport.tensor.ArgMax;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** An image's answer as it grows from timestep to timestep. */
public final class ReadoutAccumulator {

  private final SimulationOptions options;
  private final Head head;
  private final float[] sum;
  private final int[] predictions;
  private final Optional<float[]> readout;
  private float[] answer;
  private int timesteps;
  private boolean decided;

  public ReadoutAccumulator(SimulationOptions options, Head head) {
    this(options, head, new float[head.sumShape().size()]);
  }

  /**
   * @param sum of earlier frames; changed
   */
  ReadoutAccumulator(SimulationOptions options, Head head, float[] sum) {
    this.options = options;
    this.head = head;
    this.sum = sum;
    this.answer = head.answer(sum, 0);
    this.predictions = new int[options.timesteps()];
    this.readout =
        options.recording().readout()
            ? Optional.of(new float[Math.multiplyExact(options.timesteps(), head.shape().size())])
            : Optional.empty();
  }

  /**
   * Takes the output of the next timestep.
   *
   * @param output of the graph, row-major, channels first
   */
  public void add(float[] output) {
    if (timesteps >= options.readoutStart()) {
      AddKernel.add(sum, output, sum.length);
    }
    answer = head.answer(sum, timesteps + 1 - options.readoutStart());
    predictions[timesteps] = ArgMax.of(answer);
    int at = timesteps * answer.length;
    readout.ifPresent(all -> System.arraycopy(answer, 0, all, at, answer.length));
    timesteps++;
    decided = leads(answer, options.exitMargin());
  }

  /**
   * Checks what was summed so far.
   *
   * @throws io.spikeport.error.DataException if it is NaN or infinite
   */
  public void requireFinite(String image) {
    Finite.require(sum, image + ": output");
    Finite.require(answer, image + ": output");
  }

  /** Whether no further timestep is needed. */
  public boolean isDone() {
    return decided || timesteps == options.timesteps();
  }

  /** Timesteps taken so far. */
  public int timesteps() {
    return timesteps;
  }

  public List<Integer> predictions() {
    return ImageResult.listOf(predictions, timesteps);
  }

  public Tensor accumulated() {
    return Tensor.wrap(head.shape(), answer.clone());
  }

  /** The answers after each timestep, if they are recorded. */
  public Optional<Tensor> readout() {
    return readout.map(
        all ->
            Tensor.wrap(
                head.shape().prepend(timesteps),
                Arrays.copyOf(all, timesteps * head.shape().size())));
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
