package io.spikeport.simulation.neuron;

import io.spikeport.graph.SigmaDelta;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.ActivationFunction;
import io.spikeport.simulation.kernel.PerElement;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;

/**
 * {@link SigmaDelta}, block by block, all timesteps of a block at once. Sums, differences and sizes
 * of spikes are rounded to float32 one by one, as the ONNX form of the neuron does.
 */
public final class SigmaDeltaKernel implements NeuronLayer {

  private final RowBuffer input;
  private final RowBuffer output;
  private final SampleLayout layout;
  private final ActivationFunction function;
  private final PerElement threshold;
  private final int levels;
  private final float[] sum;
  private final float[] sent;
  private final float[] spikes;
  private final float[] x = new float[RowBuffer.BLOCK];
  private final float[] value = new float[RowBuffer.BLOCK];

  public SigmaDeltaKernel(SigmaDelta op, Shape sample, RowBuffer input, RowBuffer output) {
    this.input = input;
    this.output = output;
    this.layout = SampleLayout.of(sample);
    this.function = ActivationFunction.of(op.activation(), sample);
    this.threshold = PerElement.of(op.threshold(), sample);
    this.levels = op.levels();
    this.sum = new float[sample.size()];
    this.sent = new float[sample.size()];
    this.spikes = new float[sample.size()];
  }

  @Override
  public void reset() {
    Arrays.fill(sum, 0);
    Arrays.fill(sent, 0);
    nextImage();
  }

  @Override
  public void nextImage() {
    Arrays.fill(spikes, 0);
  }

  @Override
  public void run(int rows) {
    for (int from = 0; from < sum.length; from += x.length) {
      for (int row = 0; row < rows; row++) {
        step(row, from, Math.min(x.length, sum.length - from));
      }
    }
  }

  private void step(int row, int from, int count) {
    input.read(row, from, count, x, 0);
    for (int i = 0; i < count; i++) {
      sum[from + i] += x[i];
    }
    System.arraycopy(sum, from, value, 0, count);
    function.apply(value, count, from / x.length);
    float[] theta = threshold.block(from / x.length);
    for (int i = 0; i < count; i++) {
      float spike = nearest(value[i] - sent[from + i], theta[i]);
      sent[from + i] += spike;
      spikes[from + i] += spike == 0 ? 0 : 1;
      x[i] = spike;
    }
    output.write(row, from, count, x, 0);
  }

  /** The spike nearest to a difference. */
  private float nearest(float difference, float theta) {
    float magnitude = Math.abs(difference);
    if (magnitude < 0.5f * theta) {
      return 0;
    }
    float size = theta;
    float end = 1.5f * theta;
    for (int k = 1; k < levels && magnitude >= end; k++) {
      size *= 2;
      end *= 2;
    }
    return difference < 0 ? -size : size;
  }

  @Override
  public float[] spikes() {
    return spikes.clone();
  }

  @Override
  public boolean isFinite() {
    for (int i = 0; i < sum.length; i++) {
      if (!Float.isFinite(sum[i]) || !Float.isFinite(sent[i])) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the input so far, u. */
  @Override
  public Tensor potential() {
    return layout.tensor(sum);
  }

  @Override
  public void subtractSpikes(RowBuffer fired, int firstRow, int endRow) {
    for (int row = firstRow; row < endRow; row++) {
      for (int from = 0; from < spikes.length; from += x.length) {
        int count = Math.min(x.length, spikes.length - from);
        fired.read(row, from, count, x, 0);
        for (int i = 0; i < count; i++) {
          spikes[from + i] -= x[i] == 0 ? 0 : 1;
        }
      }
    }
  }
}
