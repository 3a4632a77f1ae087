package io.spikeport.onnx.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.spikeport.error.ModelException;
import io.spikeport.proto.Onnx.StringStringEntryProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataLocation;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class TensorProtosTest {

  public static TensorProto float16(String name, int[] dims, float... values) {
    TensorProto.Builder tensor = tensor(DataType.FLOAT16, dims).setName(name);
    for (float value : values) {
      tensor.addInt32Data(float16Bits(value));
    }
    return tensor.build();
  }

  /** Good for the few values that the tests use: normal numbers with short fractions. */
  private static int float16Bits(float value) {
    int bits = Float.floatToIntBits(value);
    int exponent = ((bits >> 23) & 0xff) - 127 + 15;
    return (bits >>> 16 & 0x8000) | exponent << 10 | (bits >> 13 & 0x3ff);
  }

  private static TensorProto.Builder tensor(DataType type, int... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type.getNumber());
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static float[] decoded(TensorProto tensor) {
    return TensorProtos.decode(tensor, "tensor").toArray();
  }

  private static float[] decoded(DataType type, ByteBuffer raw, int count) {
    return decoded(tensor(type, count).setRawData(ByteString.copyFrom(raw.flip())).build());
  }

  @Test
  void decodesRawFloats() {
    ByteBuffer raw = bytes(8).putFloat(1.5f).putFloat(-0f);

    assertArrayEquals(new float[] {1.5f, -0f}, decoded(DataType.FLOAT, raw, 2));
  }

  @Test
  void decodesRawDoublesAndIntegers() {
    assertArrayEquals(
        new float[] {0.1f, -3},
        decoded(DataType.DOUBLE, bytes(16).putDouble(0.1).putDouble(-3), 2));
    assertArrayEquals(
        new float[] {-7, 1 << 20},
        decoded(DataType.INT64, bytes(16).putLong(-7).putLong(1 << 20), 2));
    assertArrayEquals(
        new float[] {-7, 3}, decoded(DataType.INT32, bytes(8).putInt(-7).putInt(3), 2));
    assertArrayEquals(
        new float[] {-1, 255 * 256 + 255},
        new float[] {
          decoded(DataType.INT16, bytes(2).putShort((short) -1), 1)[0],
          decoded(DataType.UINT16, bytes(2).putShort((short) -1), 1)[0]
        });
    assertArrayEquals(
        new float[] {-1, 255, 1},
        new float[] {
          decoded(DataType.INT8, bytes(1).put((byte) -1), 1)[0],
          decoded(DataType.UINT8, bytes(1).put((byte) -1), 1)[0],
          decoded(DataType.BOOL, bytes(1).put((byte) 1), 1)[0]
        });
  }

  @Test
  void decodesTypedLists() {
    assertArrayEquals(
        new float[] {1, 2},
        decoded(tensor(DataType.FLOAT, 2).addFloatData(1).addFloatData(2).build()));
    assertArrayEquals(
        new float[] {0.5f}, decoded(tensor(DataType.DOUBLE, 1).addDoubleData(0.5).build()));
    assertArrayEquals(new float[] {9}, decoded(tensor(DataType.INT64, 1).addInt64Data(9).build()));
    assertArrayEquals(
        new float[] {9}, decoded(tensor(DataType.UINT32, 1).addUint64Data(9).build()));
    assertArrayEquals(new float[] {-9}, decoded(tensor(DataType.INT8, 1).addInt32Data(-9).build()));
    assertArrayEquals(new float[] {1.5f, -2}, decoded(float16("t", new int[] {2}, 1.5f, -2)));
  }

  /** All from the table of binary16 in IEEE 754. */
  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x8000, -0",
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x0400, 6.103515625e-5",
    "0x0001, 5.9604644775390625e-8",
    "0x83ff, -6.097555160522461e-5",
    "0x3555, 0.333251953125",
    "0x7c00, Infinity",
    "0xfc00, -Infinity"
  })
  void widensFloat16(String bits, float expected) {
    assertEquals(expected, SmallFloats.fromFloat16(Integer.decode(bits).shortValue()));
  }

  @Test
  void widensFloat16NaN() {
    assertTrue(Float.isNaN(SmallFloats.fromFloat16((short) 0x7e00)));
  }

  @Test
  void widensBfloat16() {
    assertEquals(1f, SmallFloats.fromBfloat16((short) 0x3f80));
    assertEquals(-3.140625f, SmallFloats.fromBfloat16((short) 0xc049));
  }

  @Test
  void decodesAScalar() {
    assertEquals(
        Tensor.scalar(4), TensorProtos.decode(tensor(DataType.FLOAT).addFloatData(4).build(), "t"));
    assertEquals(
        Shape.of(1, 2),
        TensorProtos.decode(
                tensor(DataType.FLOAT, 1, 2).addFloatData(4).addFloatData(5).build(), "t")
            .shape());
  }

  private static String refusal(TensorProto tensor) {
    return assertThrows(ModelException.class, () -> decoded(tensor)).getMessage();
  }

  @Test
  void refusesDataThatDoesNotFitTheShape() {
    assertEquals(
        "tensor: expected 12 bytes for [3] of FLOAT, found 5",
        refusal(tensor(DataType.FLOAT, 3).setRawData(ByteString.copyFrom(new byte[5])).build()));
    assertEquals(
        "tensor: expected 3 values for [3] of FLOAT, found 1",
        refusal(tensor(DataType.FLOAT, 3).addFloatData(1).build()));
  }

  /** Nothing of the claimed size may be allocated before the claim is checked. */
  @Test
  void refusesShapesThatClaimTooMuch() {
    assertEquals(
        "tensor: expected 8589934588 bytes for [2147483647] of FLOAT, found 0",
        refusal(tensor(DataType.FLOAT, Integer.MAX_VALUE).setRawData(ByteString.EMPTY).build()));
    assertTrue(
        refusal(tensor(DataType.FLOAT, 65536, 65536).build()).contains("fewer than 2³¹ elements"));
    assertTrue(
        refusal(tensor(DataType.FLOAT).addDims(1L << 40).build()).contains("extents of 0 to"));
    assertTrue(refusal(tensor(DataType.FLOAT, -1).build()).contains("found [-1]"));
    assertTrue(refusal(tensor(DataType.FLOAT, 0).build()).contains("an empty tensor"));
    // 2³¹ · 2³¹ · 4 overflows to 0 in 64 bits.
    assertTrue(
        refusal(tensor(DataType.FLOAT, 1 << 30, 1 << 30, 1 << 4).build()).contains("fewer than"));
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertEquals(
        "tensor: expected numbers of 8 to 64 bits, found STRING; export the model in float32",
        refusal(tensor(DataType.STRING, 1).addStringData(ByteString.EMPTY).build()));
    assertTrue(refusal(tensor(DataType.COMPLEX64, 1).build()).contains("COMPLEX64"));
    assertTrue(
        refusal(TensorProto.newBuilder().setDataType(999).build()).contains("element type 999"));
  }

  @Test
  void refusesExternalDataWhereThereIsNoFolder() {
    TensorProto tensor =
        tensor(DataType.FLOAT, 1)
            .setDataLocation(DataLocation.EXTERNAL)
            .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("a"))
            .build();

    assertEquals("tensor: expected values in the same file, found external data", refusal(tensor));
  }
}
