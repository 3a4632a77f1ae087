package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.spikeport.error.DataException;
import io.spikeport.error.FileException;
import io.spikeport.proto.Onnx;
import io.spikeport.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {

  @TempDir Path folder;

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("labels.txt"), text);
  }

  private String refusal(String text) {
    return assertThrows(DataException.class, () -> Labels.read(file(text))).getMessage();
  }

  @Test
  void text() throws Exception {
    Labels labels = Labels.read(file("3\n 1 \r\n\n0"));
    assertEquals(Labels.of(3, 1, 0), labels);
    assertEquals(3, labels.largest());
    assertSame(labels, labels.requireBelow(4));
    DataException e = assertThrows(DataException.class, () -> labels.requireBelow(3));
    assertTrue(e.getMessage().contains("found 3 for sample 0"), e.getMessage());
  }

  @Test
  void textThatIsNone() {
    assertEquals(
        folder.resolve("labels.txt")
            + ": line 2: expected one integer, found 'cat'; give one class index per line",
        refusal("1\ncat\n"));
    assertTrue(refusal("1\n-1\n").contains("-1 for sample 1"));
    assertTrue(refusal("99999999999").contains("count the classes from 0"));
    assertTrue(refusal("\n\n").contains("an empty set"));
    assertTrue(refusal("1.0").contains("found '1.0'"));
  }

  @Test
  void textWithByteOrderMark() throws Exception {
    assertEquals(Labels.of(3, 1), Labels.read(file("\ufeff3\n1\n")));
  }

  @Test
  void otherFiles() throws Exception {
    Path noise = Files.write(folder.resolve("noise"), new byte[] {(byte) 0xfe, (byte) 0xff, 1, 2});
    assertThrows(DataException.class, () -> Labels.read(noise));
    assertThrows(FileException.class, () -> Labels.read(folder.resolve("missing")));
    DataException e =
        assertThrows(
            DataException.class,
            () -> Labels.read(Path.of("fixtures/mnist/t10k-images-idx3-ubyte.gz")));
    assertTrue(e.getMessage().contains("expected one integer per sample"), e.getMessage());
  }

  private Dataset tensor(Onnx.TensorProto tensor) throws Exception {
    Path file = Files.write(folder.resolve("input_0.pb"), tensor.toByteArray());
    return Datasets.open(file, DataOptions.DEFAULT);
  }

  @Test
  void onnxTensors() throws Exception {
    Onnx.TensorProto floats =
        Onnx.TensorProto.newBuilder()
            .addAllDims(List.of(2L, 1L, 2L))
            .setDataType(Onnx.TensorProto.DataType.FLOAT_VALUE)
            .addAllFloatData(List.of(1f, 2f, 3f, 4f))
            .build();
    Dataset data = tensor(floats);
    assertEquals(Shape.of(1, 2), data.sampleShape());
    assertEquals("[1.0, 2.0, 3.0, 4.0]", Samples.head(Samples.all(data)));
    Dataset raw =
        tensor(
            Onnx.TensorProto.newBuilder()
                .addAllDims(List.of(2L, 1L))
                .setDataType(Onnx.TensorProto.DataType.UINT8_VALUE)
                .setRawData(ByteString.copyFrom(new byte[] {5, (byte) 200}))
                .build());
    assertEquals("[5.0, 200.0]", Samples.head(Samples.all(raw)));
    assertThrows(DataException.class, () -> tensor(floats.toBuilder().clearFloatData().build()));
    assertThrows(DataException.class, () -> tensor(floats.toBuilder().setDims(1, -1).build()));
    assertThrows(DataException.class, () -> tensor(floats.toBuilder().setDataType(8).build()));
  }
}
