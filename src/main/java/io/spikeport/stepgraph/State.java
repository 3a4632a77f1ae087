package io.spikeport.stepgraph;

import io.spikeport.graph.Delay;
import io.spikeport.graph.Difference;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Impulse;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Node;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What one layer carries from timestep to timestep.
 *
 * @param layer name of the node
 * @param shape shape of one sample
 * @param initial value before the first timestep: a scalar, {@code [C,1,…]} for one value per
 *     channel, or the shape of one sample
 */
public record State(String layer, Kind kind, Shape shape, Tensor initial) {

  /** What the numbers of a state are. */
  public enum Kind {
    /**
     * Membrane potentials; initially v₀·θ, of a leaky integrator and of sigma-delta neurons, whose
     * potential is the sum of their input, 0.
     */
    POTENTIAL("potential"),
    /** Spikes since the first timestep, negative ones subtracted; only signed neurons keep it. */
    NET_SPIKES("net_spikes"),
    /** Input of a spiking max pooling, summed since the first timestep. */
    SUM("sum"),
    /** Maxima of those sums, sent on already; only lateral inhibition keeps it. */
    MAXIMUM("maximum"),
    /** What sigma-delta neurons have sent so far; initially 0. */
    SENT("sent"),
    /** The input in the timestep before, of which the change is sent; initially 0. */
    BEFORE("before"),
    /** 1 before the first timestep, 0 after it: whether a constant is still to be added. */
    PENDING("pending"),
    /** What a delay holds back, one sample per timestep of it, the oldest first; initially 0. */
    HELD("held");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As it stands in names and metadata. */
    public String word() {
      return word;
    }
  }

  /** All states of a graph, in topological order. */
  public static List<State> of(Graph graph) {
    List<State> states = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof SigmaDelta) {
        states.add(zero(node, Kind.POTENTIAL, graph.shape(node.name())));
        states.add(zero(node, Kind.SENT, graph.shape(node.name())));
      } else if (node.op() instanceof IntegratingNeuron neuron) {
        Shape shape = graph.shape(node.name());
        states.add(new State(node.name(), Kind.POTENTIAL, shape, initial(neuron, shape)));
        if (neuron instanceof IntegrateAndFire fire && fire.firing().signed()) {
          states.add(zero(node, Kind.NET_SPIKES, shape));
        }
      } else if (node.op() instanceof LeakyIntegrator) {
        states.add(zero(node, Kind.POTENTIAL, graph.shape(node.name())));
      } else if (node.op() instanceof Difference) {
        states.add(zero(node, Kind.BEFORE, graph.shape(node.name())));
      } else if (node.op() instanceof Impulse) {
        states.add(new State(node.name(), Kind.PENDING, Shape.of(1), Tensor.scalar(1)));
      } else if (node.op() instanceof Delay delay) {
        Shape held = graph.shape(node.name()).prepend(delay.timesteps());
        states.add(zero(node, Kind.HELD, held));
      } else if (node.op() instanceof GatedMaxPool) {
        states.add(zero(node, Kind.SUM, graph.inputShapes(node).get(0)));
      } else if (node.op() instanceof InhibitedMaxPool) {
        states.add(zero(node, Kind.SUM, graph.inputShapes(node).get(0)));
        states.add(zero(node, Kind.MAXIMUM, graph.shape(node.name())));
      }
    }
    return states;
  }

  private static State zero(Node node, Kind kind, Shape shape) {
    return new State(node.name(), kind, shape, Tensor.scalar(0));
  }

  /** {@code v₀·θ}, rounded to float32 as the engine does. */
  private static Tensor initial(IntegratingNeuron neuron, Shape sample) {
    Tensor fraction = BroadcastShapes.overSample(neuron.initialPotential(), sample);
    Tensor threshold = BroadcastShapes.overSample(neuron.threshold(), sample);
    Tensor larger = fraction.size() >= threshold.size() ? fraction : threshold;
    float[] values = new float[larger.size()];
    int perThreshold = values.length / threshold.size();
    int perFraction = values.length / fraction.size();
    for (int i = 0; i < values.length; i++) {
      values[i] = fraction.get(i / perFraction) * threshold.get(i / perThreshold);
    }
    return Tensor.wrap(larger.shape(), values);
  }
}
