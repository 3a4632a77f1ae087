package io.spikeport.simulation.neuron;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Cuts the neurons of a layer into blocks with their parameters. */
public final class NeuronBlocks {

  private final FiringRule rule;
  private final PerElement initial;
  private final PerElement before;
  private final PerElement after;
  private final PerElement threshold;
  private final PerElement below;
  private final PerElement tau;

  /**
   * @param sample shape of one sample
   * @param before factor on the input
   * @param after factor on the spikes
   */
  public NeuronBlocks(
      String name, IntegratingNeuron neuron, Shape sample, PerElement before, PerElement after) {
    requireExactSteps(name, neuron.threshold());
    this.before = before;
    this.after = after;
    this.threshold = PerElement.of(neuron.threshold(), sample);
    this.below = threshold.map(theta -> StepFunction.below((float) theta));
    this.initial = PerElement.of(neuron.initialPotential(), sample).times(threshold);
    this.tau =
        neuron instanceof LeakyIntegrateAndFire lif
            ? PerElement.of(lif.tau(), sample)
            : PerElement.ONE;
    this.rule =
        FiringRule.of(neuron, threshold.isScalar() && before.isScalar() && after.isScalar());
  }

  private static void requireExactSteps(String name, Tensor thresholds) {
    for (int i = 0; i < thresholds.size(); i++) {
      if (thresholds.get(i) < StepFunction.LEAST_THRESHOLD) {
        throw new ModelException(
            Problem.mismatch(
                "node '" + name + "'",
                "thresholds of at least " + StepFunction.LEAST_THRESHOLD,
                String.valueOf(thresholds.get(i)),
                ""));
      }
    }
  }

  FiringRule rule() {
    return rule;
  }

  /** Blocks of the first so many neurons. */
  List<NeuronBlock> first(int neurons) {
    List<NeuronBlock> blocks = new ArrayList<>();
    for (int first = 0; first < neurons; first += RowBuffer.BLOCK) {
      int count = Math.min(RowBuffer.BLOCK, neurons - first);
      blocks.add(
          new NeuronBlock(blocks.size(), count, initial, before, after, threshold, below, tau));
    }
    return blocks;
  }
}
