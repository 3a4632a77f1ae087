package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run shows to be meaningless is said. */
class WarningsTest {

  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");

  @TempDir static Path folder;
  private static Path snn;

  private static Cli.Result convert(String name, Object... more) {
    Object[] args = {
      "convert",
      MODEL,
      "--calibration",
      Fixtures.CALIBRATION,
      "--samples",
      20,
      "--preset",
      "article",
      "-o",
      folder.resolve(name)
    };
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Cli.run(all);
  }

  @BeforeAll
  static void convert() {
    snn = folder.resolve("model.snn");
    Cli.Result result = convert("model.snn", "-T", 4);
    assertEquals(0, result.code(), result.err());
    assertFalse(result.err().contains("sends"), result.err());
  }

  @Test
  void aNetworkWithoutASpike() {
    Cli.Result result =
        convert("silent.snn", "-T", 10, "--neuron", "lif", "--tau", 20, "--decay-input");
    assertEquals(0, result.code(), result.err());
    assertEquals(
        "note: no neuron sends a spike in T = 10 timesteps on 5 calibration images: the model"
            + " answers every image alike; leave out --decay-input, with which no neuron rises"
            + " above its input, or use --neuron if\n",
        result.err());
  }

  @Test
  void aLayerWithoutASpike() {
    Cli.Result result = convert("layer.snn", "-T", 2, "--neuron", "lif", "--tau", 2);
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result
            .err()
            .matches(
                "(?s)(note: layer '[^']+' sends no spike in T = 2 timesteps on 5 calibration"
                    + " images, though its activations reach [0-9.]+; give more --timesteps or a"
                    + " larger --tau, or use --neuron if\n)+"),
        result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "onnxruntime"})
  void anOverflow(String engine) throws IOException {
    Path data = folder.resolve("huge.npy");
    Files.write(data, images(Float.MAX_VALUE));
    Path report = folder.resolve("report.html");
    Cli.Result result =
        Cli.run("evaluate", snn, "--data", data, "--engine", engine, "--json", "--report", report);
    assertEquals(4, result.code(), result.err());
    assertEquals("", result.out());
    assertFalse(Files.exists(report));
    assertTrue(
        result
            .err()
            .matches(
                "spikeport: image 0: (output|layer '[^']+'): expected values within float32, found"
                    + " an overflow \\(NaN or infinity\\); give images scaled as for training"
                    + " \\(--scale, --mean, --std\\)\n"),
        result.err());
    Path out = folder.resolve("out.npz");
    assertEquals(
        4, Cli.run("simulate", snn, "--input", data, "--engine", engine, "-o", out).code());
    assertFalse(Files.exists(out));
  }

  @Test
  void anOverflowOfTheTrainedNetwork() throws IOException {
    Path data = Files.write(folder.resolve("large.npy"), images(Float.MAX_VALUE));
    Path labels = Files.writeString(folder.resolve("y.txt"), "0\n1\n");
    Cli.Result result =
        Cli.run(
            "evaluate", snn, "--data", data, "--labels", labels, "--reference", MODEL, "--json");
    assertEquals(4, result.code(), result.err());
    assertTrue(result.err().contains("image 0: output of the trained network"), result.err());
  }

  private static byte[] images(float value) {
    ByteBuffer npy = ByteBuffer.allocate(128 + 2 * 784 * 4).order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    npy.put((byte) 1).put((byte) 0).putShort((short) 118);
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 28, 28), }";
    npy.put(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 2 * 784; i++) {
      npy.putFloat(i % 2 == 0 ? value : -value);
    }
    return npy.array();
  }
}
