package io.spikeport.onnx.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.StringStringEntryProto;
import io.spikeport.proto.Onnx.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a model without its large weights: what would be their bytes in the message is told as
 * external data that lies in the model's own file. So a model of half a gigabyte is not in memory
 * once as bytes, once as a message and once more for ONNX Runtime, which maps such data; only those
 * that ask for a tensor's values have them.
 */
final class LargeValues {

  private final String fileName;
  private final int large;

  /**
   * @param fileName of the model, without its folder
   * @param large bytes from which on an initializer's values are left in the file
   */
  LargeValues(String fileName, int large) {
    this.fileName = fileName;
    this.large = large;
  }

  /**
   * Copies a model, its large values left out.
   *
   * @return a serialized {@link ModelProto}
   * @throws com.google.protobuf.InvalidProtocolBufferException if it is cut short or no message
   */
  byte[] leaveOut(InputStream model) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(model);
    return copy(in, ModelProto.GRAPH_FIELD_NUMBER, this::graph);
  }

  private byte[] graph(CodedInputStream in) throws IOException {
    return copy(in, GraphProto.INITIALIZER_FIELD_NUMBER, this::tensor);
  }

  private interface Part {
    byte[] copy(CodedInputStream in) throws IOException;
  }

  /** Copies the message up to its end, with every field {@code number} treated by {@code part}. */
  private static byte[] copy(CodedInputStream in, int number, Part part) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == delimited(number)) {
        int outer = in.pushLimit(in.readRawVarint32());
        out.writeByteArray(number, part.copy(in));
        in.popLimit(outer);
      } else {
        copyField(tag, in, out);
      }
    }
    in.checkLastTagWas(0);
    out.flush();
    return bytes.toByteArray();
  }

  private static void copyField(int tag, CodedInputStream in, CodedOutputStream out)
      throws IOException {
    UnknownFieldSet.Builder field = UnknownFieldSet.newBuilder();
    field.mergeFieldFrom(tag, in);
    field.build().writeTo(out);
  }

  private static int delimited(int number) {
    return number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private byte[] tensor(CodedInputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    boolean external = false;
    int start = 0;
    int size = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == delimited(TensorProto.RAW_DATA_FIELD_NUMBER)) {
        int length = in.readRawVarint32();
        if (length < large) {
          out.writeByteArray(TensorProto.RAW_DATA_FIELD_NUMBER, in.readRawBytes(length));
          size = 0;
        } else {
          start = in.getTotalBytesRead();
          size = length;
          in.skipRawBytes(length);
        }
      } else {
        int number = WireFormat.getTagFieldNumber(tag);
        external |= number == TensorProto.DATA_LOCATION_FIELD_NUMBER;
        external |= number == TensorProto.EXTERNAL_DATA_FIELD_NUMBER;
        copyField(tag, in, out);
      }
    }
    in.checkLastTagWas(0);
    if (size > 0 && !external) {
      writeLocation(out, start, size);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private void writeLocation(CodedOutputStream out, int start, int size) throws IOException {
    entry(out, "location", fileName);
    entry(out, "offset", Integer.toString(start));
    entry(out, "length", Integer.toString(size));
    out.writeEnum(
        TensorProto.DATA_LOCATION_FIELD_NUMBER, TensorProto.DataLocation.EXTERNAL.getNumber());
  }

  private static void entry(CodedOutputStream out, String key, String value) throws IOException {
    out.writeMessage(
        TensorProto.EXTERNAL_DATA_FIELD_NUMBER,
        StringStringEntryProto.newBuilder().setKey(key).setValue(value).build());
  }
}
