package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.spikeport.format.Fixtures;
import io.spikeport.format.ModelFiles;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.SpikingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spikeport export}, as a user calls it. */
class ExportTest {

  @TempDir Path folder;
  private SpikingModel model;
  private Path snn;

  @BeforeEach
  void write() throws IOException {
    model = Fixtures.spiking("mnist-cnn-avgpool", "99.9%", MaxPooling.AVERAGE, Scalers.SEPARATE);
    snn = folder.resolve("model.snn");
    ModelFiles.write(model, snn);
  }

  @Test
  void throughJsonAndBackNothingIsLost() throws IOException {
    Path json = folder.resolve("model.snn.json");
    Path back = folder.resolve("back.snn");
    Cli.Result there = Cli.run("export", snn, "-o", json, "--json");
    assertEquals(0, there.code(), there.err());
    assertEquals(json.toString(), there.json().get("output").getAsString());
    assertTrue(there.json().get("written").getAsBoolean());
    assertTrue(there.json().getAsJsonArray("losses").isEmpty());
    assertEquals(0, Cli.run("export", json, "-o", back).code());
    assertArrayEquals(Files.readAllBytes(snn), Files.readAllBytes(back));
  }

  @Test
  void anUnknownSuffixIsToldBeforeAnythingIsRead() {
    Cli.Result result = Cli.run("export", folder.resolve("missing.snn"), "-o", "model.xyz");
    assertEquals(4, result.code());
    assertTrue(result.err().contains("model.xyz: expected a name ending in .snn"), result.err());
  }

  @Test
  void aStepOfNoTimeIsAUsageError() {
    Path out = folder.resolve("out.snn");
    Cli.Result result = Cli.run("export", snn, "-o", out, "--dt", "0");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("--dt"), result.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void throughNirAndBackItRunsAlike() {
    Path nir = folder.resolve("model.nir");
    Cli.Result there = Cli.run("export", snn, "-o", nir, "--json");
    assertEquals(0, there.code(), there.err());
    assertTrue(there.json().getAsJsonArray("losses").size() > 0);
    assertTrue(there.err().contains("note: "), there.err());
    for (String losses : List.of("place", "lost", "done", "remedy", "changesResult")) {
      JsonObject first = there.json().getAsJsonArray("losses").get(0).getAsJsonObject();
      assertTrue(first.has(losses), first.toString());
    }
    String[] evaluate = {
      "--data",
      io.spikeport.Fixtures.TEST_IMAGES.toString(),
      "--labels",
      io.spikeport.Fixtures.TEST_LABELS.toString(),
      "--samples",
      "100",
      "-T",
      "10",
      "--json"
    };
    Cli.Result before = Cli.run(with("evaluate", snn, evaluate));
    Cli.Result after = Cli.run(with("evaluate", nir, evaluate));
    assertEquals(0, after.code(), after.err());
    assertEquals(before.json().get("accuracy"), after.json().get("accuracy"));
    Cli.Result inspect = Cli.run("inspect", nir);
    assertTrue(inspect.out().contains("IntegrateAndFire"), inspect.out());
    Path out = folder.resolve("out.npz");
    Cli.Result simulate =
        Cli.run("simulate", nir, "--input", evaluate[1], "--samples", 2, "-T", 3, "-o", out);
    assertEquals(0, simulate.code(), simulate.err());
    Path back = folder.resolve("back.snn.json");
    assertEquals(0, Cli.run("export", nir, "-o", back).code());
  }

  private static Object[] with(String command, Path model, String... rest) {
    List<Object> words = new ArrayList<>(List.of(command, model));
    words.addAll(List.of(rest));
    return words.toArray();
  }

  @Test
  void whatChangesTheResultIsRefusedUnlessAllowed() {
    Path nir = folder.resolve("model.nir");
    Cli.Result refused = Cli.run("export", snn, "-o", nir, "--target", "norse", "--json");
    assertEquals(3, refused.code());
    assertFalse(refused.json().get("written").getAsBoolean());
    assertEquals("norse", refused.json().get("target").getAsString());
    assertTrue(refused.err().contains("--reset hard, or give --allow-lossy"), refused.err());
    assertFalse(Files.exists(nir));
    Cli.Result allowed =
        Cli.run("export", snn, "-o", nir, "--target", "norse", "--allow-lossy", "--json");
    assertEquals(0, allowed.code(), allowed.err());
    assertTrue(allowed.json().get("written").getAsBoolean());
    assertTrue(allowed.err().contains("loss: "), allowed.err());
    assertTrue(Files.exists(nir));
  }

  @Test
  void aBadNirFileIsToldByEveryCommandAndNothingIsWritten() throws IOException {
    Path bad = folder.resolve("bad.nir");
    Files.writeString(bad, "no HDF5");
    Path out = folder.resolve("out.snn");
    for (Cli.Result result :
        List.of(
            Cli.run("export", bad, "-o", out),
            Cli.run("inspect", bad),
            Cli.run("evaluate", bad, "--data", io.spikeport.Fixtures.TEST_IMAGES))) {
      assertEquals(3, result.code());
      assertTrue(result.err().contains("bad.nir: expected a NIR graph"), result.err());
    }
    assertEquals(4, Cli.run("inspect", folder.resolve("none.nir")).code());
    assertFalse(Files.exists(out));
  }

  @Test
  void aTargetForOurOwnFormatIsAUsageError() {
    Path out = folder.resolve("out.snn");
    Cli.Result result = Cli.run("export", snn, "-o", out, "--target", "norse");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("--target"), result.err());
    assertFalse(Files.exists(out));
  }
}
