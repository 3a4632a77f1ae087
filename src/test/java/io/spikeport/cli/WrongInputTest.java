package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.proto.Onnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake gets its exit code, a message that helps, no stack trace, and no output file. */
class WrongInputTest {

  private static final Path MODEL = Fixtures.model("mnist-cnn-avgpool");

  @TempDir static Path folder;
  private static Path snn;

  @BeforeAll
  static void convert() {
    snn = folder.resolve("good.snn");
    assertEquals(
        0, Cli.run("convert", MODEL, "--calibration", Fixtures.CALIBRATION, "-o", snn).code());
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void assertMistake(int code, Cli.Result result, String... words) {
    assertEquals(code, result.code(), result.err());
    assertEquals("", result.out());
    for (String word : words) {
      assertTrue(result.err().contains(word), "expected '" + word + "' in: " + result.err());
    }
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(result.err().contains("Exception"), result.err());
    assertFalse(result.err().contains("internal error"), result.err());
  }

  private static Cli.Result convert(Path model, Path calibration) {
    Path out = folder.resolve("out.snn");
    Cli.Result result = Cli.run("convert", model, "--calibration", calibration, "-o", out);
    assertFalse(Files.exists(out), "an output file was left");
    return result;
  }

  private static Cli.Result evaluate(Path model, Path labels) {
    return Cli.run("evaluate", model, "--data", Fixtures.TEST_IMAGES, "--labels", labels, "--json");
  }

  @Test
  void aMissingModel() {
    assertMistake(
        4, convert(folder.resolve("none.onnx"), Fixtures.CALIBRATION), "none.onnx", "no such file");
  }

  @Test
  void missingData() {
    assertMistake(4, convert(MODEL, folder.resolve("none.npy")), "none.npy");
  }

  @Test
  void aFileThatIsNoOnnxModel() throws IOException {
    Path text = file("text.onnx", "This is not a model.".getBytes("UTF-8"));
    assertMistake(3, convert(text, Fixtures.CALIBRATION), "text.onnx", "expected an ONNX model");
  }

  @Test
  void aTruncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(MODEL);
    Path cut = file("cut.onnx", Arrays.copyOf(whole, whole.length / 2));
    assertMistake(3, convert(cut, Fixtures.CALIBRATION), "cut.onnx");
  }

  @Test
  void unsupportedOperatorsAreAllNamed() throws IOException {
    Onnx.ModelProto.Builder model =
        Onnx.ModelProto.parseFrom(Files.readAllBytes(MODEL)).toBuilder();
    int changed = 0;
    for (int i = 0; i < model.getGraph().getNodeCount(); i++) {
      if (model.getGraph().getNode(i).getOpType().equals("Relu")) {
        model.getGraphBuilder().getNodeBuilder(i).setOpType("Tanh");
        changed++;
      }
    }
    assertEquals(3, changed);
    Cli.Result result =
        convert(file("tanh.onnx", model.build().toByteArray()), Fixtures.CALIBRATION);
    assertMistake(3, result, "Tanh", "tanh.onnx");
    assertEquals(3, result.err().lines().filter(line -> line.contains("Tanh")).count());
  }

  @Test
  void calibrationDataOfAnotherShape() throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(16 + 2 * 5 * 5);
    idx.putInt(0x0803).putInt(2).putInt(5).putInt(5);
    Path data = file("small-images-idx3-ubyte", idx.array());
    assertMistake(4, convert(MODEL, data), "small-images", "[1, 28, 28]", "[5, 5]");
  }

  @Test
  void anEmptyCalibrationSet() throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(16);
    idx.putInt(0x0803).putInt(0).putInt(28).putInt(28);
    assertMistake(4, convert(MODEL, file("empty-idx3-ubyte", idx.array())), "empty-idx3");
  }

  @Test
  void calibrationDataThatSilencesALayer() throws IOException {
    ByteBuffer npy = ByteBuffer.allocate(128 + 28 * 28 * 4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY".getBytes("US-ASCII")).put((byte) 1).put((byte) 0);
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 28, 28), }";
    npy.putShort((short) 118).put(header.getBytes("US-ASCII"));
    while (npy.position() < 127) {
      npy.put((byte) ' ');
    }
    npy.put((byte) '\n').putFloat(Float.NaN);
    assertMistake(3, convert(MODEL, file("nan.npy", npy.array())), "layer '", "finite activations");
  }

  @Test
  void labelsOfAnotherLength() throws IOException {
    ByteBuffer idx = ByteBuffer.allocate(8 + 3);
    idx.putInt(0x0801).putInt(3);
    Path labels = file("three-labels-idx1-ubyte", idx.array());
    assertMistake(4, evaluate(snn, labels), "10000 labels", "3 labels");
  }

  @Test
  void aSpikingModelCutShort() throws IOException {
    byte[] whole = Files.readAllBytes(snn);
    Path cut = file("cut.snn", Arrays.copyOf(whole, whole.length - 100));
    assertMistake(3, evaluate(cut, Fixtures.TEST_LABELS), "cut.snn");
  }

  @Test
  void anOutputFolderThatIsMissingOrNotWritable() throws IOException {
    Path missing = folder.resolve("no/such/folder/out.snn");
    assertMistake(
        4,
        Cli.run("convert", MODEL, "--calibration", Fixtures.CALIBRATION, "-o", missing),
        "out.snn",
        "folder");
    Path inFile = file("plain.txt", new byte[1]).resolve("out.snn");
    assertMistake(
        4, Cli.run("convert", MODEL, "--calibration", Fixtures.CALIBRATION, "-o", inFile));
  }

  @Test
  void anOutputOfAnUnknownKindIsRefusedBeforeTheWork() {
    assertMistake(
        4,
        Cli.run(
            "convert",
            MODEL,
            "--calibration",
            Fixtures.CALIBRATION,
            "-o",
            folder.resolve("out.xyz")),
        ".snn");
  }

  @Test
  void wrongOptions() {
    assertMistake(2, Cli.run("convert", MODEL), "--calibration");
    assertMistake(2, Cli.run("convert", MODEL, "--calibration", "x", "--preset", "best"), "best");
    assertMistake(
        2, Cli.run("convert", MODEL, "--calibration", "x", "--normalization", "200%"), "200");
    assertMistake(
        2,
        Cli.run("convert", MODEL, "--calibration", Fixtures.CALIBRATION, "--neuron", "lif"),
        "--tau");
    assertMistake(2, Cli.run("convrt"), "convrt");
    assertMistake(
        2,
        Cli.run("evaluate", snn, "--data", Fixtures.TEST_IMAGES, "-T", "0"),
        "a whole number from 1 to");
  }
}
