package io.spikeport.cli;

import io.spikeport.cli.output.Output;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.error.UsageException;
import io.spikeport.file.FileClash;
import io.spikeport.onnx.model.ModelContent;
import io.spikeport.onnx.model.OnnxModel;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The files that a command line names, as picocli has them: what is read and what is written. */
final class CommandFiles {

  private record Named(String option, Path path) {

    String words() {
      return option + " '" + path + "'";
    }
  }

  private final List<Named> inputs = new ArrayList<>();
  private final List<Named> outputs = new ArrayList<>();

  private final List<Path> older = new ArrayList<>();

  private CommandFiles() {}

  /**
   * The files of a command.
   *
   * @param others outputs that are written without being named, by the option that would name them
   */
  static CommandFiles of(CommandSpec spec, Map<String, Path> others) {
    CommandFiles files = new CommandFiles();
    spec.args().forEach(files::add);
    others.forEach((option, path) -> files.outputs.add(new Named(option, path)));
    return files;
  }

  private void add(ArgSpec arg) {
    String option = arg instanceof OptionSpec named ? named.longestName() : arg.paramLabel();
    boolean written =
        arg.userObject() instanceof Field field && field.isAnnotationPresent(Output.class);
    Object value = arg.getValue();
    for (Object one :
        value instanceof List<?> several ? several : List.of(value == null ? "" : value)) {
      if (one instanceof Path path) {
        (written ? outputs : inputs).add(new Named(option, path));
      }
    }
  }

  /**
   * Checks the outputs before anything is read.
   *
   * @throws UsageException if one would take the place of an input or of another output
   * @throws io.spikeport.error.FileException if one is there and no file
   */
  void requireDistinct() {
    FileClash files = new FileClash();
    inputs.forEach(input -> files.input(input.path(), input.words()));
    externalData(files);
    List<Problem> problems = new ArrayList<>();
    for (Named output : outputs) {
      files
          .output(output.path(), output.words())
          .ifPresent(
              other ->
                  problems.add(
                      Problem.mismatch(
                          output.words(),
                          "a file of its own to write",
                          "that of " + other,
                          "choose another name")));
    }
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    for (Named output : outputs) {
      FileClash.requireFile(output.path());
      if (Files.exists(output.path())) {
        older.add(output.path());
      }
    }
  }

  /** The files beside an ONNX model that hold its weights, where an output is there already. */
  private void externalData(FileClash files) {
    if (outputs.stream().noneMatch(output -> Files.exists(output.path()))) {
      return;
    }
    for (Named input : inputs) {
      if (Files.isRegularFile(input.path())
          && input.path().toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
        try {
          ModelContent.externalData(OnnxModel.read(input.path()))
              .forEach(file -> files.input(file, input.words() + " (its external data)"));
        } catch (SpikeportException e) {
          // Told when the model is read for its purpose.
        }
      }
    }
  }

  /** The outputs in whose place there was a file before. */
  List<Path> replaced() {
    return List.copyOf(older);
  }
}
