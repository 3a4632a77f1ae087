package io.spikeport.onnx;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Window;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Average pooling with {@code ceil_mode} below opset 19, whose kernel in ONNX Runtime counts what a
 * last window has beyond the padding where padding counts; and since ONNX Runtime's optimizer makes
 * such pooling of a Pad before it, whatever the model says. It becomes the sum by a convolution of
 * ones with each channel alone, times one over the number of elements that count.
 */
final class RuntimePools {

  /** First opset whose kernel is right. */
  private static final int RIGHT = 19;

  private RuntimePools() {}

  static void correct(GraphProto.Builder graph, ImportedModel imported, int opset) {
    if (opset >= RIGHT) {
      return;
    }
    Map<String, Node> pools = new HashMap<>();
    for (Node node : imported.graph().nodes()) {
      if (node.op() instanceof AveragePool pool && pool.ceilMode()) {
        pools.put(imported.onnxValues().get(node.name()), node);
      }
    }
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      Node pool = node.getOpType().equals("AveragePool") ? pools.get(node.getOutput(0)) : null;
      if (pool == null) {
        nodes.add(node);
      } else {
        AveragePool op = (AveragePool) pool.op();
        Shape sample = imported.graph().shape(pool.inputs().get(0));
        nodes.addAll(corrected(node, op, sample));
        Shape ones = Shape.of(op.window().kernel()).prepend(1).prepend(sample.extent(0));
        graph.addInitializer(tensor(node, "/ones", Tensor.filled(ones, 1)));
        graph.addInitializer(factors(node, op, sample));
      }
    }
    graph.clearNode().addAllNode(nodes);
  }

  private static List<NodeProto> corrected(NodeProto node, AveragePool pool, Shape sample) {
    Window window = pool.window();
    Shape positions = window.outputExtents(sample, true);
    List<Integer> pads = new ArrayList<>(window.padsBegin());
    for (int axis = 0; axis < window.rank(); axis++) {
      int padded = sample.extent(axis + 1) + window.padsBegin().get(axis);
      int last = (positions.extent(axis) - 1) * window.strides().get(axis) + window.span(axis);
      pads.add(Math.max(window.padsEnd().get(axis), last - padded));
    }
    NodeProto sums =
        NodeProto.newBuilder()
            .setOpType("Conv")
            .setName(node.getName())
            .addInput(node.getInput(0))
            .addInput(node.getOutput(0) + "/ones")
            .addOutput(node.getOutput(0) + "/sums")
            .addAttribute(integers("strides", window.strides()))
            .addAttribute(integers("pads", pads))
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("group")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(sample.extent(0)))
            .build();
    NodeProto product =
        NodeProto.newBuilder()
            .setOpType("Mul")
            .addInput(node.getOutput(0) + "/sums")
            .addInput(node.getOutput(0) + "/factors")
            .addOutput(node.getOutput(0))
            .build();
    return List.of(sums, product);
  }

  private static AttributeProto integers(String name, Collection<Integer> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values.stream().map(Integer::longValue).toList())
        .build();
  }

  /** For each position one over the number of elements that count. */
  private static TensorProto factors(NodeProto node, AveragePool pool, Shape sample) {
    Window window = pool.window();
    Shape positions = window.outputExtents(sample, true);
    float[] factors = {1};
    for (int axis = 0; axis < window.rank(); axis++) {
      float[] longer = new float[factors.length * positions.extent(axis)];
      for (int i = 0; i < longer.length; i++) {
        int position = i % positions.extent(axis);
        longer[i] =
            factors[i / positions.extent(axis)]
                / counted(pool, axis, position, sample.extent(axis + 1));
      }
      factors = longer;
    }
    Shape all = positions.prepend(1).prepend(1);
    return tensor(node, "/factors", Tensor.wrap(all, factors));
  }

  private static TensorProto tensor(NodeProto node, String suffix, Tensor values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(node.getOutput(0) + suffix)
            .setDataType(DataType.FLOAT.getNumber())
            .addAllDims(values.shape().toList().stream().map(Integer::longValue).toList());
    for (int i = 0; i < values.size(); i++) {
      tensor.addFloatData(values.get(i));
    }
    return tensor.build();
  }

  private static int counted(AveragePool pool, int axis, int position, int extent) {
    Window window = pool.window();
    int begin = window.padsBegin().get(axis);
    int start = position * window.strides().get(axis) - begin;
    int end = start + window.kernel().get(axis);
    return pool.countIncludePad()
        ? Math.min(end, extent + window.padsEnd().get(axis)) - start
        : Math.min(end, extent) - Math.max(start, 0);
  }
}
