package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.GraphInput;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorShapeProto.Dimension;
import io.spikeport.proto.Onnx.ValueInfoProto;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The model's one input.
 *
 * @param sample extents without the batch axis
 * @param batch the batch size, where the model declares one
 */
record ModelInput(String name, Shape sample, OptionalInt batch) {

  static ModelInput of(GraphProto graph, ImportOptions options, String file) {
    // Before IR version 4 initializers are listed among the inputs.
    Set<String> initializers =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !initializers.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw new ModelException(
          Problem.mismatch(
              file,
              "one input",
              inputs.isEmpty()
                  ? "none"
                  : inputs.stream()
                      .map(i -> "'" + i.getName() + "'")
                      .collect(Collectors.joining(", ")),
              "export the model with the image as its only input"));
    }
    return of(inputs.get(0), options, file + ": input '" + inputs.get(0).getName() + "'");
  }

  private static ModelInput of(ValueInfoProto info, ImportOptions options, String place) {
    int type = info.getType().getTensorType().getElemType();
    if (ElementType.of(type).filter(t -> !t.isInteger()).isEmpty()) {
      throw new ModelException(
          Problem.mismatch(
              place, "real numbers", ElementType.name(type), "export the model for float32"));
    }
    if (!info.getType().getTensorType().hasShape()) {
      Shape sample =
          options
              .sampleShape()
              .orElseThrow(() -> unknown(place, "none", "give data, whose shape will be used"));
      return new ModelInput(info.getName(), sample, OptionalInt.empty());
    }
    List<Dimension> dims = info.getType().getTensorType().getShape().getDimList();
    if (dims.isEmpty()) {
      throw unknown(place, "a scalar", "export the model for a batch of images");
    }
    OptionalInt batch =
        dims.get(0).getDimValue() > 0
            ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, dims.get(0).getDimValue()))
            : OptionalInt.empty();
    return new ModelInput(info.getName(), sample(dims, options.sampleShape(), place), batch);
  }

  private static Shape sample(List<Dimension> dims, Optional<Shape> data, String place) {
    int[] extents = new int[dims.size() - 1];
    for (int axis = 0; axis < extents.length; axis++) {
      Dimension dim = dims.get(axis + 1);
      if (dim.getDimValue() > 0 && dim.getDimValue() <= Integer.MAX_VALUE) {
        extents[axis] = (int) dim.getDimValue();
      } else if (dim.getDimValue() != 0) {
        throw unknown(place, "extent " + dim.getDimValue(), "export the model again");
      } else if (data.isPresent() && data.orElseThrow().rank() == extents.length) {
        extents[axis] = data.orElseThrow().extent(axis);
      } else {
        throw unknown(
            place, shown(dims), "give data of that rank, or export with fixed image extents");
      }
    }
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw unknown(place, e.getMessage(), "export the model again");
    }
  }

  private static String shown(List<Dimension> dims) {
    return dims.stream()
        .map(
            d -> d.getDimValue() > 0 ? Long.toString(d.getDimValue()) : "'" + d.getDimParam() + "'")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static ModelException unknown(String place, String found, String remedy) {
    return new ModelException(
        Problem.mismatch(place, "a known shape with a batch axis", found, remedy));
  }

  GraphInput toGraphInput() {
    return new GraphInput(name, sample);
  }
}
