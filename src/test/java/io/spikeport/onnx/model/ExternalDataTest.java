package io.spikeport.onnx.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.SpikeportException;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.ModelBuilder;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.proto.Onnx.TensorProto;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weights in other files: read where they are, and never from anywhere but below the model's folder
 * (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489, CVE-2026-34446).
 */
class ExternalDataTest {

  private static final float[] VALUES = {1, -2, 3.5f, 4};
  private static final int BYTES = VALUES.length * Float.BYTES;

  @TempDir Path outside;
  private Path folder;

  @BeforeEach
  void files() throws IOException {
    folder = Files.createDirectories(outside.resolve("model"));
    Files.write(folder.resolve("w.bin"), bytes());
    Files.write(outside.resolve("secret.bin"), bytes());
  }

  private static byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(VALUES);
    return buffer.array();
  }

  /** A network that adds four numbers which lie where {@code entries} say. */
  private Path model(Map<String, String> entries) throws IOException {
    ModelBuilder model = ModelBuilder.opset(13).input(4).node("Add", "y", "x", "w").done();
    TensorProto.Builder tensor =
        model
            .graph()
            .addInitializerBuilder()
            .setName("w")
            .setDataType(1)
            .addDims(4)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    entries.forEach((key, value) -> tensor.addExternalDataBuilder().setKey(key).setValue(value));
    byte[] bytes = model.output("y").build().toByteArray();
    return Files.write(folder.resolve("model.onnx"), bytes);
  }

  private float[] added(Map<String, String> entries) throws IOException {
    ImportedModel imported =
        new OnnxImporter().importModel(OnnxModel.read(model(entries)), ImportOptions.NONE);
    return ((ChannelAffine) imported.graph().nodes().get(0).op()).shift().toArray();
  }

  private <E extends SpikeportException> void refused(
      Class<E> kind, Map<String, String> entries, String word) {
    E e = assertThrows(kind, () -> added(entries));
    assertTrue(e.getMessage().contains("initializer 'w'"), e.getMessage());
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void besideTheModelOrBelow() throws IOException {
    assertArrayEquals(VALUES, added(Map.of("location", "w.bin")));
    Files.createDirectories(folder.resolve("a/b"));
    Files.write(folder.resolve("a/b/w"), new byte[7 + BYTES + 1]);
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("a/b/w").toFile(), "rw")) {
      file.seek(7);
      file.write(bytes());
    }
    assertArrayEquals(
        VALUES, added(Map.of("location", "a/b/w", "offset", "7", "length", "" + BYTES)));
  }

  /** What does not fit into a protobuf message is what external data is for. */
  @Test
  void beyondTwoGigabytes() throws IOException {
    long offset = 5L << 30;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes());
    }

    assertArrayEquals(VALUES, added(Map.of("location", "sparse", "offset", "" + offset)));
  }

  @Test
  void aMissingFileIsNamed() {
    refused(FileException.class, Map.of("location", "gone.bin"), "gone.bin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.bin",
        "a/../../secret.bin",
        "./../secret.bin",
        "/etc/hostname",
        "..\\secret.bin",
        "C:\\secret.bin",
      })
  void pathsThatLeadOut(String location) {
    refused(ModelException.class, Map.of("location", location), "below the model's folder");
  }

  @Test
  void linksThatLeadOut() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), outside.resolve("secret.bin"));
    refused(ModelException.class, Map.of("location", "link"), "a link to");
    Files.createSymbolicLink(folder.resolve("door"), outside);
    refused(ModelException.class, Map.of("location", "door/secret.bin"), "a link to");
    Files.createLink(folder.resolve("hard"), outside.resolve("secret.bin"));
    refused(ModelException.class, Map.of("location", "hard"), "hard links");
  }

  /** A folder whose name begins like the model's is not in it. */
  @Test
  void aNeighbourIsOutside() throws IOException {
    Path neighbour = Files.createDirectories(outside.resolve("model2"));
    Files.write(neighbour.resolve("w"), bytes());
    Files.createSymbolicLink(folder.resolve("next"), neighbour);
    refused(ModelException.class, Map.of("location", "next/w"), "a link to");
  }

  @Test
  void somethingThatIsNoFile() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    refused(ModelException.class, Map.of("location", "sub"), "an ordinary file");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 16, from position 1",
    "16, 16, from position 16",
    "9223372036854775807, 16, from position",
    "-1, 16, offset",
    "x, 16, offset",
    "0, 15, 16 bytes",
    "0, 1000000000000, 16 bytes",
    "0, -16, length",
    "99999999999999999999, 16, offset",
  })
  void rangesThatAreNotInTheFile(String offset, String length, String word) {
    refused(
        ModelException.class,
        Map.of("location", "w.bin", "offset", offset, "length", length),
        word);
  }

  @Test
  void noLocation() {
    refused(ModelException.class, Map.of(), "none");
    refused(ModelException.class, Map.of("location", "\0"), "a file name");
  }

  /** ONNX Runtime is asked only after our own check, so what is refused reaches no other reader. */
  @Test
  void inspectionTellsThemToo() throws IOException {
    OnnxModel model = OnnxModel.read(model(Map.of("location", "../secret.bin")));
    List<?> obstacles = new OnnxImporter().inspect(model, ImportOptions.NONE).obstacles();
    assertTrue(obstacles.toString().contains("below the model's folder"), obstacles.toString());
  }
}
