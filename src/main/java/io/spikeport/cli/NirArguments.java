package io.spikeport.cli;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
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
      description =
          "Seconds of one timestep in a .nir file (default: what the file says, else 1e-4).")
  private Double dt;

  FormatOptions options(Optional<Target> target) {
    if (dt != null && !(dt > 0 && Double.isFinite(dt))) {
      throw new UsageException(
          Problem.mismatch("--dt", "a positive number of seconds", dt.toString(), ""));
    }
    return new FormatOptions(target, dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt));
  }

  FormatOptions options() {
    return options(Optional.empty());
  }
}
