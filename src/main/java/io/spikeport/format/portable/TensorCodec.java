package io.spikeport.format.portable;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Tensors as shape and little-endian float32 bytes, row-major. All numbers are finite. */
final class TensorCodec {

  /** 1 GiB of float32. */
  static final int MAXIMUM_ELEMENTS = 1 << 28;

  private TensorCodec() {}

  /**
   * @param place names the tensor in messages
   * @throws ModelException if a number is NaN or infinite
   */
  static Snn.Tensor encode(String place, Tensor tensor) {
    requireEncodable(place, tensor);
    byte[] bytes = new byte[tensor.size() * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(tensor.buffer());
    return Snn.Tensor.newBuilder()
        .addAllShape(tensor.shape().toList())
        .setData(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }

  /**
   * @throws ModelException if a number is NaN or infinite, or there are too many
   */
  static void requireEncodable(String place, Tensor tensor) {
    requireFinite(place, tensor);
    if (tensor.size() > MAXIMUM_ELEMENTS) {
      throw new ModelException(
          Problem.mismatch(
              place, "at most " + MAXIMUM_ELEMENTS + " numbers", "" + tensor.size(), ""));
    }
  }

  /**
   * @param place names the tensor in messages
   * @throws ModelException if the bytes do not fit the shape, or a number is NaN or infinite
   */
  static Tensor decode(String place, Snn.Tensor encoded) {
    Shape shape = decodeShape(place, encoded.getShapeList());
    ByteString data = encoded.getData();
    long expected = (long) shape.size() * Float.BYTES;
    if (data.size() != expected) {
      throw new ModelException(
          Problem.mismatch(
              place,
              expected + " bytes for a tensor of shape " + shape,
              data.size() + " bytes",
              "the file is malformed; write the model again"));
    }
    float[] values = new float[shape.size()];
    data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    Tensor tensor = Tensor.wrap(shape, values);
    requireFinite(place, tensor);
    return tensor;
  }

  /**
   * @throws ModelException if an extent is not positive or the shape has too many elements
   */
  static Shape decodeShape(String place, List<Integer> extents) {
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "a shape of positive extents with fewer than 2^31 elements",
              extents.toString(),
              "the file is malformed; write the model again"),
          e);
    }
  }

  private static void requireFinite(String place, Tensor tensor) {
    int position = tensor.firstNonFinite();
    if (position >= 0) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "finite numbers",
              tensor.get(position) + " at " + index(tensor.shape(), position),
              "train or convert the model again; a network with such a number cannot be run"));
    }
  }

  /** The index along every axis of a row-major position. */
  private static String index(Shape shape, int position) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = 0; axis < index.length; axis++) {
      index[axis] = rest / shape.stride(axis);
      rest %= shape.stride(axis);
    }
    return Arrays.toString(index);
  }
}
