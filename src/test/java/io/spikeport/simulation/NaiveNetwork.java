package io.spikeport.simulation;

import io.spikeport.graph.*;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The judge: runs a graph timestep by timestep and node by node, every operator written out as its
 * definition says, with no thought for speed.
 */
public final class NaiveNetwork {

  private final Graph graph;
  private final Map<String, float[]> potential = new HashMap<>();
  private final Map<String, float[]> memory = new HashMap<>();
  private final Map<String, List<float[]>> held = new HashMap<>();
  private final Map<String, float[]> values = new HashMap<>();

  public NaiveNetwork(Graph graph) {
    this.graph = graph;
  }

  /** Values of all nodes at each timestep. */
  public List<Map<String, float[]>> run(float[] image, int timesteps) {
    List<Map<String, float[]>> all = new ArrayList<>();
    for (int t = 0; t < timesteps; t++) {
      values.put(graph.input().name(), image.clone());
      for (Node node : graph.nodes()) {
        values.put(node.name(), node.op().accept(new Evaluation(node)));
      }
      all.add(new HashMap<>(values));
    }
    return all;
  }

  float[] potential(String neuron) {
    return potential.get(neuron);
  }

  private static float at(Tensor values, int element, Shape sample) {
    if (values.isScalar()) {
      return values.get(0);
    }
    return values.shape().equals(sample)
        ? values.get(element)
        : values.get(element / sample.stride(0));
  }

  private static int[] position(int index, Shape shape) {
    int[] position = new int[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      position[axis] = index % shape.extent(axis);
      index /= shape.extent(axis);
    }
    return position;
  }

  private static int index(int[] position, Shape shape) {
    int index = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (position[axis] < 0 || position[axis] >= shape.extent(axis)) {
        return -1;
      }
      index = index * shape.extent(axis) + position[axis];
    }
    return index;
  }

  private final class Evaluation implements OpVisitor<float[]> {
    private final Node node;
    private final Shape in;
    private final Shape out;
    private final float[] x;

    Evaluation(Node node) {
      this.node = node;
      this.in = graph.shape(node.inputs().get(0));
      this.out = graph.shape(node.name());
      this.x = values.get(node.inputs().get(0));
    }

    private interface At {
      float value(int element);
    }

    private float[] each(At f) {
      float[] y = new float[out.size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = f.value(i);
      }
      return y;
    }

    /** Input indices under a window; −1 for padding, left out beyond the padding. */
    private List<Integer> covered(Window w, int channel, int[] outPosition) {
      List<Integer> indices = new ArrayList<>();
      Shape kernel = Shape.of(w.kernel());
      for (int tap = 0; tap < kernel.size(); tap++) {
        int[] k = position(tap, kernel);
        int[] p = new int[in.rank()];
        p[0] = channel;
        boolean beyond = false;
        for (int axis = 0; axis < w.rank(); axis++) {
          p[axis + 1] =
              outPosition[axis + 1] * w.strides().get(axis)
                  + k[axis] * w.dilations().get(axis)
                  - w.padsBegin().get(axis);
          beyond |= p[axis + 1] >= in.extent(axis + 1) + w.padsEnd().get(axis);
        }
        if (!beyond) {
          indices.add(index(p, in));
        }
      }
      return indices;
    }

    private float[] maxOf(Window w, float[] from) {
      return each(
          o -> {
            int[] p = position(o, out);
            float best = Float.NEGATIVE_INFINITY;
            for (int i : covered(w, p[0], p)) {
              best = i >= 0 ? Math.max(best, from[i]) : best;
            }
            return best;
          });
    }

    private float[] accumulated() {
      float[] sum = memory.computeIfAbsent(node.name(), n -> new float[in.size()]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += x[i];
      }
      return sum;
    }

    private float[] neuron(IntegratingNeuron op) {
      float[] v =
          potential.computeIfAbsent(
              node.name(),
              n -> each(i -> at(op.initialPotential(), i, in) * at(op.threshold(), i, in)));
      float[] sent = memory.computeIfAbsent(node.name(), n -> new float[in.size()]);
      return each(
          i -> {
            float theta = at(op.threshold(), i, in);
            Firing firing = Firing.PLAIN;
            if (op instanceof LeakyIntegrateAndFire lif) {
              v[i] =
                  lif.decayInput()
                      ? v[i] + (x[i] - v[i]) / at(lif.tau(), i, in)
                      : v[i] - v[i] / at(lif.tau(), i, in) + x[i];
            } else {
              v[i] = v[i] + x[i];
              firing = ((IntegrateAndFire) op).firing();
            }
            float z =
                firing.maximumSpikes() == 1
                    ? (v[i] >= theta ? 1 : 0)
                    : (float)
                        Math.max(0, Math.min(firing.maximumSpikes(), Math.floor(v[i] / theta)));
            if (firing.signed() && v[i] < 0 && sent[i] > 0) {
              z = -1;
            }
            sent[i] += z;
            if (op.reset() == Reset.SOFT) {
              v[i] = v[i] - theta * z;
            } else if (z == 1) {
              v[i] = 0;
            }
            return z;
          });
    }

    @Override
    public float[] visit(Add op) {
      return each(
          i -> {
            float sum = 0;
            for (String input : node.inputs()) {
              sum += values.get(input)[i];
            }
            return sum;
          });
    }

    @Override
    public float[] visit(AddConstant op) {
      return each(i -> x[i] + at(op.value(), i, in));
    }

    @Override
    public float[] visit(DeltaStep op) {
      float[] before = memory.get(node.name());
      memory.put(node.name(), x.clone());
      if (op instanceof Impulse impulse) {
        return each(i -> before == null ? x[i] + at(impulse.value(), i, in) : x[i]);
      }
      return each(i -> x[i] - (before == null ? 0 : before[i]));
    }

    @Override
    public float[] visit(FloatBlock op) {
      throw new UnsupportedOperationException("ONNX Runtime is its only judge");
    }

    @Override
    public float[] visit(Pointwise op) {
      return each(i -> value(op.activation(), x[i], i));
    }

    private float value(Activation activation, float argument, int element) {
      double[] parameters =
          activation.parameters().stream().mapToDouble(p -> at(p, element, in)).toArray();
      return (float) activation.function().at(argument, parameters);
    }

    @Override
    public float[] visit(SigmaDelta op) {
      float[] u = potential.computeIfAbsent(node.name(), n -> new float[in.size()]);
      float[] y = memory.computeIfAbsent(node.name(), n -> new float[in.size()]);
      return each(
          i -> {
            u[i] += x[i];
            float theta = at(op.threshold(), i, in);
            float d = value(op.activation(), u[i], i) - y[i];
            float s = 0;
            if (Math.abs(d) >= theta / 2) {
              int k = 0;
              while (k < op.levels() - 1 && Math.abs(d) >= 1.5f * theta * (1 << k)) {
                k++;
              }
              s = Math.signum(d) * theta * (1 << k);
            }
            y[i] += s;
            return s;
          });
    }

    @Override
    public float[] visit(AveragePool op) {
      return each(
          o -> {
            int[] p = position(o, out);
            List<Integer> taps = covered(op.window(), p[0], p);
            double sum = 0;
            int inside = 0;
            for (int i : taps) {
              sum += i >= 0 ? x[i] : 0;
              inside += i >= 0 ? 1 : 0;
            }
            return (float) (sum / (op.countIncludePad() ? taps.size() : inside));
          });
    }

    @Override
    public float[] visit(AxisLinear op) {
      return each(
          o -> {
            int[] p = position(o, out);
            int row = p[op.axis() - 1];
            float sum = 0;
            for (int i = 0; i < in.extent(op.axis() - 1); i++) {
              p[op.axis() - 1] = i;
              sum += op.matrix().get(row * in.extent(op.axis() - 1) + i) * x[index(p, in)];
            }
            return sum;
          });
    }

    @Override
    public float[] visit(BatchNormalization op) {
      return each(
          i -> {
            double centred = (double) x[i] - at(op.mean(), i, in);
            double deviation = Math.sqrt(at(op.variance(), i, in) + (double) op.epsilon());
            return (float) (centred / deviation * at(op.scale(), i, in) + at(op.bias(), i, in));
          });
    }

    @Override
    public float[] visit(ChannelAffine op) {
      return each(i -> x[i] * at(op.scale(), i, in) + at(op.shift(), i, in));
    }

    @Override
    public float[] visit(ClippedRelu op) {
      return each(i -> Math.min(Math.max(x[i], 0), op.maximum()));
    }

    @Override
    public float[] visit(Concat op) {
      return each(
          o -> {
            int[] p = position(o, out);
            int axis = op.axis() - 1;
            for (String input : node.inputs()) {
              int extent = graph.shape(input).extent(axis);
              if (p[axis] < extent) {
                return values.get(input)[index(p, graph.shape(input))];
              }
              p[axis] -= extent;
            }
            throw new IllegalStateException();
          });
    }

    @Override
    public float[] visit(Conv op) {
      int perGroup = op.inChannels() / op.groups();
      int taps = Shape.of(op.window().kernel()).size();
      return each(
          o -> {
            int[] p = position(o, out);
            int group = p[0] / (op.outChannels() / op.groups());
            double sum = op.bias().get(p[0]);
            for (int c = 0; c < perGroup; c++) {
              List<Integer> indices = covered(op.window(), group * perGroup + c, p);
              for (int tap = 0; tap < taps; tap++) {
                if (indices.get(tap) >= 0) {
                  sum +=
                      (double) x[indices.get(tap)]
                          * op.weight().get((p[0] * perGroup + c) * taps + tap);
                }
              }
            }
            return (float) sum;
          });
    }

    @Override
    public float[] visit(Flatten op) {
      return x.clone();
    }

    @Override
    public float[] visit(GatedMaxPool op) {
      float[] sum = accumulated();
      return each(
          o -> {
            int[] p = position(o, out);
            int best = -1;
            for (int i : covered(op.window(), p[0], p)) {
              if (i >= 0 && (best < 0 || sum[i] > sum[best])) {
                best = i;
              }
            }
            return x[best];
          });
    }

    @Override
    public float[] visit(GlobalAveragePool op) {
      int plane = in.stride(0);
      return each(
          c -> {
            double sum = 0;
            for (int i = 0; i < plane; i++) {
              sum += x[c * plane + i];
            }
            return (float) (sum / plane);
          });
    }

    @Override
    public float[] visit(GlobalMaxPool op) {
      int plane = in.stride(0);
      return each(
          c -> {
            float best = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < plane; i++) {
              best = Math.max(best, x[c * plane + i]);
            }
            return best;
          });
    }

    @Override
    public float[] visit(InhibitedMaxPool op) {
      float[] sum = memory.computeIfAbsent(node.name(), n -> new float[in.size()]);
      boolean first = !potential.containsKey(node.name());
      float[] earlier = first ? new float[out.size()] : maxOf(op.window(), sum);
      potential.put(node.name(), earlier);
      float[] later = maxOf(op.window(), accumulated());
      return each(i -> later[i] - earlier[i]);
    }

    @Override
    public float[] visit(IntegrateAndFire op) {
      return neuron(op);
    }

    @Override
    public float[] visit(LeakyIntegrateAndFire op) {
      return neuron(op);
    }

    @Override
    public float[] visit(LeakyIntegrator op) {
      float[] v = memory.computeIfAbsent(node.name(), n -> new float[in.size()]);
      return each(i -> v[i] = at(op.decay(), i, in) * v[i] + x[i]);
    }

    @Override
    public float[] visit(Delay op) {
      List<float[]> before = held.computeIfAbsent(node.name(), n -> new ArrayList<>());
      before.add(x.clone());
      int past = before.size() - 1 - op.timesteps();
      return past < 0 ? new float[in.size()] : before.get(past);
    }

    @Override
    public float[] visit(Take op) {
      return each(
          o -> {
            int[] p = position(o, out);
            p[op.axis() - 1] = op.indices().get(p[op.axis() - 1]);
            return p[op.axis() - 1] < 0 ? 0 : x[index(p, in)];
          });
    }

    @Override
    public float[] visit(Threshold op) {
      return each(i -> x[i] > at(op.threshold(), i, in) ? 1 : 0);
    }

    @Override
    public float[] visit(Linear op) {
      return each(
          o -> {
            double sum = op.bias().get(o);
            for (int i = 0; i < op.inFeatures(); i++) {
              sum += (double) x[i] * op.weight().get(o * op.inFeatures() + i);
            }
            return (float) sum;
          });
    }

    private float[] softmax(int axis, boolean logarithm) {
      return each(
          o -> {
            int[] p = position(o, out);
            double sum = 0;
            for (int i = 0; i < in.extent(axis - 1); i++) {
              int[] q = Arrays.copyOf(p, p.length);
              q[axis - 1] = i;
              sum += Math.exp(x[index(q, in)]);
            }
            return (float) (logarithm ? x[o] - Math.log(sum) : Math.exp(x[o]) / sum);
          });
    }

    @Override
    public float[] visit(LogSoftmax op) {
      return softmax(op.axis(), true);
    }

    @Override
    public float[] visit(MaxPool op) {
      return maxOf(op.window(), x);
    }

    @Override
    public float[] visit(Pad op) {
      return each(
          o -> {
            int[] p = position(o, out);
            for (int axis = 0; axis < p.length; axis++) {
              p[axis] -= op.begin().get(axis);
            }
            int i = index(p, in);
            return i < 0 ? op.value() : x[i];
          });
    }

    @Override
    public float[] visit(Relu op) {
      return each(i -> Math.max(x[i], 0));
    }

    @Override
    public float[] visit(Reshape op) {
      return x.clone();
    }

    @Override
    public float[] visit(Slice op) {
      return each(
          o -> {
            int[] p = position(o, out);
            p[op.axis() - 1] += op.start();
            return x[index(p, in)];
          });
    }

    @Override
    public float[] visit(Softmax op) {
      return softmax(op.axis(), false);
    }

    @Override
    public float[] visit(Transpose op) {
      return each(
          o -> {
            int[] p = position(o, out);
            int[] q = new int[p.length];
            for (int axis = 0; axis < p.length; axis++) {
              q[op.permutation().get(axis) - 1] = p[axis];
            }
            return x[index(q, in)];
          });
    }

    @Override
    public float[] visit(Upsample op) {
      return each(
          o -> {
            int[] p = position(o, out);
            for (int axis = 1; axis < p.length; axis++) {
              p[axis] /= op.factors().get(axis - 1);
            }
            return x[index(p, in)];
          });
    }

    @Override
    public float[] visit(VoltageScaler op) {
      return each(i -> x[i] * at(op.factor(), i, in));
    }
  }
}
