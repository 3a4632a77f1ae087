package io.spikeport.onnx.network;

import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.AttributeProto.AttributeType;
import java.util.List;

/**
 * One attribute of an operator, as its declaration has it.
 *
 * @param type the type that the ONNX specification gives it
 * @param allowed the values that can be imported, as text; empty where all can
 * @param since the first opset version that has the attribute
 * @param until the first opset version that no longer has it
 */
public record Attribute(
    String name, AttributeType type, List<String> allowed, int since, int until) {

  private static final int EVER = Integer.MAX_VALUE;

  public Attribute {
    allowed = List.copyOf(allowed);
  }

  private static Attribute of(String name, AttributeType type) {
    return new Attribute(name, type, List.of(), 0, EVER);
  }

  public static Attribute integer(String name) {
    return of(name, AttributeType.INT);
  }

  public static Attribute integers(String name) {
    return of(name, AttributeType.INTS);
  }

  public static Attribute real(String name) {
    return of(name, AttributeType.FLOAT);
  }

  public static Attribute reals(String name) {
    return of(name, AttributeType.FLOATS);
  }

  public static Attribute text(String name) {
    return of(name, AttributeType.STRING);
  }

  public static Attribute tensor(String name) {
    return of(name, AttributeType.TENSOR);
  }

  /** Limits the values that can be imported. */
  public Attribute only(String... values) {
    return new Attribute(name, type, List.of(values), since, until);
  }

  public Attribute since(int opset) {
    return new Attribute(name, type, allowed, opset, until);
  }

  public Attribute until(int opset) {
    return new Attribute(name, type, allowed, since, opset);
  }

  boolean isIn(int opset) {
    return opset >= since && opset < until;
  }

  /** Refuses a node whose value of this attribute is of another type or cannot be imported. */
  void check(OnnxNode node, AttributeProto value) {
    // Very old exporters leave the type out.
    if (value.hasType() && value.getType() != type) {
      throw node.refuse(
          "expected attribute '" + name + "' of type " + type + ", found " + value.getType());
    }
    String found = text(value);
    if (!allowed.isEmpty() && !allowed.contains(found)) {
      throw node.refuse(
          "expected " + name + " " + String.join(" or ", allowed) + ", found " + found);
    }
  }

  private String text(AttributeProto value) {
    return switch (type) {
      case INT -> Long.toString(value.getI());
      case STRING -> value.getS().toStringUtf8();
      default -> "";
    };
  }
}
