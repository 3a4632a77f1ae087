package io.spikeport.simulation.cost;

import io.spikeport.graph.*;
import io.spikeport.simulation.geometry.Gather;
import io.spikeport.simulation.geometry.PoolWindows;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many synapses the messages of a spiking graph drive. Synapses are the weights of {@link Conv}
 * and {@link Linear}: a message at one element of their input drives each weight that multiplies
 * it, borders and strides counted exactly. What has no weights costs nothing, as no
 * multiply-accumulate of the trained network stands for it.
 *
 * <p>Spikes that are only moved or scaled on their way are counted where they are fired: a spike
 * drives the synapses of the first weighted layers that it reaches. Where pooling or addition makes
 * one message of several spikes, and where a layer passes values on to the next one without a
 * neuron between, messages are counted where they arrive; see {@link MessageTally}.
 */
public final class FanOut {

  /** What a value is made of. */
  private enum Content {
    /** The same in every timestep. */
    CONSTANT,
    /** One neuron's spike at each element. */
    SPIKES,
    /** Messages that several spikes may have a part in; zero where there is none. */
    MERGED,
    /** Neither. */
    VALUES
  }

  /**
   * Messages that are counted where they arrive.
   *
   * @param value of the graph, the input of weighted layers
   * @param synapses that a message at each element drives
   * @param spikes whether only spikes have a part in them
   */
  public record Arrival(String value, double[] synapses, boolean spikes) {}

  private final Graph graph;
  private final Map<String, Content> contents = new HashMap<>();
  private final Map<String, double[]> synapses = new LinkedHashMap<>();

  public FanOut(Graph graph) {
    this.graph = graph;
    contents.put(graph.input().name(), Content.CONSTANT);
    graph.nodes().forEach(node -> contents.put(node.name(), content(node)));
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (isWeighted(node)) {
        arrive(node);
      } else if (contents.get(node.name()) == Content.SPIKES
          && !(node.op() instanceof Neuron)
          && synapses.containsKey(node.name())) {
        moveBack(node, synapses.get(node.name()));
      }
    }
  }

  public static boolean isWeighted(Node node) {
    return node.op() instanceof Conv || node.op() instanceof Linear;
  }

  /** The number of synapses that a spike of each neuron of a layer drives where it is counted. */
  public double[] of(Node neurons) {
    return synapses.getOrDefault(neurons.name(), new double[graph.shape(neurons.name()).size()]);
  }

  /** What is counted elsewhere. */
  public List<Arrival> arrivals() {
    List<Arrival> arrivals = new ArrayList<>();
    synapses.forEach(
        (value, counts) -> {
          Content content = contents.get(value);
          if (content == Content.MERGED || content == Content.VALUES) {
            arrivals.add(new Arrival(value, counts, content == Content.MERGED));
          }
        });
    return arrivals;
  }

  private Content content(Node node) {
    List<Content> inputs = node.inputs().stream().map(contents::get).toList();
    if (node.op() instanceof Neuron) {
      return Content.SPIKES;
    }
    if (!(node.op() instanceof StatefulOp)
        && inputs.stream().allMatch(input -> input == Content.CONSTANT)) {
      return Content.CONSTANT;
    }
    if (node.op() instanceof Threshold) {
      return Content.MERGED;
    }
    if (inputs.contains(Content.VALUES) || inputs.contains(Content.CONSTANT)) {
      return Content.VALUES;
    }
    if (moves(node.op())) {
      return inputs.contains(Content.MERGED) ? Content.MERGED : Content.SPIKES;
    }
    return keepsZero(node.op()) ? Content.MERGED : Content.VALUES;
  }

  /** Whether each element of the output is one of the input, scaled, or zero. */
  private static boolean moves(Op op) {
    return op instanceof VoltageScaler
        || op instanceof ChannelAffine affine && isZero(affine)
        || op instanceof Pad pad && pad.value() == 0
        || op instanceof Flatten
        || op instanceof Reshape
        || op instanceof Transpose
        || op instanceof Slice
        || op instanceof Take
        || op instanceof Concat
        || op instanceof Upsample;
  }

  private static boolean isZero(ChannelAffine affine) {
    for (int i = 0; i < affine.shift().size(); i++) {
      if (affine.shift().get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether no message comes out where none goes in. */
  private static boolean keepsZero(Op op) {
    return op instanceof Add
        || op instanceof AveragePool
        || op instanceof AxisLinear
        || op instanceof GlobalAveragePool
        || op instanceof MaxPool
        || op instanceof GlobalMaxPool
        || op instanceof GatedMaxPool
        || op instanceof InhibitedMaxPool
        || op instanceof Relu
        || op instanceof ClippedRelu
        || op instanceof Delay;
  }

  private double[] at(String value) {
    return synapses.computeIfAbsent(value, name -> new double[graph.shape(name).size()]);
  }

  private void arrive(Node node) {
    String input = node.inputs().get(0);
    if (contents.get(input) == Content.CONSTANT) {
      return;
    }
    double[] sums = at(input);
    if (node.op() instanceof Conv conv) {
      PoolWindows taps = PoolWindows.of(conv.window(), false, graph.shape(input));
      int outputs = conv.outChannels() / conv.groups();
      for (int tap = 0; tap < taps.end(taps.outputPlane() - 1); tap++) {
        for (int i = taps.element(tap); i < sums.length; i += taps.inputPlane()) {
          sums[i] += outputs;
        }
      }
    } else {
      int outputs = ((Linear) node.op()).weight().shape().extent(0);
      Arrays.setAll(sums, i -> sums[i] + outputs);
    }
  }

  /** From the output of an operator that moves messages to its inputs. */
  private void moveBack(Node node, double[] out) {
    String input = node.inputs().get(0);
    Shape in = graph.shape(input);
    Shape shape = graph.shape(node.name());
    if (node.op() instanceof Concat concat) {
      split(node, concat, out);
    } else if (node.op() instanceof Pad pad) {
      scatter(Gather.of(pad, in, shape), out, at(input));
    } else if (node.op() instanceof Slice slice) {
      scatter(Gather.of(slice, in, shape), out, at(input));
    } else if (node.op() instanceof Take take) {
      scatter(Gather.of(take, in, shape), out, at(input));
    } else if (node.op() instanceof Transpose transpose) {
      scatter(Gather.of(transpose, in, shape), out, at(input));
    } else if (node.op() instanceof Upsample upsample) {
      scatter(Gather.of(upsample, in, shape), out, at(input));
    } else {
      scatter(Gather.identity(shape), out, at(input));
    }
  }

  private static void scatter(Gather gather, double[] out, double[] in) {
    for (int i = 0; i < gather.size(); i++) {
      if (gather.source(i) != Gather.NOWHERE) {
        in[gather.source(i)] += out[i];
      }
    }
  }

  private void split(Node node, Concat op, double[] out) {
    Shape shape = graph.shape(node.name());
    int repeats = shape.size() / (shape.stride(op.axis() - 1) * shape.extent(op.axis() - 1));
    int start = 0;
    for (String input : node.inputs()) {
      double[] part = at(input);
      int run = part.length / repeats;
      for (int i = 0; i < part.length; i++) {
        part[i] += out[start + i / run * (out.length / repeats) + i % run];
      }
      start += run;
    }
  }
}
