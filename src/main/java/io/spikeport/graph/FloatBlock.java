package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;

/**
 * An ONNX subgraph that is kept as it is and computed by ONNX Runtime in float arithmetic: one
 * output, every sample of a batch by itself.
 *
 * @param model an ONNX model, of float32 inputs and one float32 output, each {@code [N, …]}
 * @param inputs shapes of one sample of its inputs, in order
 * @param output shape of one sample of its output
 * @param operations float operations for one sample, by the convention of docs/theory.md
 */
public record FloatBlock(OnnxBytes model, List<Shape> inputs, Shape output, long operations)
    implements Op {

  public FloatBlock {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty() || operations < 0) {
      throw new IllegalArgumentException(
          "a float block with " + inputs.size() + " inputs and " + operations + " operations");
    }
  }

  @Override
  public Shape outputShape(List<Shape> found) {
    if (!found.equals(inputs)) {
      throw new IllegalArgumentException(
          "expected inputs of shapes " + inputs + ", found " + found);
    }
    return output;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
