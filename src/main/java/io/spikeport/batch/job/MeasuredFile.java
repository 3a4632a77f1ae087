package io.spikeport.batch.job;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.AtomicFile;
import io.spikeport.file.CheckedJson;
import io.spikeport.report.ModelResult;
import io.spikeport.report.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was measured of a job's model, as JSON beside it: all that a page needs, so that a run which
 * goes on has the page of the whole without measuring again.
 */
public final class MeasuredFile {

  /** Version of the form; to be raised with every change of what {@link ModelResult} holds. */
  static final int VERSION = 1;

  private static final String VERSION_KEY = "version";
  private static final String RESULT_KEY = "result";

  private MeasuredFile() {}

  /**
   * Writes a result.
   *
   * @throws FileException if the file cannot be written
   */
  public static void write(Path file, ModelResult result) {
    String json = "{\"" + VERSION_KEY + "\":" + VERSION + ",\"" + RESULT_KEY + "\":";
    AtomicFile.write(
        file, (json + ReportJson.write(result) + "}\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Whether there is a file of this version that can be read. */
  static boolean isCurrent(Path file) {
    try {
      return Files.isRegularFile(file) && content(file).result() != null;
    } catch (IOException | SpikeportException e) {
      return false; // damaged: the job is done anew
    }
  }

  /**
   * Reads a result.
   *
   * @throws FileException if there is none of this version
   */
  public static ModelResult read(Path file) {
    try {
      return content(file).result();
    } catch (IOException | SpikeportException e) {
      throw new FileException(
          Problem.mismatch(
              file.toString(),
              "results of version " + VERSION,
              "none, or something else",
              "do the batch again; it replaces the file"),
          e);
    }
  }

  /** All that is in a file. */
  private record Content(int version, ModelResult result) {}

  private static Content content(Path file) throws IOException {
    CheckedJson json = CheckedJson.parse(file.toString(), Files.readString(file), "");
    if (json.field(VERSION_KEY).as(Integer.class) != VERSION) {
      throw json.field(VERSION_KEY).wrong(String.valueOf(VERSION));
    }
    return json.as(Content.class);
  }
}
