package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Locale;

/** {@code y = f(x)}, per element; f is no ReLU, which has an operator of its own. */
public record Pointwise(Activation activation) implements Op {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    activation.check(sample);
    return sample;
  }

  /** The function's name, as ONNX writes names. */
  @Override
  public String name() {
    StringBuilder name = new StringBuilder();
    for (String word : activation.function().name().split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
