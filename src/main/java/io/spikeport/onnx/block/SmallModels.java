package io.spikeport.onnx.block;

import com.google.protobuf.InvalidProtocolBufferException;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.proto.Onnx.ModelProto;

/** Models that this program has made itself. */
final class SmallModels {

  private SmallModels() {}

  static ModelProto parse(OnnxBytes bytes) {
    try {
      return ModelProto.parseFrom(bytes.toArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a model of our own cannot be parsed", e);
    }
  }
}
