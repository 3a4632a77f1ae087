package io.spikeport.rewrite;

import io.spikeport.graph.Graph;
import io.spikeport.rewrite.pass.FoldAffineIntoNextLayer;
import io.spikeport.rewrite.pass.FoldAffineIntoPreviousLayer;
import io.spikeport.rewrite.pass.FoldScalersIntoNextLayer;
import io.spikeport.rewrite.pass.FoldScalersIntoPreviousLayer;
import io.spikeport.rewrite.pass.MergeAffines;
import io.spikeport.rewrite.pass.MoveMaxPoolBeforeRelu;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.rewrite.pass.RemoveFinalSoftmax;
import io.spikeport.rewrite.pass.ReplaceBatchNormWithAffine;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way from an imported network to a spiking one: two literal lists of passes. */
public final class Rewriting {

  private Rewriting() {}

  /**
   * The exact rewrites of the network as trained: its output stays the same up to rounding, but for
   * a final Softmax that is removed where logits are read out.
   */
  public static Graph prepare(Graph graph, boolean logits, MaxPooling maxPooling) {
    List<Pass> passes = new ArrayList<>();
    passes.add(new ReplaceBatchNormWithAffine());
    passes.add(new FoldAffineIntoPreviousLayer());
    passes.add(new MergeAffines());
    passes.add(new FoldAffineIntoNextLayer());
    if (logits) {
      passes.add(new RemoveFinalSoftmax());
    }
    if (maxPooling == MaxPooling.BEFORE_NEURON) {
      passes.add(new MoveMaxPoolBeforeRelu());
    }
    return run(passes, graph);
  }

  /**
   * The exact rewrites of an imported network before calibration: what rounds becomes one function;
   * for rate coding, functions that are sums of ReLUs become those.
   */
  public static Graph forCoding(Graph graph, boolean rate) {
    List<Pass> passes = new ArrayList<>(List.of(new MergeQuantization()));
    if (rate) {
      passes.add(new ExpandPiecewiseLinear());
    }
    return run(passes, graph);
  }

  /** For rate coding, what quantizes becomes what saturates: an approximation. */
  public static Graph withoutQuantization(Graph graph) {
    return run(List.of(new RelaxQuantization(), new ExpandPiecewiseLinear()), graph);
  }

  /**
   * Makes a prepared network spiking.
   *
   * @param parameters of every ReLU, by its name
   * @param correction of the last layer; nothing leaves it as it is
   */
  public static Graph spike(
      Graph graph,
      Map<String, NeuronParameters> parameters,
      Optional<OutputCorrection> correction,
      NeuronModel.Integrating neurons,
      MaxPooling maxPooling,
      Scalers scalers) {
    List<Pass> passes = new ArrayList<>();
    passes.add(new InsertNeurons(parameters, neurons));
    passes.add(new ReplaceMaxPool(maxPooling));
    correction.ifPresent(output -> passes.add(new CorrectOutput(output)));
    passes.add(new FoldAffineIntoPreviousLayer());
    if (scalers == Scalers.FOLDED) {
      passes.add(new FoldScalersIntoNextLayer());
      passes.add(new FoldScalersIntoPreviousLayer());
    }
    return run(passes, graph);
  }

  /**
   * Makes a prepared network spiking by delta coding.
   *
   * @param neurons where neurons stand
   * @param thresholds θ of every layer of neurons, by its name
   * @param levels n, the number of spike sizes
   */
  public static Graph spike(
      Graph graph, GradedNeurons neurons, Map<String, Tensor> thresholds, int levels) {
    return run(
        List.of(
            new InsertSigmaDelta(neurons, thresholds, levels), new FoldAffineIntoPreviousLayer()),
        graph);
  }

  /**
   * Multiplies voltage scalers into the weights where they can go, so that neurons hand on spikes
   * of 1; exact up to rounding. What cannot be folded stays.
   */
  public static Graph foldScalers(Graph graph) {
    return run(List.of(new FoldScalersIntoNextLayer(), new FoldScalersIntoPreviousLayer()), graph);
  }

  private static Graph run(List<Pass> passes, Graph graph) {
    Graph result = graph;
    for (Pass pass : passes) {
      result = pass.apply(result);
    }
    return result;
  }
}
