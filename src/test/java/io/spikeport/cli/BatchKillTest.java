package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.Fixtures;
import io.spikeport.file.ContentHash;
import io.spikeport.format.ModelFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches in real processes that are ended from outside. */
class BatchKillTest {

  @TempDir Path folder;
  private Path jobs;

  @BeforeEach
  void jobFile() throws IOException {
    Files.copy(Fixtures.model("mnist-cnn-avgpool"), folder.resolve("avg.onnx"));
    jobs =
        Files.writeString(
            folder.resolve("jobs.yaml"),
            """
            defaults:
              calibration: %s
              samples: 40
              data: %s
              test-samples: 20
            models:
              - model: avg.onnx
                preset: [article, low-latency]
                timesteps: [3, 6]
            """
                .formatted(
                    Fixtures.CALIBRATION.toAbsolutePath(), Fixtures.TEST_IMAGES.toAbsolutePath()));
  }

  private Process start(Path out) throws IOException {
    return BatchProcess.start(
        folder.resolve("err.txt"), List.of("batch", jobs.toString(), "--out", out.toString()));
  }

  /** Name and content of every file, hidden ones too, but for the lock. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("lock")) {
          contents.put(folder.relativize(file).toString(), ContentHash.of(file));
        }
      }
    }
    return contents;
  }

  /** Everything that can be seen is whole, and what has a record is as the record says. */
  private static void assertNothingIsHalfWritten(Path out) throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.filter(f -> !f.getFileName().toString().startsWith(".")).toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".snn")) {
          assertNotNull(ModelFiles.read(file));
        } else if (name.endsWith(".json")) {
          JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
          if (json.has("outputs")) {
            for (Map.Entry<String, JsonElement> output :
                json.getAsJsonObject("outputs").entrySet()) {
              assertEquals(
                  output.getValue().getAsString(), ContentHash.of(out.resolve(output.getKey())));
            }
          }
        } else if (name.endsWith(".html")) {
          assertTrue(Files.readString(file).endsWith("</html>\n"), name);
        } else {
          assertEquals("summary.csv", name);
        }
      }
    }
  }

  private void killAndResume(int kills, Random random) throws Exception {
    Path undisturbed = folder.resolve("undisturbed");
    long start = System.nanoTime();
    assertEquals(0, start(undisturbed).waitFor(), () -> errors());
    long duration = System.nanoTime() - start;
    Map<String, String> expected = contents(undisturbed);
    assertEquals(15, expected.size(), expected.toString());

    int killed = 0;
    int interruptedWork = 0;
    for (int round = 0; killed < kills; round++) {
      Path out = folder.resolve("out" + round);
      boolean complete = false;
      while (!complete) {
        Process process = start(out);
        long patience = killed < kills ? (long) (duration * random.nextDouble()) : Long.MAX_VALUE;
        if (process.waitFor(patience, TimeUnit.NANOSECONDS)) {
          assertEquals(0, process.exitValue(), () -> errors());
          complete = true;
        } else {
          process.destroyForcibly().waitFor();
          killed++;
          interruptedWork += Files.exists(out.resolve(".spikeport")) ? 1 : 0;
          assertNothingIsHalfWritten(out);
        }
      }
      assertEquals(expected, contents(out));
    }
    assertTrue(interruptedWork > 0, "no kill hit a run at work");
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("err.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void killedAFewTimesARunGoesOnWhereItWas() throws Exception {
    killAndResume(4, new Random(7));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  @Tag("slow")
  void killedFiftyTimesInAllTheResultIsTheSame(int seed) throws Exception {
    killAndResume(10, new Random(seed));
  }

  /** What Ctrl-C does, and what a second run in the same folder is told meanwhile. */
  @Test
  void askedToEndItEndsWithASummary() throws Exception {
    Path out = folder.resolve("out");
    Process process = start(out);
    try (BufferedReader lines =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertNotNull(lines.readLine(), errors());
      Cli.Result second = Cli.run("batch", jobs, "--out", out);
      process.destroy();
      assertEquals(143, process.waitFor(), "ended by SIGTERM");
      assertEquals(4, second.code(), second.err());
      assertTrue(
          second
              .err()
              .contains("no other batch at work in this folder, found process " + process.pid()),
          second.err());
    }
    assertTrue(errors().matches("(?s).*4 jobs, [123] done, [123] interrupted.*"), errors());
    JsonObject summary =
        JsonParser.parseString(Files.readString(out.resolve("summary.json"))).getAsJsonObject();
    assertTrue(summary.get("done").getAsInt() < 4, summary.toString());
    assertNothingIsHalfWritten(out);
    Cli.Result resumed = Cli.run("batch", jobs, "--out", out);
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.out().contains("\"skipped\""), resumed.out());
  }
}
