package io.spikeport.batch.job;

import io.spikeport.data.Dataset;

/**
 * How much memory a job will take, before its model is understood.
 *
 * <p>Weights are alive in several forms at a time: the file, tensors, ONNX Runtime's copy and its
 * rearranged one, the rewritten graph, the engine's. Activations, exposed in batches of 50, follow
 * the input: for the networks of ImageNet and MNIST all ReLUs together have 60 to 90 values for
 * each value of the input; they are there once for reading and once in ONNX Runtime.
 */
public final class MemoryEstimate {

  /** Code, natives, thread stacks and buffers of a fixed size. */
  private static final long FIXED = 128L << 20;

  private static final long FORMS_OF_WEIGHTS = 6;
  private static final long ACTIVATIONS_PER_INPUT = 90;
  private static final long BATCH = 50;
  private static final long COPIES = 2;

  /**
   * What is recorded of test images has a bound: for the report every neuron's spikes in so many
   * timesteps of one image; for a diagnosis, of images in waiting, each neuron's activation, rate
   * and count.
   */
  private static final long MOST_RECORDED = 256L << 20;

  private static final long SHOWN = 100;

  private MemoryEstimate() {}

  /**
   * Bytes.
   *
   * @param modelBytes size of the model with its external data
   */
  public static long of(long modelBytes, Dataset images, JobOptions options) {
    long activations = ACTIVATIONS_PER_INPUT * images.sampleShape().size() * Float.BYTES;
    long spikes = options.test().isPresent() ? Math.min(MOST_RECORDED, SHOWN * activations) : 0;
    long diagnosis = options.diagnose() ? Math.min(MOST_RECORDED, 3 * BATCH * activations) : 0;
    return FIXED
        + FORMS_OF_WEIGHTS * modelBytes
        + BATCH * COPIES * activations
        + Math.max(spikes, diagnosis); // one after the other
  }
}
