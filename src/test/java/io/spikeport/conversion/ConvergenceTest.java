package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.RandomNetworks;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As T grows, every conversion becomes the trained network: random networks of every operator, in
 * every composition of options that promises it.
 */
class ConvergenceTest {

  private static final int TIMESTEPS = 4096;
  private static final int IMAGES = 2;

  private static final List<Firing> FIRINGS =
      List.of(Firing.PLAIN, new Firing(true, 1), new Firing(false, 3), new Firing(true, 2));

  /** Where potentials start. */
  private enum Start {
    ZERO,
    HALF,
    /** Anywhere in [0, 1), each neuron for itself. */
    RANDOM
  }

  /** One network and one composition. */
  private record Case(
      long seed,
      Scalers scalers,
      boolean perChannel,
      MaxPooling pooling,
      Firing firing,
      Start start) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Start start : Start.values()) {
      for (Firing firing : FIRINGS) {
        for (MaxPooling pooling :
            List.of(MaxPooling.LATERAL_INHIBITION, MaxPooling.BEFORE_NEURON)) {
          for (Scalers scalers : Scalers.values()) {
            for (boolean perChannel : new boolean[] {false, true}) {
              cases.add(new Case(cases.size(), scalers, perChannel, pooling, firing, start));
            }
          }
        }
      }
    }
    return cases;
  }

  @Test
  void everyOperatorTakesPart() {
    Set<Class<?>> met = new HashSet<>();
    for (Case c : cases()) {
      Graph graph = RandomNetworks.network(c.seed());
      graph.nodes().forEach(node -> met.add(node.op().getClass()));
    }
    assertEquals(RandomNetworks.operators(), met);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void converges(Case c) {
    Graph trained = RandomNetworks.network(c.seed());
    new Comparison(c, trained, RandomNetworks.images(trained, IMAGES, c.seed())).check();
  }

  /** One network, its conversion, and what both compute. */
  private static final class Comparison {

    private final Case c;
    private final Tensor images;
    private final Graph prepared;
    private final Map<String, NeuronParameters> parameters = new HashMap<>();
    private final Map<String, Tensor> activations;
    private final Map<String, Tensor> bounds;
    private final Tensor logits;
    private final Graph spiking;

    Comparison(Case c, Graph trained, Tensor images) {
      this.c = c;
      this.images = images;
      this.prepared = Rewriting.prepare(trained, true, c.pooling());
      List<Node> relus = prepared.nodes().stream().filter(n -> isRelu(n.op())).toList();
      Set<String> names = relus.stream().map(Node::name).collect(Collectors.toSet());
      this.activations = Simulations.values(prepared, images, names);
      // The trained network itself says what the output should be, no rewritten one.
      this.logits =
          Simulations.values(trained, images, Set.of(RandomNetworks.LOGITS))
              .get(RandomNetworks.LOGITS);
      Map<String, Tensor> perNeuron = new HashMap<>();
      for (Node relu : relus) {
        Tensor scale = scale(relu.name());
        parameters.put(
            relu.name(), new NeuronParameters(scale, scale, start(relu.name()), Tensor.scalar(0)));
        perNeuron.put(relu.name(), times(scale, c.start() == Start.HALF ? 0.5f : 1));
      }
      Set<String> observed = new HashSet<>(names);
      observed.add(prepared.output());
      this.bounds =
          Simulations.values(
              DeviationBound.of(prepared, perNeuron),
              Tensor.filled(images.shape().with(0, 1), 0),
              observed);
      this.spiking =
          Rewriting.spike(
              prepared,
              parameters,
              Optional.empty(),
              new NeuronModel.If(Reset.SOFT, c.firing()),
              c.pooling(),
              c.scalers());
    }

    private static boolean isRelu(Op op) {
      return op instanceof Relu || op instanceof ClippedRelu;
    }

    /** The largest activation over all images, so that nothing is clipped. */
    private Tensor scale(String layer) {
      Shape sample = prepared.shape(layer);
      float[] largest = new float[sample.extent(0)];
      Tensor values = activations.get(layer);
      float overall = 0;
      for (int i = 0; i < values.size(); i++) {
        int channel = i % sample.size() / sample.stride(0);
        largest[channel] = Math.max(largest[channel], values.get(i));
        overall = Math.max(overall, values.get(i));
      }
      // A layer or channel that is silent on all images has no scale of its own.
      overall = overall > 0 ? overall : 1;
      for (int channel = 0; channel < largest.length; channel++) {
        largest[channel] = largest[channel] > 0 ? largest[channel] : overall;
      }
      return c.perChannel() ? Tensor.vector(largest) : Tensor.scalar(overall);
    }

    private Tensor start(String layer) {
      return switch (c.start()) {
        case ZERO -> Tensor.scalar(0);
        case HALF -> Tensor.scalar(0.5f);
        case RANDOM -> {
          Random random = new Random(c.seed());
          float[] starts = new float[prepared.shape(layer).size()];
          for (int i = 0; i < starts.length; i++) {
            starts[i] = random.nextFloat();
          }
          yield Tensor.wrap(prepared.shape(layer), starts);
        }
      };
    }

    private static Tensor times(Tensor values, float factor) {
      float[] products = values.toArray();
      for (int i = 0; i < products.length; i++) {
        products[i] *= factor;
      }
      return Tensor.wrap(values.shape(), products);
    }

    void check() {
      Set<String> layers = parameters.keySet();
      Set<String> means = new HashSet<>(layers);
      layers.forEach(layer -> means.add(current(layer)));
      Set<String> trains = new HashSet<>(layers);
      trains.add(spiking.output());
      Recording recording =
          Recording.NONE.withMeans(means).withPotentials(layers).withTrains(trains);
      for (ImageResult result : Simulations.run(spiking, images, TIMESTEPS, recording)) {
        for (String layer : layers) {
          balances(result, layer);
          Shape sample = prepared.shape(layer);
          Values expected = new Values(activations.get(layer), sample, result.index());
          approaches(layer, result.trains().get(layer), scaleOf(layer, sample), expected);
        }
        Values expected = new Values(logits, spiking.outputShape(), result.index());
        Tensor ones = Tensor.filled(spiking.outputShape(), 1);
        approaches(prepared.output(), result.trains().get(spiking.output()), ones, expected);
      }
    }

    private String current(String layer) {
      return spiking.node(layer).inputs().get(0);
    }

    private Tensor scaleOf(String layer, Shape sample) {
      Tensor scale = parameters.get(layer).scale();
      float[] each = new float[sample.size()];
      for (int i = 0; i < each.length; i++) {
        each[i] = scale.get(scale.isScalar() ? 0 : i / sample.stride(0));
      }
      return Tensor.wrap(sample, each);
    }

    /**
     * What went in came out or is still there: {@code mean(z) = mean(x) + (v₀ − v(T))/T} in
     * threshold units; so the rate is within |v(T) − v₀|/T of the activation a' that the mean input
     * asks for. Potentials are rounded twice in every timestep, by 2⁻²⁴ of their size each time,
     * which is at most that of v(T) (it grows steadily where it grows at all) and of the deviation.
     */
    private void balances(ImageResult result, String layer) {
      Tensor rate = result.means().get(layer);
      Tensor current = result.means().get(current(layer));
      Tensor potential = result.potentials().get(layer);
      Tensor start = parameters.get(layer).initialPotential();
      Tensor scale = scaleOf(layer, rate.shape());
      float most = saturates(layer) ? 1 : Float.MAX_VALUE;
      for (int i = 0; i < rate.size(); i++) {
        double v0 = start.get(start.isScalar() ? 0 : i);
        double size = Math.abs(potential.get(i)) + 2 + bounds.get(layer).get(i) / scale.get(i);
        double rounding = 0x1p-23 * size;
        double left = (potential.get(i) - v0) / TIMESTEPS;
        assertEquals(current.get(i) - left, rate.get(i), rounding, () -> c + ": " + layer);
        double activation = Math.min(most, Math.max(0, current.get(i)));
        assertTrue(
            Math.abs(rate.get(i) - activation) <= Math.abs(left) + rounding,
            () -> c + ": rate of " + layer);
      }
    }

    /** Whether the float network, too, ends at the layer's scale. */
    private boolean saturates(String layer) {
      return prepared.node(layer).op() instanceof ClippedRelu;
    }

    /** After every timestep t the mean so far is within D/t of the float network's value. */
    private void approaches(String name, Tensor train, Tensor scale, Values expected) {
      int size = scale.size();
      Tensor bound = bounds.get(name);
      double[] sums = new double[size];
      for (int t = 1; t <= TIMESTEPS; t++) {
        for (int i = 0; i < size; i++) {
          sums[i] += (double) train.get((t - 1) * size + i) * scale.get(i);
          double deviation = Math.abs(sums[i] - t * expected.get(i));
          if (!(deviation <= bound.get(i) + t * rounding(t))) {
            throw new AssertionError(
                c
                    + ": "
                    + name
                    + " ["
                    + i
                    + "] after "
                    + t
                    + " timesteps: mean "
                    + sums[i] / t
                    + " of "
                    + expected.get(i)
                    + ", off by "
                    + deviation
                    + "/t, not by "
                    + bound.get(i)
                    + "/t at most");
          }
        }
      }
    }

    /**
     * Rounding of a mean over t timesteps, for values up to 4: each of some 30 operators in a row
     * rounds a few times by 2⁻²⁴ of them, and a max pooling adds up its input, so that it rounds by
     * 2⁻²⁴ of a sum of t of them.
     */
    private static double rounding(int t) {
      return 4 * 0x1p-24 * (100 + t / 2.0);
    }
  }

  /** One image's values of a node. */
  private record Values(Tensor all, Shape sample, int image) {

    double get(int element) {
      return all.get(image * sample.size() + element);
    }
  }
}
