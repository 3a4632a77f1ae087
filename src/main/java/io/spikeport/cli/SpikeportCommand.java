package io.spikeport.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program as a whole; {@link Commands} adds its subcommands. */
@CommandLine.Command(
    name = "spikeport",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Converts trained CNNs (ONNX) into spiking neural networks and runs them.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  spikeport convert model.onnx --calibration train-images-idx3-ubyte.gz \\",
      "      -o model.snn",
      "  spikeport evaluate model.snn --data t10k-images-idx3-ubyte.gz \\",
      "      --labels t10k-labels-idx1-ubyte.gz"
    })
final class SpikeportCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
