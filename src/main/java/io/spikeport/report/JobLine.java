package io.spikeport.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How one conversion of a run of many ended, in a line.
 *
 * @param name of the job
 * @param network file name of the trained network
 * @param status one word
 * @param output file name of the spiking model, if it was made
 * @param results name of the file with what was measured of it, if anything was
 * @param timesteps T
 * @param layers how many neuron layers the model has
 * @param parity largest difference to ONNX Runtime, relative to the largest output
 * @param accuracy the share of right answers after the last timestep, in 0…1
 * @param problems what went wrong, if anything did
 */
public record JobLine(
    String name,
    String network,
    String status,
    Optional<String> output,
    Optional<String> results,
    OptionalInt timesteps,
    OptionalInt layers,
    OptionalDouble parity,
    OptionalDouble accuracy,
    List<String> problems) {

  public JobLine {
    Objects.requireNonNull(name);
    Objects.requireNonNull(network);
    Objects.requireNonNull(status);
    Objects.requireNonNull(output);
    Objects.requireNonNull(results);
    Objects.requireNonNull(timesteps);
    Objects.requireNonNull(layers);
    Objects.requireNonNull(parity);
    Objects.requireNonNull(accuracy);
    problems = List.copyOf(problems);
  }
}
