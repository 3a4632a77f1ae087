package io.spikeport.batch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.file.AtomicFile;
import io.spikeport.report.ModelResult;
import io.spikeport.report.ReportJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was measured of a job's model, as JSON beside it: all that a page needs, so that a run which
 * goes on has the page of the whole without measuring again.
 */
final class MeasuredFile {

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
  static void write(Path file, ModelResult result) {
    String json = "{\"" + VERSION_KEY + "\":" + VERSION + ",\"" + RESULT_KEY + "\":";
    AtomicFile.write(
        file, (json + ReportJson.write(result) + "}\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Whether there is a file of this version. */
  static boolean isCurrent(Path file) {
    try {
      return result(file).isPresent();
    } catch (IOException | JsonParseException e) {
      return false;
    }
  }

  /**
   * Reads a result.
   *
   * @throws FileException if there is none of this version
   */
  static ModelResult read(Path file) {
    try {
      Optional<JsonElement> result = result(file);
      if (result.isPresent()) {
        return ReportJson.read(result.get().toString());
      }
      throw new FileException(unreadable(file, "another version or form"));
    } catch (IOException | JsonParseException e) {
      throw new FileException(unreadable(file, String.valueOf(e.getMessage())), e);
    }
  }

  private static Problem unreadable(Path file, String found) {
    return Problem.mismatch(
        file.toString(),
        "results of version " + VERSION,
        found,
        "do the batch again; it replaces the file");
  }

  private static Optional<JsonElement> result(Path file) throws IOException {
    if (!Files.isRegularFile(file)
        || !(JsonParser.parseString(Files.readString(file)) instanceof JsonObject content)) {
      return Optional.empty();
    }
    boolean current = String.valueOf(content.get(VERSION_KEY)).equals(String.valueOf(VERSION));
    return current ? Optional.ofNullable(content.get(RESULT_KEY)) : Optional.empty();
  }
}
