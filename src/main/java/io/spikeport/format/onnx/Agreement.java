package io.spikeport.format.onnx;

import com.google.protobuf.UnknownFieldSet;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares the graph in a file with the one that its metadata stands for. What has no influence on
 * the numbers may differ: documentation, shapes noted inside, the order of attributes, how a
 * constant's bytes are kept.
 */
final class Agreement {

  private final Path file;

  Agreement(Path file) {
    this.file = file;
  }

  /**
   * @throws ModelException if they differ, naming where
   */
  void require(GraphProto expected, GraphProto found) {
    requireNodes(expected, found);
    requireConstants(expected, found);
    require("inputs", values(expected.getInputList()), values(found.getInputList()));
    require("outputs", values(expected.getOutputList()), values(found.getOutputList()));
    require("sparse constants", "0", String.valueOf(found.getSparseInitializerCount()));
  }

  private void requireNodes(GraphProto expected, GraphProto found) {
    for (int i = 0; i < Math.min(expected.getNodeCount(), found.getNodeCount()); i++) {
      NodeProto node = expected.getNode(i);
      NodeProto other = found.getNode(i);
      String place = "node '" + other.getName() + "'";
      require(place, node.getOpType(), other.getOpType());
      require(place + ": domain", node.getDomain(), other.getDomain().replace("ai.onnx", ""));
      require(place + ": inputs", node.getInputList(), other.getInputList());
      require(place + ": outputs", node.getOutputList(), other.getOutputList());
      requireAttributes(place, node, other);
    }
    require("number of nodes", expected.getNodeCount(), found.getNodeCount());
  }

  private void requireAttributes(String place, NodeProto expected, NodeProto found) {
    List<AttributeProto> attributes = sorted(expected);
    List<AttributeProto> others = sorted(found);
    require(place + ": attributes", names(attributes), names(others));
    for (int i = 0; i < attributes.size(); i++) {
      AttributeProto attribute = attributes.get(i);
      AttributeProto other = others.get(i);
      if (attribute.hasG() && other.hasG()) {
        require(attribute.getG(), other.getG());
      } else {
        // Documentation is a field that our reader does not know.
        UnknownFieldSet none = UnknownFieldSet.getDefaultInstance();
        boolean same = attribute.equals(other.toBuilder().setUnknownFields(none).build());
        require(place + ": " + attribute.getName(), true, same);
      }
    }
  }

  private static List<AttributeProto> sorted(NodeProto node) {
    return node.getAttributeList().stream()
        .sorted(Comparator.comparing(AttributeProto::getName))
        .toList();
  }

  private static List<String> names(List<AttributeProto> attributes) {
    return attributes.stream().map(AttributeProto::getName).toList();
  }

  private void requireConstants(GraphProto expected, GraphProto found) {
    Map<String, TensorProto> constants = byName(found);
    Set<String> names = byName(expected).keySet();
    Set<String> unknown = new HashSet<>(constants.keySet());
    unknown.removeAll(names);
    require("further constants", Set.of(), unknown);
    for (TensorProto constant : expected.getInitializerList()) {
      String place = "constant '" + constant.getName() + "'";
      TensorProto other = constants.get(constant.getName());
      if (other == null) {
        throw differs(place, "to be there", "none");
      }
      require(place + ": type", constant.getDataType(), other.getDataType());
      require(place + ": shape", constant.getDimsList(), other.getDimsList());
      require(place + ": values", true, sameValues(constant, other));
    }
  }

  private static Map<String, TensorProto> byName(GraphProto graph) {
    Map<String, TensorProto> tensors = new HashMap<>();
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    return tensors;
  }

  private boolean sameValues(TensorProto expected, TensorProto found) {
    if (found.hasRawData() && found.getRawData().equals(expected.getRawData())) {
      return true;
    }
    Path folder = file.toAbsolutePath().getParent();
    return TensorProtos.decode(expected, file.toString(), folder)
        .equals(TensorProtos.decode(found, file.toString(), folder));
  }

  /** Names, types and shapes; the batch axis may be named or fixed. */
  private static List<String> values(List<ValueInfoProto> infos) {
    return infos.stream()
        .map(
            info -> {
              var tensor = info.getType().getTensorType();
              var extents =
                  tensor.getShape().getDimList().stream().skip(1).map(dim -> dim.getDimValue());
              return info.getName() + " " + tensor.getElemType() + extents.toList();
            })
        .toList();
  }

  private void require(String place, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw differs(place, expected.toString(), found.toString());
    }
  }

  private ModelException differs(String place, String expected, String found) {
    boolean unlike = expected.equals("true");
    return new ModelException(
        Problem.mismatch(
            file + ": " + place,
            unlike ? "what the file's metadata says" : expected + " as the file's metadata says",
            unlike ? "something else" : found,
            OnnxFormat.EXPORT_AGAIN));
  }
}
