package io.spikeport.cli.options;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SimulationDefaults;
import java.util.List;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** How a model is run: shared by the commands that run one. */
public final class SimulationArguments {

  @Option(
      names = {"-T", "--timesteps"},
      paramLabel = "T",
      converter = Bounds.Timesteps.class,
      description = "Timesteps (default: the model's own).")
  private Integer timesteps;

  @Option(
      names = "--readout-start",
      paramLabel = "N",
      converter = Bounds.Start.class,
      description = "First timestep (from 0) whose output is summed (default: the model's own).")
  private Integer readoutStart;

  @Option(
      names = "--batch",
      paramLabel = "N",
      converter = Bounds.Batch.class,
      description = "Images read at once (default: ${DEFAULT-VALUE}); no influence on results.",
      defaultValue = "" + SimulationOptions.DEFAULT_BATCH)
  private int batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Bounds.Threads.class,
      description = "Threads (default: one per processor); no influence on results.")
  private Integer threads;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      converter = Choices.Engines.class,
      completionCandidates = Choices.Engines.class,
      defaultValue = "nd4j",
      description =
          "What computes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, the reference)."
              + " Spikes differ only where a potential is within rounding of its threshold.")
  private Engine engine;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      converter = Bounds.PositiveReal.class,
      description =
          "Stop an image as soon as the leading class's summed output is ahead by C (in units of"
              + " the output; default: all timesteps are run).")
  private Double confidence;

  @Option(
      names = "--sequence",
      description =
          "Take the images as the frames of one stream, T timesteps each: state is kept, and with"
              + " delta coding only what changes is sent. What is said per image is per frame.")
  private boolean sequence;

  public int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  public Engine engine() {
    return engine;
  }

  public boolean sequence() {
    return sequence;
  }

  public int batch() {
    return batch;
  }

  public SimulationOptions options(SimulationDefaults defaults, Recording recording) {
    int steps = timesteps == null ? defaults.timesteps() : timesteps;
    if (sequence && confidence != null) {
      throw new UsageException(
          Problem.mismatch(
              "--confidence",
              "all timesteps of every frame of a --sequence",
              confidence.toString(),
              "leave out one of the two"));
    }
    int start = readoutStart == null ? defaults.readoutStart() : readoutStart;
    if (start < 0 || start >= steps) {
      throw new UsageException(
          Problem.mismatch(
              "readout start",
              "0 to " + (steps - 1) + " for " + steps + " timesteps",
              String.valueOf(start),
              "give a larger -T or another --readout-start"));
    }
    return new SimulationOptions(
        steps,
        start,
        batch,
        threads(),
        confidence == null ? OptionalDouble.empty() : OptionalDouble.of(confidence),
        recording,
        sequence);
  }

  /** How a model is run, and why, in words. */
  public List<String> explain(SimulationDefaults defaults) {
    SimulationOptions options = options(defaults, Recording.NONE);
    return List.of(
        "T = " + options.timesteps() + because(timesteps != null),
        "readout of "
            + Choices.word(defaults.readout())
            + " from timestep "
            + options.readoutStart()
            + because(readoutStart != null),
        options.exitMargin().isPresent()
            ? "early exit at a lead of " + options.exitMargin().getAsDouble() + " (given)"
            : "no early exit (no --confidence)",
        sequence
            ? "one stream: state is kept from image to image (given)"
            : "every image from the beginning (no --sequence)",
        "engine "
            + Choices.word(engine)
            + "; "
            + options.threads()
            + (threads == null ? " threads (one per processor), " : " threads (given), ")
            + options.batch()
            + " images read at once (no influence on results)");
  }

  private static String because(boolean given) {
    return given ? " (given)" : " (the model's own)";
  }
}
