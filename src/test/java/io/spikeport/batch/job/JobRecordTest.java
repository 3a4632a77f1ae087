package io.spikeport.batch.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record is taken for what it says only if it is as it was written. */
class JobRecordTest {

  private static final JobRecord RECORD =
      new JobRecord(
          "job",
          "key",
          "producer",
          "model.onnx",
          "sha",
          "sha",
          null,
          Map.of("timesteps", "4"),
          Map.of("job.snn", "sha"),
          new JobRecord.ConversionResult(
              4,
              20,
              "max",
              "layer",
              1e-6,
              1e-7,
              List.of(new JobRecord.LayerResult("relu", 2.5, 0.25, List.of(2.5f))),
              List.of(),
              List.of()),
          new JobRecord.EvaluationResult(
              30,
              4,
              List.of(0.5, 0.75),
              0.9,
              List.of("relu"),
              List.of(9),
              List.of(0.1),
              1e6,
              0.2,
              List.of("w")));

  @TempDir private Path folder;

  private Optional<JobRecord> read(String text) throws IOException {
    return JobRecord.read(Files.writeString(folder.resolve("r.json"), text));
  }

  @Test
  void everyDamagedNumberMeansThatTheJobIsNotDone() throws IOException {
    String whole = new String(RECORD.json(), StandardCharsets.UTF_8);
    assertEquals(Optional.of(RECORD), read(whole));
    Matcher number = Pattern.compile("(?<=[ \\[])-?\\d[0-9.E-]*(?=[,\\n\\]])").matcher(whole);
    int numbers = 0;
    while (number.find()) {
      numbers++;
      for (String damage :
          List.of("1e999", "-1e999", "NaN", "null", "1x", "\"\"", "{}", "[]", "1e99999999999")) {
        String damaged =
            whole.substring(0, number.start()) + damage + whole.substring(number.end());
        assertTrue(read(damaged).isEmpty(), damaged);
      }
    }
    assertTrue(numbers > 12, whole);
  }

  @Test
  void neitherAreNumbersThatCannotBe() throws IOException {
    String whole = new String(RECORD.json(), StandardCharsets.UTF_8);
    for (String damaged :
        List.of(
            whole.replace("\"images\": 30", "\"images\": -30"),
            whole.replace("0.75", "7.5"),
            whole.replace("\"timesteps\": 4", "\"timesteps\": 0"))) {
      assertFalse(damaged.equals(whole));
      assertTrue(read(damaged).isEmpty(), damaged);
    }
  }
}
