package io.spikeport.simulation.contract;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.snn.SimulationDefaults;
import java.util.OptionalDouble;

/**
 * How to run a model. Only {@code timesteps}, {@code readoutStart}, {@code exitMargin} and {@code
 * sequence} have an influence on results.
 *
 * @param timesteps T, at least 1
 * @param readoutStart t₀: the first timestep (counted from 0) whose output is summed; below T
 * @param batch images that are read from the data set at once
 * @param threads images that are simulated at the same time
 * @param exitMargin an image is stopped as soon as the leading class's accumulated output is ahead
 *     of the second's by at least this much; empty to run all timesteps
 * @param recording what is kept of each image
 * @param sequence whether the images are the frames of one stream: state is kept from each to the
 *     next, and they run one after the other in one thread
 */
public record SimulationOptions(
    int timesteps,
    int readoutStart,
    int batch,
    int threads,
    OptionalDouble exitMargin,
    Recording recording,
    boolean sequence) {

  /** Images read at once unless stated otherwise. */
  public static final int DEFAULT_BATCH = 50;

  /**
   * @throws UsageException if a number is out of range
   */
  public SimulationOptions {
    check("timesteps", timesteps >= 1, "at least 1", timesteps);
    check(
        "readout start",
        readoutStart >= 0 && readoutStart < timesteps,
        "0 to " + (timesteps - 1),
        readoutStart);
    check("batch", batch >= 1, "at least 1", batch);
    check("threads", threads >= 1, "at least 1", threads);
    if (exitMargin.isPresent()) {
      double margin = exitMargin.getAsDouble();
      check("confidence", margin > 0 && Double.isFinite(margin), "a positive number", margin);
      check("confidence", !sequence, "all timesteps of every frame of a sequence", margin);
    }
  }

  private static void check(String what, boolean holds, String expected, Number found) {
    if (!holds) {
      throw new UsageException(Problem.mismatch(what, expected, found.toString(), ""));
    }
  }

  /** All processors, no early exit, nothing recorded. */
  public static SimulationOptions of(int timesteps) {
    return new SimulationOptions(
        timesteps,
        0,
        DEFAULT_BATCH,
        Runtime.getRuntime().availableProcessors(),
        OptionalDouble.empty(),
        Recording.NONE,
        false);
  }

  /** As the model's author meant it to be run. */
  public static SimulationOptions of(SimulationDefaults defaults) {
    return of(defaults.timesteps()).withReadoutStart(defaults.readoutStart());
  }

  public SimulationOptions withTimesteps(int t) {
    return new SimulationOptions(t, readoutStart, batch, threads, exitMargin, recording, sequence);
  }

  public SimulationOptions withReadoutStart(int start) {
    return new SimulationOptions(timesteps, start, batch, threads, exitMargin, recording, sequence);
  }

  public SimulationOptions withBatch(int images) {
    return new SimulationOptions(
        timesteps, readoutStart, images, threads, exitMargin, recording, sequence);
  }

  public SimulationOptions withThreads(int count) {
    return new SimulationOptions(
        timesteps, readoutStart, batch, count, exitMargin, recording, sequence);
  }

  public SimulationOptions withExitMargin(double margin) {
    return new SimulationOptions(
        timesteps, readoutStart, batch, threads, OptionalDouble.of(margin), recording, sequence);
  }

  public SimulationOptions withRecording(Recording what) {
    return new SimulationOptions(
        timesteps, readoutStart, batch, threads, exitMargin, what, sequence);
  }

  /** For the frames of one stream. */
  public SimulationOptions asSequence() {
    return new SimulationOptions(
        timesteps, readoutStart, batch, threads, exitMargin, recording, true);
  }
}
