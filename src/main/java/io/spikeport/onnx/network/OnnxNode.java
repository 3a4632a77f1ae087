package io.spikeport.onnx.network;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.Value.Activation;
import io.spikeport.onnx.network.Value.Missing;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One node of an ONNX model as a translation reads it, its inputs resolved. */
public final class OnnxNode {

  private final NodeProto proto;
  private final String name;
  private final int opset;
  private final Operator operator;
  private final List<Optional<Value>> inputs;

  /**
   * @param name the name by which graph and messages know the node
   * @param opset version of the operator set that gives the node its meaning
   * @param inputs empty where an optional input is left out
   */
  public OnnxNode(
      NodeProto proto, String name, int opset, Operator operator, List<Optional<Value>> inputs) {
    this.proto = proto;
    this.name = name;
    this.opset = opset;
    this.operator = operator;
    this.inputs = List.copyOf(inputs);
  }

  public String name() {
    return name;
  }

  public NodeProto proto() {
    return proto;
  }

  public String type() {
    return proto.getOpType();
  }

  /** The operator's name, with its domain if that is not the standard one. */
  public static String qualifiedType(NodeProto proto) {
    return Opsets.isStandard(proto.getDomain())
        ? proto.getOpType()
        : proto.getDomain() + "." + proto.getOpType();
  }

  public String qualifiedType() {
    return qualifiedType(proto);
  }

  public int opset() {
    return opset;
  }

  public Operator operator() {
    return operator;
  }

  /** For messages: {@code node 'conv1' (Conv)}. */
  public String place() {
    return "node '" + name + "' (" + qualifiedType() + ")";
  }

  /** Refuses this node, with the remedy that its operator's declaration has. */
  public ModelException refuse(String fault) {
    return refuse(fault, operator.remedy());
  }

  ModelException refuse(String fault, String remedy) {
    return new ModelException(new Problem(place(), fault, remedy));
  }

  /** Refuses this node if something that is built for it says that an argument does not fit. */
  public <T> T fitting(Supplier<T> construction) {
    try {
      return construction.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refuse(String.valueOf(e.getMessage()));
    }
  }

  public int inputs() {
    return inputs.size();
  }

  public int outputs() {
    return proto.getOutputCount();
  }

  String inputName(int index) {
    return proto.getInput(index);
  }

  String outputName(int index) {
    return proto.getOutput(index);
  }

  public boolean has(int index) {
    return index < inputs.size() && inputs.get(index).isPresent();
  }

  /** An input, whatever it is. */
  public Value input(int index) {
    if (!has(index)) {
      throw refuse("expected input " + index + ", found none");
    }
    return inputs.get(index).orElseThrow();
  }

  public boolean isConstant(int index) {
    return has(index) && input(index) instanceof Constant;
  }

  /** Whether nothing depends on the model's input. */
  public boolean isConstant() {
    return inputs.stream().flatMap(Optional::stream).allMatch(Constant.class::isInstance);
  }

  /** An input that depends on the model's input, with its batch axis. */
  public Activation activation(int index) {
    Activation activation = anyActivation(index);
    if (activation.bare()) {
      throw refuse(
          "expected input "
              + index
              + " to have the batch axis first, found "
              + activation
              + " made of one image",
          "export the model with a dynamic batch axis");
    }
    return activation;
  }

  /** An input that depends on the model's input. */
  public Activation anyActivation(int index) {
    if (input(index) instanceof Activation activation) {
      return activation;
    }
    throw refuse(
        "expected input " + index + " to depend on the model's input, found " + input(index));
  }

  /** An input that is known. */
  public Constant constant(int index) {
    if (input(index) instanceof Constant constant) {
      if (constant.hasBatch()) {
        throw refuse("expected a constant as input " + index + ", found the batch size");
      }
      return constant;
    }
    throw refuse("expected a constant as input " + index + ", found " + input(index));
  }

  /** An input that is known and is not empty: the weights of a layer. */
  public Tensor parameter(int index) {
    Constant constant = constant(index);
    if (constant.size() == 0) {
      throw refuse("expected values as input " + index + ", found " + constant);
    }
    Tensor tensor = constant.tensor();
    int bad = tensor.firstNonFinite();
    if (bad >= 0) {
      throw refuse(
          "expected finite numbers as input "
              + index
              + ", found "
              + tensor.get(bad)
              + " at position "
              + bad,
          "check the training of the model");
    }
    return tensor;
  }

  /** An input that is one known number. */
  public float number(int index) {
    Constant constant = constant(index);
    if (constant.size() != 1) {
      throw refuse("expected one number as input " + index + ", found " + constant);
    }
    return constant.values()[0];
  }

  /** An input that is a known list of integers. */
  public List<Integer> ints(int index) {
    return constant(index)
        .ints()
        .orElseThrow(
            () -> refuse("expected integers as input " + index + ", found " + input(index)));
  }

  /**
   * A list of integers that is an attribute until {@code opset} and an input from then on.
   *
   * @return empty if it is left out
   */
  public Optional<List<Integer>> intsSince(int since, int index, String attribute) {
    if (opset < since) {
      return attribute(attribute).map(a -> narrow(attribute, a.getIntsList()));
    }
    return has(index) ? Optional.of(ints(index)) : Optional.empty();
  }

  /** Whether an input is missing because of something that the user has been told of. */
  public boolean hasToldInput() {
    return inputs.stream()
        .flatMap(Optional::stream)
        .anyMatch(value -> value instanceof Missing missing && missing.isTold());
  }

  /** Whether an input is not there, whoever has been told why. */
  public boolean hasMissingInput() {
    return inputs.stream().flatMap(Optional::stream).anyMatch(value -> value instanceof Missing);
  }

  /** Refuses the node if one of its inputs is missing. */
  public void checkInputs() {
    for (Optional<Value> input : inputs) {
      if (input.isPresent() && input.get() instanceof Missing missing) {
        throw refuse(missing.reason());
      }
    }
  }

  public List<AttributeProto> attributes() {
    return proto.getAttributeList();
  }

  public Optional<AttributeProto> attribute(String attribute) {
    return attributes().stream().filter(a -> a.getName().equals(attribute)).findFirst();
  }

  public int integer(String attribute, int otherwise) {
    return attribute(attribute).map(a -> narrow(attribute, a.getI())).orElse(otherwise);
  }

  public boolean flag(String attribute, boolean otherwise) {
    return attribute(attribute).map(a -> a.getI() != 0).orElse(otherwise);
  }

  public float real(String attribute, float otherwise) {
    return attribute(attribute).map(AttributeProto::getF).orElse(otherwise);
  }

  public String text(String attribute, String otherwise) {
    return attribute(attribute).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  public List<Integer> integers(String attribute, List<Integer> otherwise) {
    return attribute(attribute).map(a -> narrow(attribute, a.getIntsList())).orElse(otherwise);
  }

  public Optional<TensorProto> tensor(String attribute) {
    return attribute(attribute).map(AttributeProto::getT);
  }

  /** An axis of a value, counted from the front: negative ones are counted from the back. */
  public int axis(int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw refuse("expected an axis of " + -rank + " to " + (rank - 1) + ", found " + axis);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Likewise, an axis that is not the batch axis. */
  public int sampleAxis(int axis, int rank) {
    int counted = axis(axis, rank);
    if (counted == 0) {
      throw refuse("expected an axis within a sample, found the batch axis");
    }
    return counted;
  }

  /** The axis within a sample, counted from 1, that an axis of a value is. */
  public int sampleAxis(int axis, Activation value) {
    return value.bare() ? axis(axis, value.rank()) + 1 : sampleAxis(axis, value.rank());
  }

  private List<Integer> narrow(String attribute, List<Long> values) {
    return values.stream().map(value -> narrow(attribute, value)).toList();
  }

  private int narrow(String attribute, long value) {
    if (value == (int) value) {
      return (int) value;
    }
    // The ends of slices are often "as far as it goes".
    if (attribute.equals("ends") || attribute.equals("starts")) {
      return value < 0 ? -Integer.MAX_VALUE : Integer.MAX_VALUE;
    }
    throw refuse("expected '" + attribute + "' below 2³¹, found " + value);
  }
}
