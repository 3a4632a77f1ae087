package io.spikeport.cli.options;

import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Target;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** How NIR files are read and written: shared by every command that takes a spiking model. */
public final class NirArguments {

  @Option(
      names = "--dt",
      paramLabel = "S",
      converter = Bounds.PositiveReal.class,
      description =
          "Seconds of one timestep in a .nir file (default: what the file says, else 1e-4).")
  private Double dt;

  public FormatOptions options(Optional<Target> target) {
    return new FormatOptions(target, dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt));
  }

  public FormatOptions options() {
    return options(Optional.empty());
  }
}
