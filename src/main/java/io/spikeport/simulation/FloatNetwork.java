package io.spikeport.simulation;

import io.spikeport.data.Dataset;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.plan.Plan;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a graph without spiking neurons: the network before conversion, on the same engine. One call
 * at a time; close it to free ND4J's memory.
 */
public final class FloatNetwork implements AutoCloseable {

  private final SharedWeights weights = new SharedWeights();
  private Graph graph;
  private Set<String> wanted;
  private Plan plan;

  /**
   * @param wanted names of the nodes whose values are wanted; the output may be among them
   * @throws IllegalArgumentException if the graph has a stateful operator or lacks a wanted node
   */
  public FloatNetwork(Graph graph, Set<String> wanted) {
    compile(graph, wanted);
  }

  /**
   * Runs another graph from now on; the weights of operators that both have stay as they are.
   *
   * @param wanted as above
   * @throws IllegalArgumentException as above
   */
  public void change(Graph other, Set<String> wanted) {
    plan.close();
    weights.retain(other);
    compile(other, wanted);
  }

  private void compile(Graph next, Set<String> names) {
    for (Node node : next.nodes()) {
      if (node.op() instanceof StatefulOp) {
        throw new IllegalArgumentException(node.describe() + " carries state over time");
      }
    }
    names.forEach(next::shape);
    graph = next;
    wanted = Set.copyOf(names);
    plan = new Plan(next, 1, names, false, List.of(), weights);
  }

  /**
   * Runs a batch of preprocessed images.
   *
   * @param images {@code [N, …input]}
   * @return by name, the value of each wanted node, {@code [N, …node]}
   */
  public Map<String, Tensor> run(Tensor images) {
    Shape input = graph.input().shape();
    if (images.shape().rank() != input.rank() + 1 || !images.shape().dropFirst().equals(input)) {
      throw new IllegalArgumentException(
          "expected images of shape " + input + ", found " + images.shape());
    }
    Natives.useThisThreadAlone();
    int count = images.shape().extent(0);
    float[] image = new float[input.size()];
    Map<String, float[]> values = new HashMap<>();
    for (String name : wanted) {
      values.put(name, new float[Math.multiplyExact(count, graph.shape(name).size())]);
    }
    for (int i = 0; i < count; i++) {
      images.buffer().position(i * image.length).get(image);
      plan.begin(image);
      for (String name : wanted) {
        RowBuffer value = plan.value(name);
        float[] row = new float[value.size()];
        value.readRow(0, row);
        SampleLayout.of(graph.shape(name))
            .toChannelsFirst(row, 0, values.get(name), i * row.length);
      }
    }
    Map<String, Tensor> result = new HashMap<>();
    values.forEach(
        (name, all) -> result.put(name, Tensor.wrap(graph.shape(name).prepend(count), all)));
    return result;
  }

  /**
   * Runs one image.
   *
   * @param images preprocessed
   * @return as {@link #run(Tensor)} of a batch of one
   */
  public Map<String, Tensor> run(Dataset images, int index) {
    float[] image = new float[images.sampleShape().size()];
    images.read(index, 1, image);
    return run(Tensor.wrap(images.sampleShape().prepend(1), image));
  }

  @Override
  public void close() {
    plan.close();
    weights.close();
  }
}
