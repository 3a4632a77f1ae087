package io.spikeport.cli;

import io.spikeport.cli.options.Choices;
import io.spikeport.cli.options.NirArguments;
import io.spikeport.cli.options.OnnxArguments;
import io.spikeport.cli.output.Output;
import io.spikeport.cli.output.Terminal;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport export}. */
@CommandLine.Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a spiking model in another format: .snn, .snn.json, .nir or .onnx, as the suffix"
          + " says.",
      "What the format, or the tool that reads it, cannot say is reported; what would change the"
          + " result is refused with exit code 3, and nothing is written."
    },
    footer = {
      "",
      "Examples:",
      "  spikeport export model.snn -o model.nir",
      "  spikeport export model.snn -o model.nir --target sinabs",
      "  spikeport export model.nir -o model.snn.json",
      "  spikeport export model.snn -o step.onnx",
      "  spikeport export model.snn -o model-16.onnx --unrolled 16"
    })
final class ExportCommand extends Command {

  @Parameters(index = "0", paramLabel = "MODEL", description = "A spiking model.")
  private Path model;

  @Output
  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT",
      description = "File to write: .snn, .snn.json, .nir or .onnx.")
  private Path out;

  @Option(
      names = "--target",
      paramLabel = "TOOL",
      converter = Choices.Targets.class,
      completionCandidates = Choices.Targets.class,
      description =
          "Write what this tool's NIR importer accepts: ${COMPLETION-CANDIDATES}"
              + " (default: any reader, Spikeport among them).")
  private Target target;

  @Option(names = "--allow-lossy", description = "Write the file even if the result changes.")
  private boolean allowLossy;

  @Mixin private final NirArguments nir = new NirArguments();

  @Mixin private final OnnxArguments onnx = new OnnxArguments();

  ExportCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    FormatOptions options = onnx.options(nir.options(Optional.ofNullable(target)));
    ModelFiles.requireFormat(out);
    onnx.requireSensible(out);
    if (target != null && !ModelFiles.isForTools(out)) {
      throw new UsageException(
          Problem.mismatch(
              "--target", "a .nir file to write", "'" + out + "'", "give -o a name in .nir"));
    }
    SpikingModel read = ModelFiles.read(model, options, this::note);
    onnx.requireReadout(read);
    Export export = ModelFiles.prepare(read, out, options);
    boolean write = allowLossy || export.harmful().isEmpty();
    if (wantsJson()) {
      printJson(new Result(out.toString(), target(), write, export.losses()));
    }
    if (!allowLossy) {
      export.losses().stream().filter(loss -> !loss.changesResult()).forEach(this::tellLoss);
      export.write(out);
    } else {
      export.losses().forEach(this::tellLoss);
      export.writeLossy(out);
    }
    if (!wantsJson()) {
      print(out + ": written" + summary(export.losses()));
    }
    return ExitCode.DONE;
  }

  private Optional<String> target() {
    return Optional.ofNullable(target).map(Choices::word);
  }

  private void tellLoss(Loss loss) {
    tell((loss.changesResult() ? "loss: " : "note: ") + loss);
  }

  private static String summary(List<Loss> losses) {
    long harmful = losses.stream().filter(Loss::changesResult).count();
    return harmful == 0 ? "" : ", with " + harmful + " loss(es) that change the result";
  }

  /** What {@code --json} prints. */
  private record Result(String output, String target, boolean written, List<Loss> losses) {

    Result(String output, Optional<String> target, boolean written, List<Loss> losses) {
      this(output, target.orElse(null), written, losses);
    }
  }
}
