package io.spikeport.stepgraph;

import com.google.protobuf.ByteString;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.AttributeProto.AttributeType;
import io.spikeport.proto.Onnx.GraphProto;
import java.util.List;

/** Attributes of ONNX nodes. */
final class Attributes {

  private Attributes() {}

  static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeType.INT).setI(value).build();
  }

  static AttributeProto real(String name, float value) {
    return attribute(name, AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto text(String name, String value) {
    return attribute(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto integers(String name, List<Integer> values) {
    AttributeProto.Builder attribute = attribute(name, AttributeType.INTS);
    values.forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto graph(String name, GraphProto value) {
    return attribute(name, AttributeType.GRAPH).setG(value).build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
