package io.spikeport.format.portable;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the numbers of large tensors out of the message and writes them straight to the file, so
 * that a network is not in memory a second time as bytes. The file is the one that the whole
 * message would give, byte for byte.
 */
final class LargeTensors implements TensorEncoder {

  /**
   * Elements, 4 MiB, from which on memory counts; below, the message is the cheaper way: protobuf
   * writes it without looking its fields up by their descriptors.
   */
  private static final int LARGE = 1 << 20;

  private static final int PIECE = 1 << 14;

  /** By the very message that stands for the tensor; equal ones may stand for others. */
  private final Map<Message, Tensor> tensors = new IdentityHashMap<>();

  /** Encoded sizes of the messages that hold such tensors. */
  private final Map<Message, Integer> sizes = new IdentityHashMap<>();

  private final int large;

  LargeTensors() {
    this(LARGE);
  }

  /**
   * @param large number of elements from which on a tensor is kept out
   */
  LargeTensors(int large) {
    this.large = large;
  }

  @Override
  public Snn.Tensor encode(String place, Tensor tensor) {
    if (tensor.size() < large) {
      return TensorCodec.encode(place, tensor);
    }
    TensorCodec.requireEncodable(place, tensor);
    Snn.Tensor message =
        Snn.Tensor.newBuilder()
            .addAllShape(tensor.shape().toList())
            .setData(ByteString.EMPTY)
            .build();
    tensors.put(message, tensor);
    return message;
  }

  /** Writes a message with the tensors in their places. */
  void write(Message message, OutputStream out) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out);
    writeFields(message, coded);
    coded.flush();
  }

  private void writeFields(Message message, CodedOutputStream out) throws IOException {
    if (tensors.containsKey(message)) {
      writeTensor((Snn.Tensor) message, out);
      return;
    }
    if (!holdsLarge(message)) {
      message.writeTo(out);
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (!isMessage(field.getKey())) {
        alone(message, field).writeTo(out);
        continue;
      }
      for (Message part : parts(field.getValue())) {
        out.writeTag(field.getKey().getNumber(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size(part));
        writeFields(part, out);
      }
    }
  }

  private void writeTensor(Snn.Tensor message, CodedOutputStream out) throws IOException {
    message.toBuilder().clearData().build().writeTo(out);
    FloatBuffer values = tensors.get(message).buffer();
    out.writeTag(Snn.Tensor.DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(values.remaining() * Float.BYTES);
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      int count = Math.min(PIECE, values.remaining());
      piece.asFloatBuffer().put(values.slice(values.position(), count));
      values.position(values.position() + count);
      out.writeRawBytes(piece.array(), 0, count * Float.BYTES);
    }
  }

  @Override
  public int size(Message message) {
    Integer known = sizes.get(message);
    if (known != null) {
      return known;
    }
    if (!holdsLarge(message)) {
      return message.getSerializedSize();
    }
    long size = 0;
    if (tensors.containsKey(message)) {
      int bytes = tensors.get(message).size() * Float.BYTES;
      size += ((Snn.Tensor) message).toBuilder().clearData().build().getSerializedSize();
      size += CodedOutputStream.computeTagSize(Snn.Tensor.DATA_FIELD_NUMBER);
      size += CodedOutputStream.computeUInt32SizeNoTag(bytes) + (long) bytes;
    } else {
      for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
        if (!isMessage(field.getKey())) {
          size += alone(message, field).getSerializedSize();
          continue;
        }
        for (Message part : parts(field.getValue())) {
          int inside = size(part);
          size += CodedOutputStream.computeTagSize(field.getKey().getNumber());
          size += CodedOutputStream.computeUInt32SizeNoTag(inside) + (long) inside;
        }
      }
    }
    sizes.put(message, Math.toIntExact(size));
    return (int) size;
  }

  private boolean holdsLarge(Message message) {
    if (tensors.isEmpty()) {
      return false;
    }
    return tensors.containsKey(message)
        || message.getAllFields().entrySet().stream()
            .filter(field -> isMessage(field.getKey()))
            .anyMatch(field -> parts(field.getValue()).stream().anyMatch(this::holdsLarge));
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  @SuppressWarnings("unchecked")
  private static Collection<Message> parts(Object value) {
    return value instanceof List<?> list ? (List<Message>) list : List.of((Message) value);
  }

  /** A message with nothing but one field, which protobuf can write. */
  private static Message alone(Message message, Map.Entry<FieldDescriptor, Object> field) {
    return message.newBuilderForType().setField(field.getKey(), field.getValue()).build();
  }
}
