package io.spikeport.onnx.model;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataLocation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Decodes ONNX tensors: floats of 16, 32 and 64 bits, integers of 8 to 64 bits, booleans. */
public final class TensorProtos {

  private final TensorProto proto;
  private final String place;
  private final ElementType type;
  private final int[] dims;
  private final int count;

  private TensorProtos(TensorProto proto, String place) {
    this.proto = proto;
    this.place = place;
    this.type =
        ElementType.of(proto.getDataType())
            .orElseThrow(
                () ->
                    malformed(
                        place,
                        "numbers of 8 to 64 bits",
                        ElementType.name(proto.getDataType()),
                        "export the model in float32"));
    this.dims = new int[proto.getDimsCount()];
    this.count = count();
  }

  /**
   * Decodes a tensor to float32, whatever its element type.
   *
   * @param place for messages: the file, or the file and the tensor
   * @throws ModelException if the tensor is malformed, is empty, has values that are no numbers, or
   *     lies in another file
   */
  public static Tensor decode(TensorProto proto, String place) {
    return decode(proto, place, Optional.empty());
  }

  /**
   * Likewise, also where the values lie in another file.
   *
   * @param folder the folder of the file that holds {@code proto}
   * @throws io.spikeport.error.FileException if that other file cannot be read
   */
  public static Tensor decode(TensorProto proto, String place, Path folder) {
    return decode(proto, place, Optional.of(folder));
  }

  private static Tensor decode(TensorProto proto, String place, Optional<Path> folder) {
    TensorProtos decoder = new TensorProtos(proto, place);
    if (decoder.count == 0) {
      throw malformed(place, "values", "an empty tensor", "");
    }
    return Tensor.wrap(Shape.of(decoder.dims), decoder.floats(folder));
  }

  public static TensorProtos of(TensorProto proto, String place) {
    return new TensorProtos(proto, place);
  }

  private int count() {
    long product = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      long extent = proto.getDims(axis);
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw malformed(place, "extents of 0 to 2³¹ − 1", proto.getDimsList().toString(), "");
      }
      dims[axis] = (int) extent;
      // Cannot overflow: both factors are below 2³¹.
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw malformed(place, "fewer than 2³¹ elements", proto.getDimsList().toString(), "");
      }
    }
    return (int) product;
  }

  public String place() {
    return place;
  }

  /** Extents; may hold zeros. */
  public int[] dims() {
    return dims.clone();
  }

  public int size() {
    return count;
  }

  public ElementType type() {
    return type;
  }

  public boolean isInteger() {
    return type.isInteger();
  }

  /** All elements as float32, row-major. */
  public float[] floats(Optional<Path> folder) {
    return values(
        folder, float[]::new, type::floats, (target, i) -> target[i] = (float) typedReal(i));
  }

  /** All elements as integers, row-major; reals are cut. */
  public long[] integers(Optional<Path> folder) {
    return values(
        folder,
        long[]::new,
        type::integers,
        (target, i) -> target[i] = type.isInteger() ? typedInteger(i) : (long) typedReal(i));
  }

  private interface Raw<A> {
    void decode(ByteBuffer raw, A target, int at, int count);
  }

  private interface Typed<A> {
    void decode(A target, int index);
  }

  private <A> A values(Optional<Path> folder, IntFunction<A> array, Raw<A> raw, Typed<A> typed) {
    long bytes = (long) count * type.bytes();
    if (proto.getDataLocation() == DataLocation.EXTERNAL) {
      ExternalData data = ExternalData.of(proto, place, bytes);
      Path base =
          folder.orElseThrow(
              () -> malformed(place, "values in the same file", "external data", ""));
      AtomicReference<A> target = new AtomicReference<>();
      data.read(
          base,
          type,
          count,
          () -> {
            target.set(array.apply(count));
            return (chunk, first, n) -> raw.decode(chunk, target.get(), first, n);
          });
      return target.get();
    }
    // The sizes are compared before anything of the size that the shape claims is allocated.
    if (proto.hasRawData()) {
      if (proto.getRawData().size() != bytes) {
        throw malformed(
            place,
            bytes + " bytes for " + Arrays.toString(dims) + " of " + type,
            String.valueOf(proto.getRawData().size()),
            "");
      }
      A target = array.apply(count);
      ByteBuffer buffer = ElementType.littleEndian(proto.getRawData().asReadOnlyByteBuffer());
      raw.decode(buffer, target, 0, count);
      return target;
    }
    if (typedCount() != count) {
      throw malformed(
          place,
          count + " values for " + Arrays.toString(dims) + " of " + type,
          String.valueOf(typedCount()),
          "");
    }
    A target = array.apply(count);
    for (int i = 0; i < count; i++) {
      typed.decode(target, i);
    }
    return target;
  }

  private int typedCount() {
    return switch (type) {
      case FLOAT -> proto.getFloatDataCount();
      case DOUBLE -> proto.getDoubleDataCount();
      case INT64 -> proto.getInt64DataCount();
      case UINT32 -> proto.getUint64DataCount();
      default -> proto.getInt32DataCount();
    };
  }

  private double typedReal(int index) {
    return switch (type) {
      case FLOAT -> proto.getFloatData(index);
      case DOUBLE -> proto.getDoubleData(index);
      case FLOAT16 -> SmallFloats.fromFloat16((short) proto.getInt32Data(index));
      case BFLOAT16 -> SmallFloats.fromBfloat16((short) proto.getInt32Data(index));
      default -> typedInteger(index);
    };
  }

  private long typedInteger(int index) {
    return switch (type) {
      case INT64 -> proto.getInt64Data(index);
      case UINT32 -> proto.getUint64Data(index);
      default -> proto.getInt32Data(index);
    };
  }

  private static ModelException malformed(
      String place, String expected, String found, String remedy) {
    return new ModelException(Problem.mismatch(place, expected, found, remedy));
  }
}
