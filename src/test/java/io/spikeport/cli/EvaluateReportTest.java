package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.Fixtures;
import io.spikeport.data.DigestedDataset;
import io.spikeport.onnx.model.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate --report} and {@code --verbose}, as a user calls them. */
class EvaluateReportTest {

  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");
  private static final int IMAGES = 60;
  private static final int TIMESTEPS = 6;

  /** What the fixtures' pages are promised to stay below. */
  private static final int BOUND = 1_000_000;

  @TempDir static Path folder;
  private static Path article;
  private static Path fast;
  private static Cli.Result verbose;

  @BeforeAll
  static void convert() {
    article = folder.resolve("article <b>.snn");
    fast = folder.resolve("fast.snn.json");
    verbose = convert(fast, "--preset", "low-latency", "-T", "4", "--verbose");
    convert(article, "--preset", "article");
  }

  private static Cli.Result convert(Path out, String... options) {
    List<Object> words =
        new ArrayList<>(List.of("convert", MODEL, "--calibration", Fixtures.CALIBRATION));
    words.addAll(List.of("--samples", 60, "-o", out));
    words.addAll(List.of(options));
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static Cli.Result evaluate(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("evaluate", article, fast, "--data", Fixtures.TEST_IMAGES));
    words.addAll(List.of("--samples", IMAGES, "-T", TIMESTEPS));
    words.addAll(List.of(more));
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private static JsonObject numbers(Path html) throws IOException {
    String page = Files.readString(html);
    assertTrue(page.length() < BOUND, page.length() + " characters");
    String start = "id=\"numbers\">";
    int from = page.indexOf(start) + start.length();
    return JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
        .getAsJsonObject();
  }

  @Test
  void thePageSaysWhatTheJsonSays() throws Exception {
    Path html = folder.resolve("all.html");
    Path png = folder.resolve("all.png");
    Cli.Result result =
        evaluate(
            "--labels",
            Fixtures.TEST_LABELS,
            "--reference",
            MODEL,
            "--diagnose",
            "--report",
            html,
            "--plot",
            png,
            "--json");
    JsonArray printed = result.json().getAsJsonArray("models");
    JsonObject numbers = numbers(html);
    assertTrue(Files.exists(png));
    assertEquals("evaluate", numbers.getAsJsonArray("command").get(0).getAsString());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      JsonObject model = numbers.getAsJsonArray("models").get(i).getAsJsonObject();
      JsonObject examination = model.getAsJsonObject("examination");
      JsonObject same = printed.get(i).getAsJsonObject();
      names.add(model.get("name").getAsString());
      assertEquals(same.get("accuracy"), examination.getAsJsonObject("evaluation").get("accuracy"));
      assertEquals(same.get("annAccuracy"), model.get("annAccuracy"));
      assertEquals(
          same.get("energyRelativeToAnn"), model.getAsJsonObject("cost").get("relativeEnergy"));
      assertEquals(3, model.getAsJsonObject("diagnosis").getAsJsonArray("layers").size());
      assertEquals(3, model.getAsJsonArray("activations").size());
      assertEquals(3, examination.getAsJsonObject("raster").getAsJsonArray("layers").size());
      int images = 0;
      int right = 0;
      for (JsonElement pair : examination.getAsJsonObject("confusion").getAsJsonArray("cells")) {
        JsonObject cell = pair.getAsJsonObject();
        images += cell.get("images").getAsInt();
        right +=
            cell.get("label").equals(cell.get("prediction")) ? cell.get("images").getAsInt() : 0;
      }
      assertEquals(IMAGES, images);
      JsonArray accuracy = same.getAsJsonArray("accuracy");
      assertEquals(accuracy.get(TIMESTEPS - 1).getAsDouble(), (double) right / IMAGES);
      assertTrue(examination.getAsJsonArray("mistakes").size() <= Math.min(6, IMAGES - right));
    }
    assertEquals(List.of("article <b>", "fast"), names);
  }

  @Test
  void thePageNamesWhatItTakesToRepeatIt() throws Exception {
    Path html = folder.resolve("repeat.html");
    evaluate("--labels", Fixtures.TEST_LABELS, "--report", html, "--reference", MODEL);
    JsonObject model = numbers(html).getAsJsonArray("models").get(0).getAsJsonObject();
    JsonObject origin = model.getAsJsonObject("origin");
    assertEquals(sha256(article), digest(origin, "model"));
    assertEquals(OnnxModel.read(MODEL).sha256(), digest(origin, "reference"));
    assertEquals(
        new DigestedDataset(Fixtures.testImages().first(IMAGES)).sha256(), digest(origin, "data"));
    JsonObject made = origin.getAsJsonObject("provenance");
    assertEquals(OnnxModel.read(MODEL).sha256(), digest(made, "source"));
    assertTrue(made.getAsJsonArray("options").size() > 10);
    String page = Files.readString(html);
    for (String file : List.of(article.toString(), fast.toString())) {
      assertTrue(page.contains(sha256(Path.of(file))), "the digest of " + file);
    }
    assertFalse(page.contains("<b>"), "a name became markup");
  }

  private static String digest(JsonObject parent, String file) {
    return parent.getAsJsonObject(file).get("sha256").getAsString();
  }

  private static String sha256(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void withoutLabelsThePageHasWhatNeedsNone() throws IOException {
    Path html = folder.resolve("unlabelled.html");
    Path images = folder.resolve("images-ubyte.gz");
    Files.copy(Fixtures.TEST_IMAGES, images);
    List<Object> words = new ArrayList<>(List.of("evaluate", fast, "--data", images));
    words.addAll(List.of("--samples", 5, "--report", html, "--engine", "onnxruntime"));
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
    JsonObject model = numbers(html).getAsJsonArray("models").get(0).getAsJsonObject();
    assertTrue(model.getAsJsonObject("examination").get("confusion").isJsonNull());
    assertFalse(model.getAsJsonObject("examination").get("raster").isJsonNull());
    String settings = model.getAsJsonObject("origin").get("settings").toString();
    assertTrue(settings.contains("{\"name\":\"engine\",\"value\":\"onnxruntime\"}"), settings);
  }

  @Test
  void aPageThatCannotBeWrittenHasItsExitCode() {
    Path html = folder.resolve("no/such/folder.html");
    Cli.Result result =
        Cli.run("evaluate", fast, "--data", Fixtures.TEST_IMAGES, "--samples", 2, "--report", html);
    assertEquals(4, result.code(), result.err());
    assertEquals("", result.out(), "found before the work");
    assertTrue(result.err().contains(html.toString()), result.err());
  }

  @Test
  void linesForPeopleShowAccuracyOverTimeAndLayers() {
    Cli.Result result = evaluate("--labels", Fixtures.TEST_LABELS);
    assertTrue(result.out().contains("accuracy ▁"), result.out());
    assertTrue(result.out().contains("spikes per image"), result.out());
    assertEquals("", result.err(), "nothing but results");
  }

  @Test
  void verboseSaysWhatWasDecidedAndWhy() {
    for (String words :
        List.of(
            "options: --preset article --timesteps 4 --normalization mse",
            "max pooling: lateral-inhibition (0 max poolings",
            "readout: logits from timestep 0 (--readout-start)",
            "bias corrected in 2 rounds",
            "initial potential ",
            "calibrated scale ")) {
      assertTrue(verbose.err().contains(words), words + " in " + verbose.err());
    }
    Cli.Result result = evaluate("--labels", Fixtures.TEST_LABELS, "--verbose", "--threads", 1);
    for (String words :
        List.of(
            "fast: T = 6 (given)",
            "fast: readout of logits from timestep 0 (the model's own)",
            "1 threads (given), 50 images",
            "preprocessing none (the model's own)")) {
      assertTrue(result.err().contains(words), words + " in " + result.err());
    }
  }
}
