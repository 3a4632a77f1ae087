package io.spikeport.data.array;

import com.google.protobuf.InvalidProtocolBufferException;
import io.spikeport.file.InputFile;
import io.spikeport.proto.Onnx;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * An ONNX {@code TensorProto} in a file of its own, as in the ONNX project's test cases. Its values
 * are what the network is given, so unsigned bytes are not divided by 255.
 */
public final class TensorProtoFile {

  private static final long LIMIT = 1L << 30;

  private TensorProtoFile() {}

  /**
   * Reads a file.
   *
   * @throws io.spikeport.error.DataException if it is no tensor of numbers, or malformed
   */
  public static ArrayFile open(Path file) {
    String place = file.toString();
    byte[] bytes =
        InputFile.readAll(
            file, "an ONNX tensor (.pb)", LIMIT, "save it as .npy, which is streamed");
    try {
      Onnx.TensorProto tensor = Onnx.TensorProto.parseFrom(bytes);
      NumberType type = type(place, tensor.getDataType());
      return ArrayFile.of(
          place,
          List.copyOf(tensor.getDimsList()),
          type,
          ByteOrder.LITTLE_ENDIAN,
          false,
          new Bytes.Heap(content(place, tensor, type)));
    } catch (InvalidProtocolBufferException e) {
      throw Faults.mismatch(
          place, "an ONNX tensor", "something else, or a part of one", "check the file", e);
    }
  }

  private static NumberType type(String place, int number) {
    DataType type = DataType.forNumber(number);
    return switch (type == null ? DataType.UNDEFINED : type) {
      case FLOAT -> NumberType.FLOAT32;
      case DOUBLE -> NumberType.FLOAT64;
      case FLOAT16 -> NumberType.FLOAT16;
      case BFLOAT16 -> NumberType.BFLOAT16;
      case UINT8 -> NumberType.UINT8;
      case INT8 -> NumberType.INT8;
      case BOOL -> NumberType.BOOL;
      case UINT16 -> NumberType.UINT16;
      case INT16 -> NumberType.INT16;
      case UINT32 -> NumberType.UINT32;
      case INT32 -> NumberType.INT32;
      case UINT64 -> NumberType.UINT64;
      case INT64 -> NumberType.INT64;
      default ->
          throw Faults.mismatch(
              place,
              "an ONNX tensor of numbers",
              type == null ? "something else" : "a tensor of type " + type,
              "check the file");
    };
  }

  private static ByteBuffer content(String place, Onnx.TensorProto tensor, NumberType type) {
    if (tensor.getDataLocation() == Onnx.TensorProto.DataLocation.EXTERNAL) {
      throw Faults.mismatch(place, "values in the file", "external data", "save them inside");
    }
    if (tensor.hasRawData()) {
      return tensor.getRawData().asReadOnlyByteBuffer();
    }
    int values =
        tensor.getFloatDataCount()
            + tensor.getDoubleDataCount()
            + tensor.getInt32DataCount()
            + tensor.getInt64DataCount()
            + tensor.getUint64DataCount();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values, type.size())).order(ByteOrder.LITTLE_ENDIAN);
    tensor.getFloatDataList().forEach(bytes::putFloat);
    tensor.getDoubleDataList().forEach(bytes::putDouble);
    tensor.getInt64DataList().forEach(bytes::putLong);
    if (type == NumberType.UINT32) {
      tensor.getUint64DataList().forEach(value -> bytes.putInt(value.intValue()));
    } else {
      tensor.getUint64DataList().forEach(bytes::putLong);
    }
    for (int value : tensor.getInt32DataList()) {
      switch (type.size()) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        default -> bytes.putInt(value);
      }
    }
    return bytes.flip();
  }
}
