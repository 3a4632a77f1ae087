package io.spikeport.format;

import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.StatefulOp;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random graphs: operators of {@link OpSamples} wherever they fit the values there are so far. */
public final class RandomModels {

  private static final int ATTEMPTS = 60;

  private RandomModels() {}

  public static Arbitrary<SpikingModel> arbitrary() {
    return Arbitraries.longs().map(seed -> random(new Random(seed)));
  }

  public static SpikingModel random(Random random) {
    return random(random, op -> true);
  }

  /** A model of the operators that {@code use} lets pass. */
  public static SpikingModel random(Random random, Predicate<Op> use) {
    boolean delta = random.nextInt(4) == 0;
    List<OpSamples.Sample> samples =
        OpSamples.all().stream()
            .filter(sample -> use.test(sample.op()) && isOf(delta, sample.op()))
            .toList();
    GraphInput input = new GraphInput("image", Shape.of(4, 6, 5));
    List<Node> nodes = new ArrayList<>();
    List<String> values = new ArrayList<>(List.of("image"));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      OpSamples.Sample sample = samples.get(random.nextInt(samples.size()));
      List<String> inputs = new ArrayList<>();
      for (int i = 0; i < sample.inputs(); i++) {
        inputs.add(values.get(random.nextInt(values.size())));
      }
      Node node = new Node("n" + nodes.size() + "/" + sample.op().name(), sample.op(), inputs);
      nodes.add(node);
      if (fits(input, nodes)) {
        values.add(node.name());
      } else {
        nodes.remove(node);
      }
    }
    return OpSamples.model(new Graph(input, nodes, values.get(values.size() - 1)));
  }

  /** Sigma-delta neurons belong to delta coding, all other state to rate coding. */
  private static boolean isOf(boolean delta, Op op) {
    return delta
        ? op instanceof SigmaDelta || !(op instanceof StatefulOp)
        : !(op instanceof SigmaDelta);
  }

  private static boolean fits(GraphInput input, List<Node> nodes) {
    try {
      Graph graph = new Graph(input, nodes, nodes.get(nodes.size() - 1).name());
      return graph.outputShape().size() < 10_000;
    } catch (io.spikeport.error.ModelException e) {
      return false;
    }
  }
}
