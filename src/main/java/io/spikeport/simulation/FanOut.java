package io.spikeport.simulation;

import io.spikeport.graph.*;
import io.spikeport.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For every value of a graph, how many synapses one spike there drives: the number of paths to
 * inputs of neurons (or elements of the graph's output), borders and strides counted exactly. It is
 * propagated backwards from the consumers; for a convolution that is a transposed convolution of
 * ones.
 *
 * <p>Operators that treat each element by itself pass the number on. A spike counts through every
 * pooling window that it enters, also of a max pooling, where only one of several spikes gets
 * through; so the number is an upper bound there.
 */
final class FanOut {

  private final Graph graph;
  private final Map<String, double[]> synapses = new HashMap<>();

  private FanOut(Graph graph) {
    this.graph = graph;
  }

  /** The number for each neuron of each neuron layer. */
  static Map<String, double[]> ofNeurons(Graph graph) {
    FanOut fanOut = new FanOut(graph);
    fanOut.propagate();
    Map<String, double[]> result = new HashMap<>();
    for (Node neuron : graph.neurons()) {
      result.put(neuron.name(), fanOut.at(neuron.name()));
    }
    return result;
  }

  private double[] at(String value) {
    return synapses.computeIfAbsent(value, name -> new double[graph.shape(name).size()]);
  }

  private void propagate() {
    Arrays.fill(at(graph.output()), 1);
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      List<double[]> perInput = node.op().accept(new Backward(node, at(node.name())));
      for (int k = 0; k < perInput.size(); k++) {
        double[] sum = at(node.inputs().get(k));
        double[] more = perInput.get(k);
        for (int e = 0; e < sum.length; e++) {
          sum[e] += more[e];
        }
      }
    }
  }

  /** Numbers at a node's inputs, one array per input, from those at its output. */
  private final class Backward implements OpVisitor<List<double[]>> {

    private final Node node;
    private final double[] out;
    private final Shape outShape;
    private final Shape inShape;

    Backward(Node node, double[] out) {
      this.node = node;
      this.out = out;
      this.outShape = graph.shape(node.name());
      this.inShape = graph.shape(node.inputs().get(0));
    }

    private List<double[]> same() {
      return List.of(out);
    }

    private List<double[]> ends() {
      double[] ones = new double[inShape.size()];
      Arrays.fill(ones, 1);
      return List.of(ones);
    }

    private List<double[]> all() {
      double[] sums = new double[inShape.size()];
      Arrays.fill(sums, Arrays.stream(out).sum());
      return List.of(sums);
    }

    private List<double[]> scatter(Gather gather) {
      double[] in = new double[inShape.size()];
      for (int i = 0; i < gather.size(); i++) {
        if (gather.source(i) != Gather.NOWHERE) {
          in[gather.source(i)] += out[i];
        }
      }
      return List.of(in);
    }

    private List<double[]> pool(PoolTaps taps) {
      double[] in = new double[inShape.size()];
      for (int channel = 0; channel < taps.channels(); channel++) {
        for (int position = 0; position < taps.outputPlane(); position++) {
          double through = out[channel * taps.outputPlane() + position];
          for (int tap = taps.start(position); tap < taps.end(position); tap++) {
            in[channel * taps.inputPlane() + taps.element(tap)] += through;
          }
        }
      }
      return List.of(in);
    }

    @Override
    public List<double[]> visit(Conv op) {
      int plane = outShape.stride(0);
      int perGroup = op.outChannels() / op.groups();
      PoolTaps taps = PoolTaps.of(op.window(), false, inShape);
      double[] in = new double[inShape.size()];
      for (int channel = 0; channel < op.inChannels(); channel++) {
        int group = channel / (op.inChannels() / op.groups());
        for (int position = 0; position < plane; position++) {
          double sum = 0;
          for (int o = group * perGroup; o < (group + 1) * perGroup; o++) {
            sum += out[o * plane + position];
          }
          for (int tap = taps.start(position); tap < taps.end(position); tap++) {
            in[channel * taps.inputPlane() + taps.element(tap)] += sum;
          }
        }
      }
      return List.of(in);
    }

    @Override
    public List<double[]> visit(Add op) {
      return node.inputs().stream().map(input -> out).toList();
    }

    @Override
    public List<double[]> visit(Concat op) {
      int repeats =
          outShape.size() / (outShape.stride(op.axis() - 1) * outShape.extent(op.axis() - 1));
      int start = 0;
      List<double[]> parts = new java.util.ArrayList<>();
      for (Shape input : graph.inputShapes(node)) {
        int run = input.size() / repeats;
        double[] part = new double[input.size()];
        for (int i = 0; i < repeats; i++) {
          System.arraycopy(out, start + i * (out.length / repeats), part, i * run, run);
        }
        parts.add(part);
        start += run;
      }
      return parts;
    }

    @Override
    public List<double[]> visit(Linear op) {
      return all();
    }

    @Override
    public List<double[]> visit(AveragePool op) {
      return pool(PoolTaps.of(op.window(), op.ceilMode(), inShape));
    }

    @Override
    public List<double[]> visit(MaxPool op) {
      return pool(PoolTaps.of(op.window(), op.ceilMode(), inShape));
    }

    @Override
    public List<double[]> visit(GatedMaxPool op) {
      return pool(PoolTaps.of(op.window(), op.ceilMode(), inShape));
    }

    @Override
    public List<double[]> visit(InhibitedMaxPool op) {
      return pool(PoolTaps.of(op.window(), op.ceilMode(), inShape));
    }

    @Override
    public List<double[]> visit(GlobalAveragePool op) {
      return pool(PoolTaps.global(inShape));
    }

    @Override
    public List<double[]> visit(GlobalMaxPool op) {
      return pool(PoolTaps.global(inShape));
    }

    @Override
    public List<double[]> visit(Pad op) {
      return scatter(Gather.of(op, inShape, outShape));
    }

    @Override
    public List<double[]> visit(Slice op) {
      return scatter(Gather.of(op, inShape, outShape));
    }

    @Override
    public List<double[]> visit(Transpose op) {
      return scatter(Gather.of(op, inShape, outShape));
    }

    @Override
    public List<double[]> visit(Upsample op) {
      return scatter(Gather.of(op, inShape, outShape));
    }

    @Override
    public List<double[]> visit(IntegrateAndFire op) {
      return ends();
    }

    @Override
    public List<double[]> visit(LeakyIntegrateAndFire op) {
      return ends();
    }

    @Override
    public List<double[]> visit(Threshold op) {
      return ends();
    }

    @Override
    public List<double[]> visit(LeakyIntegrator op) {
      return ends();
    }

    @Override
    public List<double[]> visit(BatchNormalization op) {
      return same();
    }

    @Override
    public List<double[]> visit(ChannelAffine op) {
      return same();
    }

    @Override
    public List<double[]> visit(ClippedRelu op) {
      return same();
    }

    @Override
    public List<double[]> visit(Delay op) {
      return same();
    }

    @Override
    public List<double[]> visit(Flatten op) {
      return same();
    }

    @Override
    public List<double[]> visit(LogSoftmax op) {
      return same();
    }

    @Override
    public List<double[]> visit(Relu op) {
      return same();
    }

    @Override
    public List<double[]> visit(Reshape op) {
      return same();
    }

    @Override
    public List<double[]> visit(Softmax op) {
      return same();
    }

    @Override
    public List<double[]> visit(VoltageScaler op) {
      return same();
    }
  }
}
