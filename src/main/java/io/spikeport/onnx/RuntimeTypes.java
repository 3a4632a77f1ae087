package io.spikeport.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataLocation;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes float16, bfloat16 and float64 networks float32 throughout, as the importer reads them: for
 * most operators ONNX Runtime has no kernels of those types, and images are float32. Small values
 * in other files come along, because ONNX Runtime wants shapes inside the model.
 */
final class RuntimeTypes {

  /** Elements up to which external values are small. */
  private static final int SMALL = 1 << 16;

  private static final int FLOAT = DataType.FLOAT.getNumber();

  private final Path folder;
  private final String file;

  /** Bytes that may be added to a message, which holds less than 2 GiB. */
  private long bytesLeft = 2000L << 20;

  private RuntimeTypes(Path model) {
    this.folder = Optional.ofNullable(model.getParent()).orElse(Path.of(""));
    this.file = String.valueOf(model.getFileName());
  }

  /**
   * @param model the file, for external data
   * @throws ModelException if the weights are too large for a message in float32
   */
  static void toFloat32(GraphProto.Builder graph, Path model) {
    RuntimeTypes types = new RuntimeTypes(model);
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      TypeProto.Tensor.Builder type = input.getTypeBuilder().getTensorTypeBuilder();
      type.setElemType(isOtherReal(type.getElemType()) ? FLOAT : type.getElemType());
    }
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isOtherReal(tensor.getDataType()) || types.isSmallAndOutside(tensor)) {
        graph.setInitializer(i, types.inside(tensor));
      }
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        types.convert(node.getOpType(), attribute);
      }
    }
  }

  private static boolean isOtherReal(int type) {
    return type != FLOAT && ElementType.of(type).filter(t -> !t.isInteger()).isPresent();
  }

  private boolean isSmallAndOutside(TensorProto tensor) {
    return tensor.getDataLocation() == DataLocation.EXTERNAL
        && ElementType.of(tensor.getDataType()).isPresent()
        && TensorProtos.of(tensor, place(tensor)).size() <= SMALL;
  }

  private String place(TensorProto tensor) {
    return file + ": initializer '" + tensor.getName() + "'";
  }

  private void convert(String operator, AttributeProto.Builder attribute) {
    if (attribute.hasT() && isOtherReal(attribute.getT().getDataType())) {
      attribute.setT(inside(attribute.getT()));
    }
    if (operator.equals("Cast")
        && attribute.getName().equals("to")
        && isOtherReal((int) attribute.getI())) {
      attribute.setI(FLOAT);
    }
  }

  /** Reals as float32 and integers as int64 or what they are, in raw form. */
  private TensorProto inside(TensorProto tensor) {
    TensorProtos decoder = TensorProtos.of(tensor, place(tensor));
    TensorProto.Builder copy =
        TensorProto.newBuilder()
            .setName(tensor.getName())
            .addAllDims(tensor.getDimsList())
            .setDataType(decoder.isInteger() ? tensor.getDataType() : FLOAT);
    if (!decoder.isInteger()) {
      return copy.setRawData(raw(tensor, decoder)).build();
    }
    for (long value : decoder.integers(Optional.of(folder))) {
      addInteger(copy, value);
    }
    return copy.build();
  }

  private ByteString raw(TensorProto tensor, TensorProtos decoder) {
    long bytes = (long) Float.BYTES * decoder.size();
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw new ModelException(
          Problem.mismatch(
              place(tensor),
              "weights that take less than 2 GB as float32",
              "more, of type " + ElementType.name(tensor.getDataType()),
              "export the model in float32, with external data"));
    }
    ByteBuffer raw = ElementType.littleEndian(ByteBuffer.allocate((int) bytes));
    raw.asFloatBuffer().put(decoder.floats(Optional.of(folder)));
    return UnsafeByteOperations.unsafeWrap(raw);
  }

  private static void addInteger(TensorProto.Builder tensor, long value) {
    switch (DataType.forNumber(tensor.getDataType())) {
      case INT64 -> tensor.addInt64Data(value);
      case UINT32 -> tensor.addUint64Data(value);
      default -> tensor.addInt32Data((int) value);
    }
  }
}
