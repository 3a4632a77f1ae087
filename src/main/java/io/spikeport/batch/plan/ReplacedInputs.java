package io.spikeport.batch.plan;

import io.spikeport.batch.job.DataSource;
import io.spikeport.batch.job.Job;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.FileClash;
import io.spikeport.onnx.model.ModelContent;
import io.spikeport.onnx.model.OnnxModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finds outputs that would take the place of a file that the run reads. */
final class ReplacedInputs {

  private final FileClash files = new FileClash();
  private final Set<Path> known = new HashSet<>();
  private final Path out;
  private final Problems problems;

  /**
   * @param out folder for the results
   */
  ReplacedInputs(Path out, Problems problems) {
    this.out = out;
    this.problems = problems;
  }

  /** Adds a file that is read, or a folder. */
  void input(Path path) {
    if (known.add(path)) {
      files.input(path, "an input");
    }
  }

  /** Adds what a job reads. */
  void inputs(Job job) {
    if (!known.contains(job.model()) && Files.isDirectory(out)) {
      externalData(job.model());
    }
    input(job.model());
    input(job.options().calibration());
    job.options().test().ifPresent(this::input);
  }

  private void externalData(Path model) {
    try {
      ModelContent.externalData(OnnxModel.read(model)).forEach(this::input);
    } catch (SpikeportException e) {
      // Told by the job itself.
    }
  }

  private void input(DataSource source) {
    input(source.path());
    source.labels().ifPresent(this::input);
  }

  /**
   * Tells of an output that would replace one of the inputs, or another output.
   *
   * @param place where it was asked for
   * @param remedy what to do
   */
  void check(String output, String place, String remedy) {
    Path file = out.resolve(output);
    files
        .output(file, "another result")
        .ifPresent(
            other ->
                problems.usage(
                    Problem.mismatch(
                        place,
                        "results that take no input's place",
                        "'" + file + "', which is " + other + ", to be replaced by a result",
                        remedy)));
  }
}
