package io.spikeport.onnx;

import io.spikeport.graph.Add;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.OpVisitor;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a graph without neurons as an ONNX model in the plainest spelling, so that ONNX Runtime
 * can say what the graph means.
 */
final class GraphAsOnnx implements OpVisitor<ModelBuilder> {

  private final ModelBuilder model = ModelBuilder.opset(13);
  private final Graph graph;
  private Node node;

  private GraphAsOnnx(Graph graph) {
    this.graph = graph;
  }

  static ModelProto of(Graph graph) {
    GraphAsOnnx writer = new GraphAsOnnx(graph);
    writer.model.inputNamed(
        graph.input().name(), ModelBuilder.dims("N", graph.input().shape().toArray()));
    for (Node node : graph.nodes()) {
      writer.node = node;
      node.op().accept(writer);
    }
    return writer.model.output(graph.output()).build();
  }

  private ModelBuilder.NodeBuilder write(String type, String... constants) {
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.addAll(List.of(constants));
    return model.node(type, node.name(), inputs, List.of(node.name()));
  }

  private String constant(String suffix, Tensor tensor) {
    String name = node.name() + "/" + suffix;
    model.initializer(name, tensor);
    return name;
  }

  private String longs(String suffix, long... values) {
    String name = node.name() + "/" + suffix;
    model.integers(name, values);
    return name;
  }

  private ModelBuilder.NodeBuilder window(ModelBuilder.NodeBuilder builder, Window window) {
    List<Integer> pads = new ArrayList<>(window.padsBegin());
    pads.addAll(window.padsEnd());
    return builder
        .ints("kernel_shape", window.kernel())
        .ints("strides", window.strides())
        .ints("pads", pads);
  }

  private Tensor perChannel(Tensor values) {
    if (values.isScalar()) {
      return values;
    }
    int rank = graph.shape(node.name()).rank();
    int[] extents = new int[rank];
    Arrays.fill(extents, 1);
    extents[0] = values.size();
    return values.reshape(Shape.of(extents));
  }

  @Override
  public ModelBuilder visit(Add op) {
    return node.inputs().size() == 2 ? write("Add").done() : write("Sum").done();
  }

  @Override
  public ModelBuilder visit(AveragePool op) {
    return window(write("AveragePool"), op.window())
        .integer("ceil_mode", op.ceilMode() ? 1 : 0)
        .integer("count_include_pad", op.countIncludePad() ? 1 : 0)
        .done();
  }

  @Override
  public ModelBuilder visit(BatchNormalization op) {
    return write(
            "BatchNormalization",
            constant("scale", op.scale()),
            constant("bias", op.bias()),
            constant("mean", op.mean()),
            constant("variance", op.variance()))
        .real("epsilon", op.epsilon())
        .done();
  }

  @Override
  public ModelBuilder visit(ChannelAffine op) {
    String scaled = node.name() + "/scaled";
    model
        .node(
            "Mul",
            scaled,
            List.of(node.inputs().get(0), constant("scale", perChannel(op.scale()))),
            List.of(scaled))
        .done();
    return model
        .node(
            "Add",
            node.name(),
            List.of(scaled, constant("shift", perChannel(op.shift()))),
            List.of(node.name()))
        .done();
  }

  @Override
  public ModelBuilder visit(ClippedRelu op) {
    return write(
            "Clip", constant("min", Tensor.scalar(0)), constant("max", Tensor.scalar(op.maximum())))
        .done();
  }

  @Override
  public ModelBuilder visit(Concat op) {
    return write("Concat").integer("axis", op.axis()).done();
  }

  @Override
  public ModelBuilder visit(Conv op) {
    return window(
            write("Conv", constant("weight", op.weight()), constant("bias", op.bias())),
            op.window())
        .ints("dilations", op.window().dilations())
        .integer("group", op.groups())
        .done();
  }

  @Override
  public ModelBuilder visit(Flatten op) {
    return write("Flatten").integer("axis", 1).done();
  }

  @Override
  public ModelBuilder visit(GatedMaxPool op) {
    throw new AssertionError(op);
  }

  @Override
  public ModelBuilder visit(GlobalAveragePool op) {
    return write("GlobalAveragePool").done();
  }

  @Override
  public ModelBuilder visit(GlobalMaxPool op) {
    return write("GlobalMaxPool").done();
  }

  @Override
  public ModelBuilder visit(InhibitedMaxPool op) {
    throw new AssertionError(op);
  }

  @Override
  public ModelBuilder visit(IntegrateAndFire op) {
    throw new AssertionError(op);
  }

  @Override
  public ModelBuilder visit(LeakyIntegrateAndFire op) {
    throw new AssertionError(op);
  }

  @Override
  public ModelBuilder visit(LeakyIntegrator op) {
    throw new AssertionError(op);
  }

  @Override
  public ModelBuilder visit(Linear op) {
    return write("Gemm", constant("weight", op.weight()), constant("bias", op.bias()))
        .integer("transB", 1)
        .done();
  }

  @Override
  public ModelBuilder visit(LogSoftmax op) {
    return write("LogSoftmax").integer("axis", op.axis()).done();
  }

  @Override
  public ModelBuilder visit(MaxPool op) {
    return window(write("MaxPool"), op.window())
        .ints("dilations", op.window().dilations())
        .integer("ceil_mode", op.ceilMode() ? 1 : 0)
        .done();
  }

  @Override
  public ModelBuilder visit(Pad op) {
    int rank = op.begin().size() + 1;
    long[] pads = new long[2 * rank];
    for (int axis = 1; axis < rank; axis++) {
      pads[axis] = op.begin().get(axis - 1);
      pads[rank + axis] = op.end().get(axis - 1);
    }
    return write("Pad", longs("pads", pads), constant("value", Tensor.scalar(op.value()))).done();
  }

  @Override
  public ModelBuilder visit(Relu op) {
    return write("Relu").done();
  }

  @Override
  public ModelBuilder visit(Reshape op) {
    long[] shape = new long[op.shape().rank() + 1];
    shape[0] = -1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = op.shape().extent(i - 1);
    }
    return write("Reshape", longs("shape", shape)).done();
  }

  @Override
  public ModelBuilder visit(Slice op) {
    return write(
            "Slice", longs("start", op.start()), longs("end", op.end()), longs("axis", op.axis()))
        .done();
  }

  @Override
  public ModelBuilder visit(Softmax op) {
    return write("Softmax").integer("axis", op.axis()).done();
  }

  @Override
  public ModelBuilder visit(Transpose op) {
    List<Integer> permutation = new ArrayList<>(List.of(0));
    permutation.addAll(op.permutation());
    return write("Transpose").ints("perm", permutation).done();
  }

  @Override
  public ModelBuilder visit(Upsample op) {
    float[] scales = new float[op.factors().size() + 2];
    Arrays.fill(scales, 1);
    for (int i = 0; i < op.factors().size(); i++) {
      scales[i + 2] = op.factors().get(i);
    }
    return write("Resize", "", constant("scales", Tensor.vector(scales)))
        .text("mode", "nearest")
        .text("coordinate_transformation_mode", "asymmetric")
        .text("nearest_mode", "floor")
        .done();
  }

  @Override
  public ModelBuilder visit(VoltageScaler op) {
    throw new AssertionError(op);
  }
}
