package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.format.Fixtures;
import io.spikeport.format.ModelFiles;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spiking ONNX files on the command line. */
class OnnxExportTest {

  private static final Path ANN = Path.of("fixtures/mnist-cnn-avgpool.onnx");

  @TempDir Path folder;
  private Path snn;
  private Path onnx;

  @BeforeEach
  void write() throws IOException {
    snn = folder.resolve("model.snn");
    onnx = folder.resolve("model.onnx");
    ModelFiles.write(
        Fixtures.spiking("mnist-cnn-avgpool", "99.9%", MaxPooling.SPIKES, Scalers.SEPARATE), snn);
  }

  @Test
  void otherTimestepsThanTheModelsComeBackAsTheModels() throws IOException {
    Path back = folder.resolve("back.snn");
    Cli.Result written = Cli.run("export", snn, "-o", onnx, "--unrolled", 8);
    assertEquals(0, written.code(), written.err());
    Cli.Result read = Cli.run("export", onnx, "-o", back);
    assertEquals(0, read.code(), read.err());
    assertArrayEquals(Files.readAllBytes(snn), Files.readAllBytes(back));
    assertTrue(Cli.run("inspect", onnx).out().contains("T = 50"), "what the model says");
  }

  @Test
  void everyFormComesBackByteForByte() throws IOException {
    Path back = folder.resolve("back.snn");
    for (Object[] form : new Object[][] {{}, {"--loop"}, {"--unrolled", "50"}}) {
      Object[] command = new Object[4 + form.length];
      System.arraycopy(new Object[] {"export", snn, "-o", onnx}, 0, command, 0, 4);
      System.arraycopy(form, 0, command, 4, form.length);
      Cli.Result there = Cli.run(command);
      assertEquals(0, there.code(), there.err());
      assertEquals(0, Cli.run("export", onnx, "-o", back).code());
      assertArrayEquals(Files.readAllBytes(snn), Files.readAllBytes(back));
    }
  }

  @Test
  void evaluateSimulateAndInspectTakeAStep() {
    assertEquals(0, Cli.run("export", snn, "-o", onnx).code());
    for (String engine : new String[] {"nd4j", "onnxruntime"}) {
      Cli.Result result =
          Cli.run(
              "evaluate",
              onnx,
              "--data",
              io.spikeport.Fixtures.TEST_IMAGES,
              "--labels",
              io.spikeport.Fixtures.TEST_LABELS,
              "--samples",
              "20",
              "-T",
              "10",
              "--engine",
              engine,
              "--json");
      assertEquals(0, result.code(), result.err());
      assertEquals(10, result.json().getAsJsonArray("accuracy").size());
    }
    Path out = folder.resolve("out.npz");
    Cli.Result simulated =
        Cli.run(
            "simulate",
            onnx,
            "--input",
            io.spikeport.Fixtures.TEST_IMAGES,
            "--samples",
            "3",
            "-T",
            "4",
            "--engine",
            "onnxruntime",
            "--spikes",
            "-o",
            out);
    assertEquals(0, simulated.code(), simulated.err());
    Cli.Result inspected = Cli.run("inspect", onnx, "--json");
    assertEquals("spiking model", inspected.json().get("kind").getAsString());
  }

  @Test
  void convertWritesAStep() {
    Cli.Result result =
        Cli.run(
            "convert",
            ANN,
            "--calibration",
            io.spikeport.Fixtures.CALIBRATION,
            "--samples",
            "50",
            "--preset",
            "article",
            "-o",
            onnx);
    assertEquals(0, result.code(), result.err());
    assertTrue(ModelFiles.isSpikingModel(onnx));
    assertFalse(ModelFiles.isSpikingModel(ANN));
  }

  @Test
  void aTrainedNetworkIsNoSpikingModel() {
    Cli.Result result = Cli.run("export", ANN, "-o", folder.resolve("out.snn"));
    assertEquals(3, result.code());
    assertTrue(
        result
            .err()
            .contains(
                ANN
                    + ": expected a spiking model, found an ONNX model without our metadata; if it"
                    + " is a trained network, convert it first"),
        result.err());
  }

  @Test
  void aSpikingModelIsNotConvertedAgain() {
    assertEquals(0, Cli.run("export", snn, "-o", onnx).code());
    Path out = folder.resolve("out.snn");
    Cli.Result result =
        Cli.run("convert", onnx, "--calibration", io.spikeport.Fixtures.CALIBRATION, "-o", out);
    assertEquals(3, result.code());
    assertTrue(
        result.err().contains("expected a trained network, found a spiking model"), result.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void theTrainedNetworkIsNotOverwritten() throws IOException {
    Path copy = Files.copy(ANN, folder.resolve("ann.onnx"));
    Cli.Result result =
        Cli.run("convert", copy, "--calibration", io.spikeport.Fixtures.CALIBRATION, "-o", copy);
    assertEquals(2, result.code());
    assertArrayEquals(Files.readAllBytes(ANN), Files.readAllBytes(copy));
  }

  @Test
  void formsAreForOnnxFilesAndOneAtATime() {
    Cli.Result both = Cli.run("export", snn, "-o", onnx, "--loop", "--unrolled", "3");
    assertEquals(2, both.code());
    assertTrue(both.err().contains("--loop: expected one of --loop and --unrolled"), both.err());
    Cli.Result other = Cli.run("export", snn, "-o", folder.resolve("x.snn"), "--loop");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("--loop: expected an .onnx file to write"), other.err());
  }

  @Test
  void aMissingFileIsAFileFault() {
    assertEquals(4, Cli.run("export", folder.resolve("none.onnx"), "-o", snn).code());
  }
}
