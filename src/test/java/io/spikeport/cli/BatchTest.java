package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code batch} as a user calls it. */
class BatchTest {

  @TempDir Path folder;
  private Path out;
  private Path model;

  @BeforeEach
  void models() throws IOException {
    out = folder.resolve("out");
    model = Files.copy(Fixtures.model("mnist-cnn-avgpool"), folder.resolve("good.onnx"));
  }

  private Cli.Result batch(Object... args) {
    List<Object> all = new ArrayList<>(List.of("batch"));
    all.addAll(List.of(args));
    all.addAll(List.of("--calibration", Fixtures.CALIBRATION, "--out", out));
    return Cli.run(all.toArray());
  }

  private static List<JsonObject> lines(Cli.Result result) {
    return result.out().lines().map(l -> JsonParser.parseString(l).getAsJsonObject()).toList();
  }

  private static List<String> statuses(Cli.Result result) {
    return lines(result).stream().map(line -> line.get("status").getAsString()).toList();
  }

  /** Every visible file and its content. */
  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.getFileName().toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void whatIsDoneAndUnchangedIsSkipped() throws IOException {
    Object[] args = {
      model,
      "--preset",
      "article",
      "-T",
      4,
      "--samples",
      20,
      "--data",
      Fixtures.TEST_IMAGES,
      "--test-samples",
      30
    };
    Cli.Result first = batch(args);
    assertEquals(0, first.code(), first.err());
    JsonObject line = lines(first).get(0);
    assertEquals("done", line.get("status").getAsString());
    assertEquals(out.resolve("good.snn").toString(), line.get("output").getAsString());
    assertEquals(4, line.getAsJsonArray("accuracy").size());
    assertTrue(line.get("annAccuracy").getAsDouble() > 0.9);
    assertTrue(first.err().contains("1 jobs, 1 done"), first.err());
    Map<String, String> contents = contents(out);
    assertEquals(
        List.of(
            "good.measured.json",
            "good.result.json",
            "good.snn",
            "report.html",
            "summary.csv",
            "summary.json"),
        List.copyOf(contents.keySet()));

    assertEquals(List.of("skipped"), statuses(batch(args)));
    assertEquals(contents, contents(out));

    args[4] = 5;
    assertEquals(List.of("done"), statuses(batch(args)), "another T");
    args[4] = 4;
    assertEquals(List.of("done"), statuses(batch(args)));
    assertEquals(contents, contents(out));

    Files.write(out.resolve("good.snn"), new byte[] {1});
    assertEquals(List.of("done"), statuses(batch(args)), "a file that was changed");
    Files.writeString(out.resolve("good.result.json"), "{\"key\": ");
    assertEquals(List.of("done"), statuses(batch(args)), "a damaged record");
    assertEquals(contents, contents(out));

    Files.copy(
        Fixtures.model("mnist-cnn-maxpool"),
        model,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(List.of("done"), statuses(batch(args)), "another model under the same name");
  }

  @Test
  void oneFailureDoesNotStopTheRest() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.onnx"), "no model");
    Path forOtherImages = Fixtures.FOLDER.resolve("topologies/vgg11_bn-11.onnx");
    Cli.Result result =
        batch(broken, forOtherImages, model, "--preset", "article", "--samples", 10, "--json");
    assertEquals(5, result.code(), result.err());
    JsonObject json = result.json();
    assertEquals(2, json.get("failed").getAsInt());
    List<String> statuses = new ArrayList<>();
    json.getAsJsonArray("results")
        .forEach(r -> statuses.add(r.getAsJsonObject().get("status").getAsString()));
    assertEquals(List.of("failed", "failed", "done"), statuses);
    assertTrue(
        result.err().contains("broken: " + broken + ": expected an ONNX model"), result.err());
    assertFalse(result.err().contains("internal error"), result.err());
    assertTrue(Files.exists(out.resolve("good.snn")));
    String csv = Files.readString(out.resolve("summary.csv"));
    assertEquals(4, csv.lines().filter(l -> l.matches("(job|broken|vgg11_bn-11|good),.*")).count());
    Files.delete(broken);
    Files.copy(model, broken);
    assertEquals(
        List.of("failed", "done", "skipped"),
        sorted(batch(broken, forOtherImages, model, "--preset", "article", "--samples", 10)));
  }

  private static List<String> sorted(Cli.Result result) {
    return statuses(result).stream()
        .sorted(java.util.Comparator.comparing(List.of("failed", "done", "skipped")::indexOf))
        .toList();
  }

  @Test
  void aJobThatFailsLeavesNoResultsOfOtherOptions() throws IOException {
    assertEquals(0, batch(model, "--preset", "article", "--samples", 10).code());
    Files.copy(
        Fixtures.FOLDER.resolve("topologies/vgg11_bn-11.onnx"),
        model,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertEquals(5, batch(model, "--preset", "article", "--samples", 10).code());
    assertFalse(Files.exists(out.resolve("good.snn")));
    assertFalse(Files.exists(out.resolve("good.result.json")));
  }

  /** Neither the number of jobs at a time nor sharing statistics may show in a result. */
  @Test
  void aGridSideBySideGivesWhatConvertGives() throws IOException {
    Path jobs =
        Files.writeString(
            folder.resolve("jobs.yaml"),
            """
            defaults: {samples: 24, tune: [none], test-samples: 20, data: %s}
            models:
              - model: good.onnx
                preset: [low-latency, article]
                timesteps: [2, 3]
            """
                .formatted(Fixtures.TEST_IMAGES.toAbsolutePath()));
    Cli.Result two = batch(jobs, "--jobs", 2, "--memory", "8g");
    assertEquals(0, two.code(), two.err());
    assertEquals(4, lines(two).size());
    Path first = out;
    out = folder.resolve("alone");
    assertEquals(0, batch(jobs, "--jobs", 1, "--memory", "1m").code());
    assertEquals(contents(first), contents(out));
    Path converted = folder.resolve("converted.snn");
    Cli.run(
        "convert",
        model,
        "--calibration",
        Fixtures.CALIBRATION,
        "--samples",
        24,
        "--tune",
        "none",
        "-T",
        3,
        "-o",
        converted);
    assertArrayEquals(
        Files.readAllBytes(converted), Files.readAllBytes(out.resolve("good-low-latency-T3.snn")));
  }

  @Test
  void warnsOfATrainedNetworkThatIsNoBetterThanChance() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.write(labels, IntStream.range(0, 100).mapToObj(i -> String.valueOf(i % 10)).toList());
    List<Object> given = new ArrayList<>(List.of(model, "--preset", "article", "-T", 1));
    given.addAll(List.of("--samples", 20, "--data", Fixtures.TEST_IMAGES));
    given.addAll(List.of("--test-samples", 100, "--labels", labels));
    Object[] args = given.toArray();
    for (String status : List.of("done", "skipped")) {
      Cli.Result result = batch(args);
      assertEquals(List.of(status), statuses(result), result.err());
      assertTrue(
          result.err().contains("good: warning: the trained network itself is right on"),
          result.err());
      assertEquals(1, lines(result).get(0).getAsJsonArray("warnings").size());
    }
  }

  @Test
  void completionKnowsBatchAndItsOptions() {
    String script = Cli.run("completion").out();
    assertTrue(script.contains("batch") && script.contains("--calibration-labels"));
  }

  @Test
  void helpShowsExamples() {
    Cli.Result help = Cli.run("batch", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("spikeport batch models/*.onnx"), help.out());
  }

  @Test
  void aMemorySizeThatIsNoneIsRefused() {
    Cli.Result result = batch(model, "--memory", "much");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("such as 512m or 8g, found 'much'"), result.err());
  }
}
