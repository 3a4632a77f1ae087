package io.spikeport.onnx;

import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.onnx.translate.QonnxRange;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * QONNX's Quant, which ONNX Runtime does not know, by standard operators: {@code
 * (round(clip(x/scale + zero, low, high)) − zero)·scale}.
 */
final class RuntimeQuant {

  private final GraphProto.Builder graph;
  private final Path folder;
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final List<NodeProto> nodes = new ArrayList<>();

  private RuntimeQuant(GraphProto.Builder graph, Path model) {
    this.graph = graph;
    this.folder = Optional.ofNullable(model.getParent()).orElse(Path.of(""));
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && node.getAttributeCount() == 1) {
        constants.put(node.getOutput(0), node.getAttribute(0).getT());
      }
    }
  }

  static void toStandard(ModelProto.Builder model, Path file) {
    RuntimeQuant quant = new RuntimeQuant(model.getGraphBuilder(), file);
    for (NodeProto node : quant.graph.getNodeList()) {
      if (isQuant(node.getDomain(), node.getOpType())) {
        quant.write(node);
      } else {
        quant.nodes.add(node);
      }
    }
    quant.graph.clearNode().addAllNode(quant.nodes);
    for (int i = model.getOpsetImportCount() - 1; i >= 0; i--) {
      if (QonnxRange.DOMAINS.contains(model.getOpsetImport(i).getDomain())) {
        model.removeOpsetImport(i);
      }
    }
  }

  static boolean isQuant(String domain, String type) {
    return QonnxRange.DOMAINS.contains(domain) && QonnxRange.NAMES.contains(type);
  }

  private void write(NodeProto node) {
    String scale = node.getInput(1);
    String zero = node.getInput(2);
    String result = node.getOutput(0);
    QonnxRange range =
        QonnxRange.of(
            number(node.getInput(3), node),
            integer(node, "signed", 1) != 0,
            integer(node, "narrow", 0) != 0,
            text(node, "rounding_mode"));
    String scaled = add("Div", result + "/scaled", node.getInput(0), scale);
    String shifted = add("Add", result + "/shifted", scaled, zero);
    String low = constant(result + "/low", range.low());
    String high = constant(result + "/high", range.high());
    String clipped = add("Clip", result + "/clipped", shifted, low, high);
    String rounding = range.shift() == 0 ? "Round" : range.shift() < 0 ? "Floor" : "Ceil";
    String rounded = add(rounding, result + "/rounded", clipped);
    String level = add("Sub", result + "/level", rounded, zero);
    add("Mul", result, level, scale);
  }

  private String add(String type, String output, String... inputs) {
    nodes.add(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addAllInput(List.of(inputs))
            .addOutput(output)
            .build());
    return output;
  }

  private String constant(String name, double value) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT.getNumber())
            .addFloatData((float) value));
    return name;
  }

  /** The import has made sure that it is one. */
  private float number(String name, NodeProto node) {
    return TensorProtos.of(constants.get(name), node.getName()).floats(Optional.of(folder))[0];
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  private static long integer(NodeProto node, String name, long otherwise) {
    return attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  private static String text(NodeProto node, String name) {
    return attribute(node, name).map(a -> a.getS().toStringUtf8()).orElse("ROUND");
  }
}
