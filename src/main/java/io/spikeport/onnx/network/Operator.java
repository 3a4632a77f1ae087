package io.spikeport.onnx.network;

import java.util.List;
import java.util.Optional;

/**
 * The declaration of one ONNX operator of the standard domain: what the importer checks, what it
 * does, and what the user is told.
 *
 * @param since the first opset version that has it (of those that are read)
 * @param until the first opset version that no longer has it
 * @param minInputs how many inputs a node has at least
 * @param maxInputs how many at most
 * @param moreInputsSince the first opset version in which a node may have more than {@code
 *     minInputs}; before, they were attributes
 * @param maxOutputs how many outputs a node has at most
 * @param attributes all attributes of all versions
 * @param becomes what it becomes in the graph, in words; empty if it is never imported
 * @param refused what cannot be imported, in words; empty if everything can
 * @param remedy what the user can do about a node that is refused
 * @param translation what to do with a node that depends on the model's input
 * @param folding what to do with a node all of whose inputs are constants
 */
public record Operator(
    String name,
    int since,
    int until,
    int minInputs,
    int maxInputs,
    int moreInputsSince,
    int maxOutputs,
    List<Attribute> attributes,
    String becomes,
    String refused,
    String remedy,
    Optional<Translation> translation,
    Optional<Folding> folding) {

  public Operator {
    attributes = List.copyOf(attributes);
  }

  /** Whether a node of this operator can be imported at all. */
  public boolean isImported() {
    return translation.isPresent() || folding.isPresent();
  }

  /** Refuses nodes whose version, inputs, outputs or attributes are not as declared. */
  public void check(OnnxNode node) {
    if (!isImported()) {
      throw node.refuse(refused);
    }
    int opset = node.opset();
    if (opset < since || opset >= until) {
      throw node.refuse("this operator does not exist in opset " + opset);
    }
    int most = opset < moreInputsSince ? minInputs : maxInputs;
    if (node.inputs() < minInputs || node.inputs() > most) {
      throw node.refuse(
          "expected "
              + (minInputs == most ? minInputs : minInputs + " or more")
              + " inputs, found "
              + node.inputs());
    }
    if (node.outputs() < 1 || node.outputs() > maxOutputs) {
      throw node.refuse(
          "expected 1" + (maxOutputs > 1 ? " or more" : "") + " outputs, found " + node.outputs());
    }
    node.attributes()
        .forEach(
            value ->
                attributes.stream()
                    .filter(a -> a.name().equals(value.getName()) && a.isIn(opset))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            node.refuse(
                                "attribute '" + value.getName() + "' is unknown in opset " + opset))
                    .check(node, value));
  }
}
