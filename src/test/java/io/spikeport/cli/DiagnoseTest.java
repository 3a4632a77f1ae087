package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.spikeport.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate --diagnose}, as a user calls it. */
class DiagnoseTest {

  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");

  @TempDir static Path folder;
  private static Path snn;

  @BeforeAll
  static void convert() {
    snn = folder.resolve("model.snn");
    Cli.Result result =
        Cli.run(
            "convert",
            MODEL,
            "--calibration",
            Fixtures.CALIBRATION,
            "--samples",
            100,
            "--preset",
            "article",
            "-o",
            snn);
    assertEquals(0, result.code(), result.err());
  }

  private static Cli.Result evaluate(Object... more) {
    List<Object> args = new ArrayList<>();
    Collections.addAll(
        args, "evaluate", snn, "--data", Fixtures.TEST_IMAGES, "--samples", 20, "-T", 10);
    Collections.addAll(args, more);
    return Cli.run(args.toArray());
  }

  @Test
  void saysEverythingOfEachLayer() {
    Cli.Result result =
        evaluate("--labels", Fixtures.TEST_LABELS, "--reference", MODEL, "--diagnose", "--json");
    assertEquals(0, result.code(), result.err());
    JsonObject json = result.json();
    JsonObject diagnosis = json.getAsJsonObject("diagnosis");
    assertEquals(3, diagnosis.getAsJsonArray("layers").size());
    assertEquals(0, diagnosis.getAsJsonArray("notes").size());
    for (int i = 0; i < 3; i++) {
      JsonObject layer = diagnosis.getAsJsonArray("layers").get(i).getAsJsonObject();
      assertEquals(json.getAsJsonArray("layers").get(i), layer.get("layer"));
      assertEquals(json.getAsJsonArray("neurons").get(i), layer.get("neurons"));
      // Counted by the evaluation in a run of its own.
      assertEquals(
          json.getAsJsonArray("firingRates").get(i).getAsDouble(),
          layer.get("firingRate").getAsDouble(),
          1e-12);
      for (String key :
          List.of(
              "correlation",
              "error",
              "meanError",
              "clipping",
              "quantization",
              "unevenness",
              "saturated",
              "silent")) {
        assertTrue(Double.isFinite(layer.get(key).getAsDouble()), key);
      }
    }
    JsonObject start = diagnosis.getAsJsonObject("damageStart");
    assertTrue(json.getAsJsonArray("layers").contains(start.get("layer")), start.toString());
    assertTrue(start.get("error").getAsDouble() > start.get("errorBefore").getAsDouble());
    assertTrue(json.get("annAccuracy").getAsDouble() > 0.9);
  }

  @Test
  void needsNoLabels() throws IOException {
    // Away from the labels that would be found beside them.
    Path images = Files.copy(Fixtures.TEST_IMAGES, folder.resolve("images-idx3-ubyte.gz"));
    Cli.Result result =
        Cli.run(
            "evaluate",
            snn,
            "--data",
            images,
            "--samples",
            20,
            "-T",
            10,
            "--reference",
            MODEL,
            "--diagnose");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("unevenness"), result.out());
    assertTrue(result.out().contains("damage starts at /network/"), result.out());
    assertFalse(result.out().contains("accuracy"), result.out());
    assertFalse(result.out().contains("note:"), result.out());
  }

  /** After one timestep from 0 no neuron has fired: there is nothing to correlate. */
  @Test
  void leavesOutWhatIsUndefined() {
    Cli.Result json = evaluate("--reference", MODEL, "--diagnose", "--json", "-T", 1);
    assertEquals(0, json.code(), json.err());
    JsonObject last =
        json.json().getAsJsonObject("diagnosis").getAsJsonArray("layers").get(2).getAsJsonObject();
    assertFalse(last.has("correlation"), last.toString());
    assertEquals(1, last.get("error").getAsDouble());
    Cli.Result text = evaluate("--reference", MODEL, "--diagnose", "-T", 1);
    assertTrue(text.out().contains("–"), text.out());
  }

  @Test
  void isLeftOutUnlessAskedFor() {
    assertFalse(evaluate("--json").json().has("diagnosis"));
  }

  private static void assertUsage(Cli.Result result, String... words) {
    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertEquals("", result.out());
    for (String word : words) {
      assertTrue(result.err().contains(word), result.err());
    }
  }

  @Test
  void needsTheReference() {
    assertUsage(evaluate("--diagnose"), "--diagnose", "--reference MODEL.onnx");
  }

  /** Two of its layers happen to have names and shapes of ours. */
  @Test
  void saysThatTheReferenceIsAnotherNetwork() {
    Cli.Result result = evaluate("--reference", Fixtures.model("mnist-cnn-maxpool"), "--diagnose");
    assertEquals(0, result.code(), result.err());
    String notes =
        result.out().lines().filter(line -> line.startsWith("note:")).toList().toString();
    assertTrue(notes.contains("another file"), notes);
    assertTrue(notes.contains("mnist-cnn-avgpool.onnx"), notes);
    assertTrue(notes.contains("'/network/network.10/Relu' is not compared"), notes);
  }
}
