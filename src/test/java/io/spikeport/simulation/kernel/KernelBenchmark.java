package io.spikeport.simulation.kernel;

import io.spikeport.graph.Firing;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.neuron.NeuronBlocks;
import io.spikeport.simulation.neuron.NeuronKernel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds per value of the loops that are ours rather than a library's, on a layer of 32
 * channels of 26 × 26, the largest of the bundled models. {@code benchmarks/kernels.sh} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {

  private static final Shape SAMPLE = Shape.of(32, 26, 26);
  private static final int VALUES = 32 * 26 * 26;
  private static final int ROWS = 8;

  /** A neuron: plain, or with negative spikes, which take a longer rule. */
  @Param({"false", "true"})
  public boolean signed;

  private final float[] activations = new float[VALUES];
  private final float[] pooled = new float[VALUES / 4];
  private final SpatialPooling maximum =
      SpatialPooling.maximum(
          new Window(List.of(2, 2), List.of(2, 2), List.of(1, 1), List.of(0, 0), List.of(0, 0)),
          false,
          SAMPLE);
  private NeuronKernel neurons;

  /** Activations as a ReLU leaves them, half of them 0. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    RowBuffer current = RowBuffer.onHeap(ROWS, VALUES);
    for (int i = 0; i < VALUES; i++) {
      activations[i] = (float) Math.max(0, random.nextGaussian());
    }
    for (int row = 0; row < ROWS; row++) {
      current.writeRow(row, activations);
    }
    neurons =
        new NeuronKernel(
            SAMPLE,
            current,
            RowBuffer.onHeap(ROWS, VALUES),
            new NeuronBlocks(
                "neurons",
                new IntegrateAndFire(
                    Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, new Firing(signed, 1)),
                SAMPLE,
                PerElement.ONE,
                PerElement.ONE));
    neurons.reset();
  }

  /** One layer of integrate-and-fire neurons, {@value #ROWS} timesteps. */
  @Benchmark
  @OperationsPerInvocation(ROWS * VALUES)
  public Object neuronStep() {
    neurons.run(ROWS);
    return neurons;
  }

  /** Maximum over windows of 2 × 2, by value read. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public float[] maxPool() {
    maximum.pool(
        (from, count, into) -> System.arraycopy(activations, from, into, 0, count), pooled);
    return pooled;
  }
}
