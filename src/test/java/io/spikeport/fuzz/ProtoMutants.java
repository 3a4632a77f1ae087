package io.spikeport.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A protobuf message with one field dropped, doubled, or put in another type or size. */
public final class ProtoMutants {

  private ProtoMutants() {}

  public static <M extends Message> Stream<M> of(M message, Class<M> type) {
    return mutants(message).map(type::cast);
  }

  private static Stream<Message> mutants(Message message) {
    return List.copyOf(message.getAllFields().keySet()).stream()
        .flatMap(
            field ->
                Stream.concat(
                    Stream.of(
                        message.toBuilder().clearField(field).build(), retyped(message, field)),
                    field.isRepeated() ? repeated(message, field) : single(message, field)));
  }

  private static Message retyped(Message message, FieldDescriptor field) {
    UnknownFieldSet.Field other =
        UnknownFieldSet.Field.newBuilder().addFixed32(0x7fc00000).addVarint(3).build();
    return message.toBuilder()
        .clearField(field)
        .setUnknownFields(
            UnknownFieldSet.newBuilder(message.getUnknownFields())
                .mergeField(field.getNumber(), other)
                .build())
        .build();
  }

  private static Stream<Message> single(Message message, FieldDescriptor field) {
    return values(field, message.getField(field))
        .map(value -> message.toBuilder().setField(field, value).build());
  }

  private static Stream<Message> repeated(Message message, FieldDescriptor field) {
    List<?> all = (List<?>) message.getField(field);
    int step = Math.max(1, all.size() / 12);
    return IntStream.iterate(0, i -> i < all.size(), i -> i + step)
        .boxed()
        .flatMap(
            i ->
                Stream.concat(
                    Stream.of(
                        message.toBuilder().addRepeatedField(field, all.get(i)).build(),
                        without(message, field, i)),
                    values(field, all.get(i))
                        .map(
                            value ->
                                message.toBuilder().setRepeatedField(field, i, value).build())));
  }

  private static Message without(Message message, FieldDescriptor field, int index) {
    Message.Builder builder = message.toBuilder().clearField(field);
    List<?> all = (List<?>) message.getField(field);
    for (int i = 0; i < all.size(); i++) {
      if (i != index) {
        builder.addRepeatedField(field, all.get(i));
      }
    }
    return builder.build();
  }

  private static Stream<?> values(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> Stream.of(0, -1, 1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, -(Integer) value);
      case LONG -> Stream.of(0L, -1L, 7L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -(Long) value);
      case FLOAT -> Stream.of(0f, -1f, Float.NaN, Float.POSITIVE_INFINITY, 3e38f, -(Float) value);
      case DOUBLE -> Stream.of(0d, -1d, Double.NaN, 1e300, -(Double) value);
      case BOOLEAN -> Stream.of(!(Boolean) value);
      case STRING -> Stream.of("", "text", "x".repeat(3000), "\u0000", value + "s");
      case BYTE_STRING -> {
        ByteString bytes = (ByteString) value;
        ByteString nan = ByteString.copyFrom(new byte[] {0, 0, (byte) 0xc0, 0x7f});
        yield Stream.of(
            ByteString.EMPTY,
            nan,
            bytes.concat(nan),
            bytes.size() < 4 ? nan : nan.concat(bytes.substring(4)),
            bytes.substring(bytes.size() / 2));
      }
      case ENUM -> field.getEnumType().getValues().stream();
      case MESSAGE -> mutants((Message) value);
    };
  }
}
