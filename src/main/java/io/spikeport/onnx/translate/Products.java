package io.spikeport.onnx.translate;

import io.spikeport.onnx.network.GraphBuilder;
import io.spikeport.onnx.network.OnnxNode;
import io.spikeport.onnx.network.Value;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Einsum, and what MatMul has beyond weights of two axes on the right. */
public final class Products {

  /** Letters for axes that the model has given none. */
  private static final String SPARE = "αβγδεζηθικλμνξοπρστυφχψω";

  private Products() {}

  public static List<Value> einsum(OnnxNode node, GraphBuilder builder) {
    String equation = node.text("equation", "").replace(" ", "");
    String[] sides = equation.split("->", -1);
    List<String> operands = new ArrayList<>(Arrays.asList(sides[0].split(",", -1)));
    if (operands.size() != node.inputs() || node.inputs() > 2 || sides.length > 2) {
      throw node.refuse(
          "expected an equation for one or two inputs, found '"
              + equation
              + "' for "
              + node.inputs());
    }
    int value = node.isConstant(0) ? 1 : 0;
    Activation x = node.activation(value);
    Tensor constant = node.inputs() > 1 ? node.parameter(1 - value) : Tensor.scalar(1);
    int most = 0;
    for (int i = 0; i < operands.size(); i++) {
      int rank = i == value ? x.rank() : constant.shape().rank();
      String letters = operands.get(i);
      if (letters.contains("...")) {
        int missing = rank - letters.length() + 3;
        if (missing < 0 || missing > SPARE.length() / 2) {
          throw node.refuse("expected a letter for every axis, found '" + equation + "'");
        }
        most = Math.max(most, missing);
        operands.set(i, letters.replace("...", spare(missing)));
      }
    }
    String to =
        sides.length == 2
            ? sides[1].replace("...", spare(most))
            : spare(most) + once(String.join("", operands));
    String with = operands.size() > 1 ? operands.get(1 - value) : "";
    return List.of(new Contraction(node, builder).of(x, operands.get(value), constant, with, to));
  }

  /** The last of the spare letters, as broadcasting aligns axes at the right. */
  private static String spare(int count) {
    return SPARE.substring(SPARE.length() - count);
  }

  /** The letters that occur once, in alphabetical order: the result where none is given. */
  private static String once(String letters) {
    return letters
        .chars()
        .filter(l -> SPARE.indexOf(l) < 0 && letters.indexOf(l) == letters.lastIndexOf(l))
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** {@code [N, d…, s, c] · [d…, c, o]}, or with the weights on the left. */
  static Activation matMul(OnnxNode node, GraphBuilder builder, Activation x, boolean left) {
    Tensor given = node.parameter(left ? 0 : 1);
    int rank = given.shape().rank();
    int lead = x.rank() - 2;
    // Axes beyond the value's, and the one beside its batch axis, may only be of extent 1.
    int aligned = Math.max(0, rank - 2);
    List<Integer> extents = new ArrayList<>(given.shape().toList());
    while (aligned > Math.max(0, lead - 1)) {
      if (extents.remove(0) != 1) {
        throw node.refuse("expected the batch axis to stay first, found weights " + given.shape());
      }
      aligned--;
    }
    if (rank == 0 || x.rank() < (left ? 3 : 2)) {
      throw node.refuse("expected products within samples, found " + x + " and " + given.shape());
    }
    String batches = SPARE.substring(0, lead);
    String inner = batches.substring(lead - aligned);
    boolean vector = rank == 1;
    String rows = lead == 0 && !left ? "α" : "s";
    String from = left ? batches + "cs" : (lead == 0 ? "" : batches) + rows + "c";
    String with = vector ? "c" : inner + (left ? "oc" : "co");
    String out = vector ? "" : "o";
    String to = batches + (left ? out + "s" : rows + out);
    Tensor weight = given.reshape(Shape.of(extents));
    return new Contraction(node, builder).of(x, from, weight, with, to);
  }
}
