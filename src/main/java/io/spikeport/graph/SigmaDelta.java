package io.spikeport.graph;

import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;

/**
 * Sigma-delta neurons with graded spikes (O'Connor &amp; Welling 2016; Intel's SDNN), per element
 * and timestep, u = y = 0 before the first: {@code u ← u + x; d ← f(u) − y; s ← q(d); y ← y + s},
 * output s. q(d) is 0 if |d| &lt; θ/2, else sign(d)·θ·2ᵏ, k the smallest of 0 … n − 1 with |d| &lt;
 * 1.5·2ᵏ·θ, n − 1 if there is none. So the sum of the output approaches f of the sum of the input
 * to within θ/2.
 *
 * @param activation f
 * @param threshold θ, the smallest spike in activation units: a scalar or a vector with one value
 *     per channel (axis 1); positive
 * @param levels n, the number of spike sizes; 1 to 24, so that every size is exact in float32
 */
public record SigmaDelta(Activation activation, Tensor threshold, int levels) implements Neuron {

  /** Most spike sizes. */
  public static final int MOST_LEVELS = 24;

  public SigmaDelta {
    Checks.threshold(threshold);
    if (levels < 1 || levels > MOST_LEVELS) {
      throw new IllegalArgumentException(
          "expected 1 to " + MOST_LEVELS + " spike sizes, found " + levels);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape sample = Checks.only(inputs);
    Checks.perLayerOrChannel("threshold", threshold, sample);
    activation.check(sample);
    return sample;
  }

  @Override
  public <R> R accept(OpVisitor<R> visitor) {
    return visitor.visit(this);
  }
}
