package io.spikeport.simulation.run;

import io.spikeport.graph.FloatBlock;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.OnnxRuntimeBlock;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a model answers with, given the sum of its graph's output: the head's output, or without a
 * head the sum itself. Any number of threads may use it at once.
 */
public final class Head {

  private final SpikingModel model;
  private final Optional<OnnxRuntimeBlock> block;

  /**
   * @param weights keeps the block
   */
  public Head(SpikingModel model, SharedWeights weights) {
    this.model = model;
    this.block = model.head().map((FloatBlock head) -> weights.block("head", head));
  }

  /** Shape of the graph's output. */
  Shape sumShape() {
    return model.graph().outputShape();
  }

  /** Shape of the answer. */
  Shape shape() {
    return model.outputShape();
  }

  /** Whether the sum goes on from one frame of a stream to the next. */
  boolean sumsFrames() {
    return model.isDelta();
  }

  /**
   * The answer.
   *
   * @param sum row-major, channels first; not changed
   * @param read number of timesteps that were summed
   * @return the sum itself where there is no head
   */
  float[] answer(float[] sum, int read) {
    if (block.isEmpty() || read <= 0) {
      return block.isEmpty() ? sum : new float[shape().size()];
    }
    float[] value = sum.clone();
    for (int i = 0; i < value.length && !model.isDelta(); i++) {
      value[i] /= read;
    }
    float[] answer = new float[shape().size()];
    block.get().run(List.of(value), 1, answer);
    return answer;
  }
}
