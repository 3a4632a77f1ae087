package io.spikeport.batch;

import io.spikeport.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finds outputs that would take the place of a file that the run reads. */
final class ReplacedInputs {

  /** By their real paths, so that links and other spellings make no difference. */
  private final Set<Path> inputs = new HashSet<>();

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
    try {
      inputs.add(path.toRealPath());
    } catch (IOException e) {
      // There is no such file, which is told elsewhere; nothing can take its place.
    }
  }

  /** Adds what a job reads. */
  void inputs(Job job) {
    input(job.model());
    input(job.options().calibration());
    job.options().test().ifPresent(this::input);
  }

  private void input(DataSource source) {
    input(source.path());
    source.labels().ifPresent(this::input);
  }

  /**
   * Tells of an output that would replace one of the inputs.
   *
   * @param place where it was asked for
   * @param remedy what to do
   */
  void check(String output, String place, String remedy) {
    Path file = out.resolve(output);
    if (Files.exists(file) && isInput(file)) {
      problems.usage(
          Problem.mismatch(
              place,
              "results that take no input's place",
              "'" + file + "', which is an input, to be replaced by a result",
              remedy));
    }
  }

  private boolean isInput(Path file) {
    try {
      return inputs.contains(file.toRealPath());
    } catch (IOException e) {
      return false; // gone since, or not to be looked up: it cannot be written to either
    }
  }
}
