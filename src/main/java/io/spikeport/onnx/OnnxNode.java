package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.Value.Activation;
import io.spikeport.onnx.Value.Missing;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import java.util.List;
import java.util.Optional;

/** One node of an ONNX model as a translation reads it, its inputs resolved. */
final class OnnxNode {

  private final NodeProto proto;
  private final String name;
  private final int opset;
  private final List<Optional<Value>> inputs;

  /**
   * @param name the name by which graph and messages know the node
   * @param opset version of the operator set that gives the node its meaning
   * @param inputs empty where an optional input is left out
   */
  OnnxNode(NodeProto proto, String name, int opset, List<Optional<Value>> inputs) {
    this.proto = proto;
    this.name = name;
    this.opset = opset;
    this.inputs = List.copyOf(inputs);
  }

  String name() {
    return name;
  }

  String type() {
    return proto.getOpType();
  }

  int opset() {
    return opset;
  }

  /** For messages: {@code node 'conv1' (Conv)}. */
  String place() {
    return "node '" + name + "' (" + proto.getOpType() + ")";
  }

  ModelException refuse(String fault, String remedy) {
    return new ModelException(new Problem(place(), fault, remedy));
  }

  int inputs() {
    return inputs.size();
  }

  String inputName(int index) {
    return proto.getInput(index);
  }

  String outputName() {
    return proto.getOutput(0);
  }

  boolean has(int index) {
    return index < inputs.size() && inputs.get(index).isPresent();
  }

  /** An input, whatever it is. */
  Value input(int index) {
    if (!has(index)) {
      throw refuse("expected input " + index + ", found none", "");
    }
    return inputs.get(index).orElseThrow();
  }

  boolean isConstant(int index) {
    return has(index) && input(index) instanceof Constant;
  }

  /** An input that depends on the network's input. */
  Activation activation(int index) {
    if (input(index) instanceof Activation activation) {
      return activation;
    }
    throw refuse(
        "expected input " + index + " to depend on the model's input, found " + input(index), "");
  }

  /** An input that is known. */
  Constant constant(int index) {
    if (input(index) instanceof Constant constant) {
      return constant;
    }
    throw refuse(
        "expected input " + index + " to be a constant, found " + input(index),
        "export the model with constant parameters");
  }

  /** Whether an input is missing because of something that the user has been told of. */
  boolean hasToldInput() {
    return inputs.stream().anyMatch(input -> input.filter(Missing.TOLD::equals).isPresent());
  }

  /** Why an input is missing, if one is. */
  Optional<String> missing() {
    return inputs.stream()
        .flatMap(Optional::stream)
        .filter(Missing.class::isInstance)
        .map(input -> ((Missing) input).reason())
        .findFirst();
  }

  /** A constant list of numbers; refuses whatever else the input is. */
  List<Integer> ints(int index) {
    return constant(index)
        .ints()
        .orElseThrow(
            () -> refuse("expected known integers as input " + index + ", found others", ""));
  }

  Optional<AttributeProto> attribute(String attribute) {
    return proto.getAttributeList().stream().filter(a -> a.getName().equals(attribute)).findFirst();
  }

  int integer(String attribute, int otherwise) {
    return attribute(attribute).map(a -> narrow(attribute, a.getI())).orElse(otherwise);
  }

  float real(String attribute, float otherwise) {
    return attribute(attribute).map(AttributeProto::getF).orElse(otherwise);
  }

  String text(String attribute, String otherwise) {
    return attribute(attribute).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  List<Integer> integers(String attribute, List<Integer> otherwise) {
    return attribute(attribute)
        .map(a -> a.getIntsList().stream().map(i -> narrow(attribute, i)).toList())
        .orElse(otherwise);
  }

  Optional<TensorProto> tensor(String attribute) {
    return attribute(attribute).filter(AttributeProto::hasT).map(AttributeProto::getT);
  }

  private int narrow(String attribute, long value) {
    if (value != (int) value) {
      throw refuse("expected '" + attribute + "' below 2³¹, found " + value, "");
    }
    return (int) value;
  }
}
