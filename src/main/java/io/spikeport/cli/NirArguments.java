package io.spikeport.cli;

import io.spikeport.format.FormatOptions;
import io.spikeport.format.nir.Target;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** How NIR files are read and written: shared by every command that takes a spiking model. */
final class NirArguments {

  @Option(
      names = "--dt",
      paramLabel = "S",
      converter = Bounds.PositiveReal.class,
      description =
          "Seconds of one timestep in a .nir file (default: what the file says, else 1e-4).")
  private Double dt;

  FormatOptions options(Optional<Target> target) {
    return new FormatOptions(target, dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt));
  }

  FormatOptions options() {
    return options(Optional.empty());
  }
}
