package io.spikeport.calibration;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.tensor.Tensor;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a value of the graph follows from one of the ONNX model, element by element: a rewrite put
 * affine maps and ReLUs in the place of another function, and ONNX Runtime computes only what they
 * start from.
 *
 * @param value name of the ONNX value
 * @param steps from there on, in order; none where the model itself has the value
 * @param channels number of channels
 */
public record Derivation(String value, List<Op> steps, int channels) {

  public Derivation {
    steps = List.copyOf(steps);
  }

  static Derivation of(Node node, ImportedModel imported) {
    return find(node.name(), imported)
        .orElseThrow(
            () ->
                new ModelException(
                    new Problem(
                        node.describe(),
                        "its output has no name in the ONNX model to read it by",
                        "")));
  }

  /** Looks for the value of a node of the imported graph. */
  public static Optional<Derivation> find(String name, ImportedModel imported) {
    Graph graph = imported.graph();
    List<Op> steps = new ArrayList<>();
    Node at = reshaped(graph, graph.node(name), imported);
    while (!imported.onnxValues().containsKey(at.name())) {
      String before = at.inputs().get(0);
      if (!isElementwise(at.op()) || !graph.hasNode(before)) {
        return Optional.empty();
      }
      steps.add(0, at.op());
      at = graph.node(before);
    }
    return Optional.of(
        new Derivation(imported.onnxValues().get(at.name()), steps, graph.shape(name).extent(0)));
  }

  /** A node that has the same elements in an ONNX value's shape, if the node's own is in none. */
  private static Node reshaped(Graph graph, Node node, ImportedModel imported) {
    if (imported.onnxValues().containsKey(node.name())) {
      return node;
    }
    return graph.consumers(node.name()).stream()
        .filter(reader -> reader.op() instanceof Reshape || reader.op() instanceof Flatten)
        .filter(reader -> imported.onnxValues().containsKey(reader.name()))
        .findFirst()
        .orElse(node);
  }

  private static boolean isElementwise(Op op) {
    return op instanceof Relu
        || op instanceof ClippedRelu
        || op instanceof ChannelAffine
        || op instanceof Pointwise;
  }

  /**
   * The value of some samples.
   *
   * @param source bits of the ONNX value's floats
   */
  IntBuffer of(IntBuffer source, int count, int perSample) {
    if (steps.isEmpty()) {
      return source;
    }
    IntBuffer derived = IntBuffer.allocate(count * perSample);
    int perChannel = perSample / channels;
    for (int i = 0; i < count * perSample; i++) {
      float x = apply(Float.intBitsToFloat(source.get(i)), i % perSample / perChannel);
      derived.put(i, Float.floatToRawIntBits(x));
    }
    return derived;
  }

  /** Makes one sample of the ONNX value the value that follows from it. */
  public void apply(float[] sample) {
    for (int i = 0; i < sample.length && !steps.isEmpty(); i++) {
      sample[i] = apply(sample[i], i / (sample.length / channels));
    }
  }

  private float apply(float value, int channel) {
    float x = value;
    for (Op step : steps) {
      x = apply(step, x, channel);
    }
    return x;
  }

  private static float apply(Op step, float x, int channel) {
    if (step instanceof ChannelAffine affine) {
      return at(affine.scale(), channel) * x + at(affine.shift(), channel);
    }
    if (step instanceof Pointwise pointwise) {
      double[] parameters =
          pointwise.activation().parameters().stream().mapToDouble(p -> at(p, channel)).toArray();
      return (float) pointwise.activation().function().at(x, parameters);
    }
    float maximum = step instanceof ClippedRelu clipped ? clipped.maximum() : Float.MAX_VALUE;
    // Not a number stays none, so that it is found.
    return Math.min(Math.max(x, 0), Float.isInfinite(x) ? x : maximum);
  }

  private static float at(Tensor values, int channel) {
    return values.get(values.isScalar() ? 0 : channel);
  }
}
