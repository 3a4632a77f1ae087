package io.spikeport.stepgraph;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Some nodes of a graph, none of them with a state, as an ONNX model of their own. */
public final class RegionModel {

  private static final int IR_VERSION = 8;

  private RegionModel() {}

  /**
   * Writes nodes.
   *
   * @param nodes in topological order
   * @param inputs names of the graph's values that they take from outside; the model's inputs in
   *     this order
   * @param output name of the value that is the model's output
   */
  public static OnnxBytes of(Graph graph, List<Node> nodes, List<String> inputs, String output) {
    List<Shape> shapes = inputs.stream().map(graph::shape).toList();
    ModelProto model = of(graph, nodes, inputs, output, shapes, graph.shape(output));
    return new OnnxBytes(model.toByteArray());
  }

  /**
   * Writes nodes that treat each element by itself, for samples of one element.
   *
   * @param input name of the only value that they take from outside
   */
  public static ModelProto ofElement(Graph graph, List<Node> nodes, String input, String output) {
    List<Integer> ones = new ArrayList<>();
    graph.shape(input).toList().forEach(extent -> ones.add(1));
    Shape one = Shape.of(ones);
    return of(graph, nodes, List.of(input), output, List.of(one), one);
  }

  private static ModelProto of(
      Graph graph,
      List<Node> nodes,
      List<String> inputs,
      String output,
      List<Shape> shapes,
      Shape yielded) {
    OnnxGraphBuilder builder = new OnnxGraphBuilder("block");
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = builder.fresh("x" + i);
      builder.input(name, shapes.get(i));
      values.put(inputs.get(i), name);
    }
    TimestepWriter.write(builder, graph, nodes, values, "", new StateNames());
    builder.output(values.get(output), yielded);
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addAllOpsetImport(builder.opsets())
        .setGraph(builder.graph())
        .build();
  }
}
