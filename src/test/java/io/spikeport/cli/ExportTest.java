package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.format.Fixtures;
import io.spikeport.format.ModelFiles;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.SpikingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
