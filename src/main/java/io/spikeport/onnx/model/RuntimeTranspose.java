package io.spikeport.onnx.model;

import java.util.List;

/**
 * A value that the ONNX model has channels last and the graph channels first.
 *
 * @param value its name in the ONNX model
 * @param channelsFirst its name in the copy for ONNX Runtime, with the axes in the graph's order
 * @param permutation the graph's axis i is the ONNX value's axis {@code permutation[i]}, batch
 *     included
 */
public record RuntimeTranspose(String value, String channelsFirst, List<Integer> permutation) {

  public RuntimeTranspose {
    permutation = List.copyOf(permutation);
  }

  /** The way back: axes of the graph's value for those of the ONNX value. */
  public List<Integer> inverse() {
    Integer[] inverse = new Integer[permutation.size()];
    for (int axis = 0; axis < inverse.length; axis++) {
      inverse[permutation.get(axis)] = axis;
    }
    return List.of(inverse);
  }
}
