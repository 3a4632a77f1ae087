package io.spikeport.onnx.network;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.GraphInput;
import io.spikeport.onnx.model.ElementType;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.InputLayout;
import io.spikeport.onnx.model.SourceNode;
import io.spikeport.proto.Onnx.TensorShapeProto.Dimension;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The model's one input.
 *
 * @param layout how the ONNX value lies in the graph's input, which has the channels first
 * @param batch the batch size, where the model declares one
 */
public record ModelInput(String name, ValueLayout layout, OptionalInt batch) {

  /**
   * @param nodes of the model, which tell whether it takes images channels last
   * @throws ModelException if the shape is unknown or makes no sense
   */
  public static ModelInput of(
      ValueInfoProto info, List<SourceNode> nodes, ImportOptions options, String file) {
    String place = file + ": input '" + info.getName() + "'";
    TypeProto.Tensor type = info.getType().getTensorType();
    if (ElementType.of(type.getElemType()).filter(t -> t != ElementType.BOOL).isEmpty()) {
      throw new ModelException(
          Problem.mismatch(
              place,
              "numbers",
              info.getType().hasTensorType() ? ElementType.name(type.getElemType()) : "no tensor",
              "export the model for float32 images"));
    }
    if (!type.hasShape() && options.inputShape().isEmpty()) {
      Shape sample =
          options
              .sampleShape()
              .map(data -> data.apply(List.of()))
              .orElseThrow(() -> unknown(place, "no shape", "give data, whose shape is then used"));
      return new ModelInput(info.getName(), ValueLayout.straight(sample), OptionalInt.empty());
    }
    List<Dimension> dims = stated(type, options.inputShape(), place);
    if (dims.isEmpty()) {
      throw unknown(place, "a scalar", "export the model for a batch of images");
    }
    int[] permutation = IntStream.rangeClosed(1, dims.size() - 1).toArray();
    if (dims.size() > 2 && InputLayout.isChannelsLast(nodes, info.getName(), dims.size())) {
      permutation = IntStream.range(0, dims.size() - 1).map(i -> i + 2).toArray();
      permutation[dims.size() - 2] = 1;
    }
    Integer[] declared = new Integer[permutation.length];
    for (int axis = 1; axis < dims.size(); axis++) {
      declared[permutation[axis - 1] - 1] = (int) Math.max(0, dims.get(axis).getDimValue());
    }
    Optional<Shape> sample =
        List.of(declared).contains(0)
            ? options.sampleShape().map(data -> data.apply(List.of(declared)))
            : Optional.empty();
    int[] stored = new int[permutation.length];
    for (int axis = 1; axis < dims.size(); axis++) {
      int at = permutation[axis - 1] - 1;
      stored[at] = extent(dims, axis, at, sample, place);
    }
    return new ModelInput(
        info.getName(),
        new ValueLayout(shape(stored, place), IntStream.of(permutation).boxed().toList(), false),
        batch(dims.get(0), place));
  }

  /** The extents that the model leaves open, filled in. */
  private static List<Dimension> stated(
      TypeProto.Tensor type, Optional<Shape> shape, String place) {
    List<Dimension> declared = type.getShape().getDimList();
    if (shape.isEmpty()) {
      return declared;
    }
    List<Dimension> dims = new ArrayList<>();
    for (int axis = 0; axis < shape.orElseThrow().rank(); axis++) {
      long extent = shape.orElseThrow().extent(axis);
      boolean open = axis >= declared.size() || declared.get(axis).getDimValue() <= 0;
      if (type.hasShape()
          && (declared.size() != shape.orElseThrow().rank()
              || !open && declared.get(axis).getDimValue() != extent)) {
        throw new UsageException(
            Problem.mismatch(
                "--input-shape",
                "a shape like " + shown(declared) + " of " + place,
                shape.orElseThrow().toString(),
                ""));
      }
      // The batch stays what the model says.
      dims.add(
          open && axis > 0
              ? Dimension.newBuilder().setDimValue(extent).build()
              : type.hasShape() ? declared.get(axis) : Dimension.getDefaultInstance());
    }
    return dims;
  }

  private static OptionalInt batch(Dimension dim, String place) {
    long size = dim.getDimValue();
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw unknown(place, "a batch of " + size, "export the model again");
    }
    return size == 0 ? OptionalInt.empty() : OptionalInt.of((int) size);
  }

  private static int extent(
      List<Dimension> dims, int axis, int storedAxis, Optional<Shape> data, String place) {
    long extent = dims.get(axis).getDimValue();
    if (extent < 0 || extent > Integer.MAX_VALUE) {
      throw unknown(place, shown(dims), "export the model again");
    }
    if (extent > 0) {
      return (int) extent;
    }
    return data.filter(shape -> shape.rank() == dims.size() - 1)
        .map(shape -> shape.extent(storedAxis))
        .orElseThrow(
            () ->
                unknown(
                    place,
                    shown(dims),
                    "give data of that many axes, export for images of one size, or inspect it with"
                        + " --input-shape"));
  }

  private static Shape shape(int[] extents, String place) {
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw unknown(place, String.valueOf(e.getMessage()), "export the model again");
    }
  }

  public static String shown(List<Dimension> dims) {
    List<String> texts = new ArrayList<>();
    for (Dimension dim : dims) {
      texts.add(
          dim.hasDimValue()
              ? Long.toString(dim.getDimValue())
              : dim.getDimParam().isEmpty() ? "?" : dim.getDimParam());
    }
    return texts.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private static ModelException unknown(String place, String found, String remedy) {
    return new ModelException(
        Problem.mismatch(place, "a known shape with a batch axis", found, remedy));
  }

  GraphInput toGraphInput() {
    return new GraphInput(name, layout.stored());
  }
}
