package io.spikeport.diagnosis;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.SimulationOptions;
import java.util.function.Supplier;

/** A diagnosis under way, beside a run of the spiking model. */
public final class DiagnosisRun implements AutoCloseable {

  private final SimulationOptions options;
  private final OnnxRuntimeNetwork network;
  private final ImageTally tally;
  private final Supplier<Diagnosis> end;

  DiagnosisRun(
      SimulationOptions options,
      OnnxRuntimeNetwork network,
      ImageTally tally,
      Supplier<Diagnosis> end) {
    this.options = options;
    this.network = network;
    this.tally = tally;
    this.end = end;
  }

  /** How the model is to be run: with what the comparison needs recorded. */
  public SimulationOptions options() {
    return options;
  }

  /**
   * Takes in the next image's result.
   *
   * @throws io.spikeport.error.ModelException if the reference's activations are not finite
   */
  public void add(ImageResult result) {
    tally.add(result);
  }

  /**
   * The diagnosis, after the last image.
   *
   * @throws io.spikeport.error.UsageException if no layer of the reference belongs to one of the
   *     model
   */
  public Diagnosis diagnosis() {
    return end.get();
  }

  @Override
  public void close() {
    network.close();
  }
}
