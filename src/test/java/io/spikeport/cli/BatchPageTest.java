package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.Fixtures;
import io.spikeport.file.ContentHash;
import io.spikeport.report.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a batch: two networks with two presets each, measured and diagnosed. */
class BatchPageTest {

  private static final int IMAGES = 40;

  @TempDir static Path folder;
  private static Path jobs;
  private static Path out;
  private static Cli.Result first;

  @BeforeAll
  static void batch() throws IOException {
    Files.copy(Fixtures.model("mnist-cnn-avgpool"), folder.resolve("avg.onnx"));
    Files.copy(Fixtures.model("mnist-cnn-maxpool"), folder.resolve("max.onnx"));
    jobs =
        Files.writeString(
            folder.resolve("jobs.yaml"),
            """
            defaults:
              calibration: %s
              samples: 40
              data: %s
              labels: %s
              test-samples: %d
              diagnose: true
              timesteps: 4
              preset: [article, low-latency]
            models: [avg.onnx, max.onnx]
            """
                .formatted(
                    Fixtures.CALIBRATION.toAbsolutePath(),
                    Fixtures.TEST_IMAGES.toAbsolutePath(),
                    Fixtures.TEST_LABELS.toAbsolutePath(),
                    IMAGES));
    out = folder.resolve("out");
    first = run();
  }

  private static Cli.Result run(Object... more) {
    List<Object> words = new ArrayList<>(List.of("batch", jobs, "--out", out));
    words.addAll(List.of(more));
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static Map<String, JsonObject> lines(Cli.Result result) {
    Map<String, JsonObject> lines = new HashMap<>();
    result
        .out()
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .forEach(line -> lines.put(line.get("job").getAsString(), line));
    return lines;
  }

  private static JsonObject numbers(Path html) throws IOException {
    String page = Files.readString(html);
    String start = "id=\"numbers\">";
    int from = page.indexOf(start) + start.length();
    return JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
        .getAsJsonObject();
  }

  private static Map<String, JsonObject> models(Path html) throws IOException {
    Map<String, JsonObject> models = new HashMap<>();
    for (JsonElement model : numbers(html).getAsJsonArray("models")) {
      models.put(model.getAsJsonObject().get("name").getAsString(), model.getAsJsonObject());
    }
    return models;
  }

  @Test
  void thePageShowsEveryModelWithEveryPreset() throws IOException {
    Map<String, JsonObject> printed = lines(first);
    Map<String, JsonObject> models = models(out.resolve("report.html"));
    assertEquals(4, models.size());
    assertEquals(printed.keySet(), models.keySet());
    models.forEach(
        (name, model) -> {
          JsonObject examination = model.getAsJsonObject("examination");
          JsonObject evaluation = examination.getAsJsonObject("evaluation");
          JsonObject line = printed.get(name);
          assertEquals(line.get("accuracy"), evaluation.get("accuracy"), name);
          assertEquals(4, evaluation.getAsJsonArray("accuracy").size());
          assertEquals(line.get("annAccuracy"), model.get("annAccuracy"), name);
          assertEquals(
              line.get("energyRelativeToAnn"),
              model.getAsJsonObject("cost").get("relativeEnergy"),
              name);
          assertEquals(0, evaluation.get("seconds").getAsDouble(), "no times");
          assertFalse(examination.get("confusion").isJsonNull(), name);
          assertFalse(model.getAsJsonArray("activations").isEmpty(), name);
        });
    JsonArray table = numbers(out.resolve("report.html")).getAsJsonArray("jobs");
    assertEquals(4, table.size());
    table.forEach(job -> assertEquals("done", job.getAsJsonObject().get("status").getAsString()));
  }

  /** One run of the test images serves both; {@code evaluate} makes one for each. */
  @Test
  void measuringAndDiagnosingInOneRunGivesWhatEvaluateGives() throws IOException {
    Path html = folder.resolve("evaluated.html");
    List<Object> words = new ArrayList<>(List.of("evaluate", out.resolve("max-low-latency.snn")));
    words.addAll(List.of("--data", Fixtures.TEST_IMAGES, "--labels", Fixtures.TEST_LABELS));
    words.addAll(List.of("--samples", IMAGES, "--reference", folder.resolve("max.onnx")));
    words.addAll(List.of("--diagnose", "--report", html));
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
    JsonObject evaluated = models(html).get("max-low-latency");
    JsonObject batch = models(out.resolve("report.html")).get("max-low-latency");
    for (JsonObject model : List.of(evaluated, batch)) {
      JsonObject evaluation = model.getAsJsonObject("examination").getAsJsonObject("evaluation");
      evaluation.remove("seconds");
      evaluation.remove("imageStepsPerSecond");
    }
    for (String part : List.of("examination", "diagnosis", "cost", "activations", "annAccuracy")) {
      assertFalse(batch.get(part).isJsonNull(), part);
      assertEquals(evaluated.get(part), batch.get(part), part);
    }
    for (String part : List.of("provenance", "labels")) {
      assertEquals(
          evaluated.getAsJsonObject("origin").get(part),
          batch.getAsJsonObject("origin").get(part),
          part);
    }
    for (String part : List.of("model", "data", "reference")) {
      assertEquals(
          evaluated.getAsJsonObject("origin").getAsJsonObject(part).get("sha256"),
          batch.getAsJsonObject("origin").getAsJsonObject(part).get("sha256"),
          part);
    }
  }

  @Test
  void thePageOfAResumedRunIsBuiltFromFiles() throws IOException {
    Path html = out.resolve("report.html");
    byte[] page = Files.readAllBytes(html);
    Path measured = out.resolve("avg-article.measured.json");
    byte[] result = Files.readAllBytes(measured);

    Files.delete(html);
    assertEquals(List.of(), done(run()));
    assertSame(page, html);

    Files.delete(measured);
    assertEquals(List.of("avg-article"), done(run()), "a file that is missing");
    assertSame(result, measured);
    assertSame(page, html);

    // As another program would have left it: a whole file that its record knows.
    String text = Files.readString(measured);
    assertTrue(text.startsWith("{\"version\":1,"), text.substring(0, 20));
    Path record = out.resolve("avg-article.result.json");
    String hash = ContentHash.of(measured);
    Files.writeString(measured, text.replaceFirst("1", "2"));
    Files.writeString(record, Files.readString(record).replace(hash, ContentHash.of(measured)));
    assertEquals(List.of("avg-article"), done(run("--jobs", 1)), "a file of another version");
    assertSame(result, measured);

    Files.writeString(
        record, Files.readString(record).replace("avg-article.measured.json", "avg-article.snn"));
    assertEquals(List.of("avg-article"), done(run()), "a record that does not know of it");
    assertSame(page, html);
  }

  private static List<String> done(Cli.Result result) {
    return lines(result).entrySet().stream()
        .filter(line -> line.getValue().get("status").getAsString().equals("done"))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void assertSame(byte[] expected, Path file) throws IOException {
    assertEquals(
        ContentHash.of(new String(expected, "UTF-8")), ContentHash.of(file), file.toString());
  }

  @Test
  void isReadableAtEveryWidth() throws Exception {
    assumeTrue(Chromium.isInstalled(), "no chromium here to judge the page");
    Path html = out.resolve("report.html");
    try (Chromium browser = new Chromium()) {
      for (int width : List.of(400, 1400)) {
        for (boolean dark : List.of(false, true)) {
          browser.open(html, width, dark);
          assertEquals(List.of(), browser.complaints());
          assertEquals(
              0,
              browser
                  .evaluate(
                      "document.documentElement.clientWidth - document.documentElement.scrollWidth")
                  .getAsInt(),
              "overflow at " + width);
          String shown = width == 400 ? ".narrow" : ".wide";
          assertEquals(
              List.of("4 1 2"),
              browser.strings(
                  "[...document.querySelectorAll('#accuracy "
                      + shown
                      + "')].slice(0, 1).map(p => p.querySelectorAll('path.curve').length + ' '"
                      + " + (p.getBoundingClientRect().width > 200 ? 1 : 0) + ' '"
                      + " + p.querySelectorAll('line.ann').length)"),
              "a line for each model, and one for each trained network");
          assertEquals(
              List.of("ANN avg.onnx", "ANN max.onnx"),
              browser.strings(
                  "[...document.querySelectorAll('#accuracy .legend li')].map(li =>"
                      + " li.textContent.trim().split(':')[0]).filter(t => t.startsWith('ANN'))"));
          assertEquals(
              4, browser.evaluate("document.querySelectorAll('#jobs tbody tr').length").getAsInt());
          assertEquals(
              List.of("avg-article", "avg-low-latency", "max-article", "max-low-latency"),
              browser.strings(
                  "[...document.querySelectorAll('section[id^=model] h2')].map(h => h.textContent)"));
          assertEquals(
              List.of(),
              browser.strings(
                  "[...document.querySelectorAll('.plot')].filter(p =>"
                      + " ![...p.querySelectorAll('svg')].some(s =>"
                      + " s.getBoundingClientRect().width > 200"
                      + " && s.getBoundingClientRect().height > 80)).map(p => p.ariaLabel)"),
              "charts that are not drawn");
        }
      }
    }
  }

  /** Conversion only, and a job that fails; the page says both. */
  @Test
  void withoutTestImagesThePageIsATable() throws Exception {
    Path bare = folder.resolve("bare");
    Path wrong = Files.writeString(folder.resolve("wrong<b>.onnx"), "no model");
    List<Object> words = new ArrayList<>(List.of("batch", folder.resolve("avg.onnx"), wrong));
    words.addAll(List.of("--preset", "article", "-T", 3, "--samples", 10, "--out", bare));
    words.addAll(List.of("--calibration", Fixtures.CALIBRATION));
    assertEquals(5, Cli.run(words.toArray()).code());
    assertFalse(Files.exists(bare.resolve("avg.measured.json")), "nothing was measured");
    Path html = bare.resolve("report.html");
    JsonArray table = numbers(html).getAsJsonArray("jobs");
    assertEquals(3, table.get(0).getAsJsonObject().get("timesteps").getAsInt());
    assertEquals("avg.snn", table.get(0).getAsJsonObject().get("output").getAsString());
    assertEquals("failed", table.get(1).getAsJsonObject().get("status").getAsString());
    String page = Files.readString(html);
    assertTrue(page.contains("2 jobs: 1 done, 1 failed"), page);
    assertTrue(page.contains("expected an ONNX model"), page);
    assertFalse(page.contains("<b>"), "a name became markup");
    assertFalse(page.contains("id=\"accuracy\""), "nothing to draw");
    assumeTrue(Chromium.isInstalled(), "no chromium here to judge the page");
    try (Chromium browser = new Chromium()) {
      browser.open(html, 400, true);
      assertEquals(List.of(), browser.complaints());
      assertEquals(
          List.of("jobs"),
          browser.strings("[...document.querySelectorAll('section')].map(s => s.id)"));
    }
  }

  /** What a format cannot say is that job's failure, before anything is measured. */
  @Test
  void aFormatThatRefusesIsThatJobsFailure() throws IOException {
    Path formats = folder.resolve("formats");
    List<Object> words = new ArrayList<>(List.of("batch"));
    words.addAll(List.of(folder.resolve("avg.onnx"), folder.resolve("max.onnx")));
    words.addAll(List.of("--calibration", Fixtures.CALIBRATION, "--samples", 10, "-T", 2));
    words.addAll(List.of("--preset", "article", "--data", Fixtures.TEST_IMAGES));
    words.addAll(List.of("--test-samples", 5, "--out", formats, "--format"));
    words.add("nir");
    Cli.Result nir = Cli.run(words.toArray());
    assertEquals(5, nir.code(), nir.err());
    assertEquals("done", lines(nir).get("avg").get("status").getAsString());
    JsonObject refused = lines(nir).get("max");
    assertEquals("failed", refused.get("status").getAsString());
    Cli.Result export =
        Cli.run("export", out.resolve("max-article.snn"), "-o", formats.resolve("max.nir"));
    assertEquals(3, export.code());
    String reason = refused.getAsJsonArray("problems").get(0).getAsString();
    assertTrue(export.err().contains("spikeport: " + reason), reason + " in " + export.err());
    assertFalse(Files.exists(formats.resolve("max.nir")));
    assertFalse(Files.exists(formats.resolve("max.measured.json")));
    words.add("--allow-lossy");
    assertEquals(0, Cli.run(words.toArray()).code());
    assertTrue(Files.exists(formats.resolve("max.nir")));
    words.remove(words.size() - 1);

    for (String format : List.of("onnx", "snn.json")) {
      words.set(words.size() - 1, format);
      Cli.Result result = Cli.run(words.toArray());
      assertEquals(0, result.code(), result.err());
      assertFalse(Files.exists(formats.resolve("avg.nir")), "a result of other options");
      Path file = formats.resolve("max." + format);
      Cli.Result inspected = Cli.run("inspect", file, "--json");
      assertEquals(0, inspected.code(), inspected.err());
      assertEquals(file.toString(), lines(result).get("max").get("output").getAsString());
    }
  }
}
