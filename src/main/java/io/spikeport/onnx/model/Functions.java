package io.spikeport.onnx.model;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.FunctionProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the bodies of a model's own functions in the place of the nodes that call them. Values and
 * nodes inside a body get the caller's name in front of theirs.
 */
public final class Functions {

  private static final int DEEPEST = 32;

  /**
   * Functions that call each other can blow a small file up to anything. Bodies in the place of
   * calls may take this many times the bytes of the functions, and {@value #FREE} besides.
   */
  private static final int MULTIPLE = 64;

  private static final int FREE = 1 << 20;

  private record Key(String domain, String name, String overload) {}

  private final Map<Key, FunctionProto> functions = new HashMap<>();
  private final String file;
  private final List<SourceNode> nodes = new ArrayList<>();
  private final Set<String> prefixes = new HashSet<>();
  private long bytesLeft = FREE;

  private Functions(ModelProto model, String file) {
    this.file = file;
    for (FunctionProto f : model.getFunctionsList()) {
      functions.put(new Key(f.getDomain(), f.getName(), f.getOverload()), f);
      bytesLeft += (long) MULTIPLE * f.getSerializedSize();
    }
  }

  /** All nodes of a model, those of its functions in place of the calls. */
  public static List<SourceNode> inline(ModelProto model, String file) {
    Functions functions = new Functions(model, file);
    int opset = Opsets.read(model.getOpsetImportList()).orElse(1);
    for (NodeProto node : model.getGraph().getNodeList()) {
      functions.add(node, opset, 0);
    }
    return List.copyOf(functions.nodes);
  }

  private void add(NodeProto node, int opset, int depth) {
    FunctionProto function =
        functions.get(new Key(node.getDomain(), node.getOpType(), node.getOverload()));
    if (function == null) {
      nodes.add(new SourceNode(node, opset));
    } else if (depth == DEEPEST) {
      throw explodes();
    } else {
      call(node, function, Opsets.read(function.getOpsetImportList()).orElse(opset), depth + 1);
    }
  }

  private ModelException explodes() {
    return new ModelException(
        new Problem(
            file,
            "its functions call each other more than "
                + DEEPEST
                + " deep or amount to far more nodes than the file has",
            "export the model with its functions inlined"));
  }

  private void call(NodeProto caller, FunctionProto function, int opset, int depth) {
    String prefix = prefix(caller);
    Map<String, String> names = new HashMap<>(Map.of("", ""));
    bind(function.getInputList(), caller.getInputList(), names);
    bind(function.getOutputList(), caller.getOutputList(), names);
    Map<String, AttributeProto> arguments = new HashMap<>();
    function.getAttributeProtoList().forEach(a -> arguments.put(a.getName(), a));
    caller.getAttributeList().forEach(a -> arguments.put(a.getName(), a));
    for (NodeProto node : function.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
      copy.setName(prefix + "/" + (node.getName().isEmpty() ? node.getOpType() : node.getName()));
      for (String input : node.getInputList()) {
        copy.addInput(names.getOrDefault(input, prefix + "/" + input));
      }
      for (String output : node.getOutputList()) {
        copy.addOutput(names.computeIfAbsent(output, name -> prefix + "/" + name));
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        argument(attribute, arguments).ifPresent(copy::addAttribute);
      }
      NodeProto inlined = copy.build();
      bytesLeft -= inlined.getSerializedSize();
      if (bytesLeft < 0) {
        throw explodes();
      }
      add(inlined, opset, depth);
    }
  }

  private String prefix(NodeProto caller) {
    String base = caller.getName().isEmpty() ? caller.getOpType() : caller.getName();
    String prefix = base;
    for (int i = 2; !prefixes.add(prefix); i++) {
      prefix = base + "_" + i;
    }
    return prefix;
  }

  private static void bind(List<String> formal, List<String> actual, Map<String, String> names) {
    for (int i = 0; i < formal.size(); i++) {
      String name = i < actual.size() ? actual.get(i) : "";
      if (!name.isEmpty()) {
        names.put(formal.get(i), name);
      } else {
        // An input left out stays left out; an output that nobody takes gets a name of its own.
        names.putIfAbsent(formal.get(i), "");
      }
    }
  }

  private static Optional<AttributeProto> argument(
      AttributeProto attribute, Map<String, AttributeProto> arguments) {
    if (attribute.getRefAttrName().isEmpty()) {
      return Optional.of(attribute);
    }
    return Optional.ofNullable(arguments.get(attribute.getRefAttrName()))
        .map(argument -> argument.toBuilder().setName(attribute.getName()).build());
  }
}
