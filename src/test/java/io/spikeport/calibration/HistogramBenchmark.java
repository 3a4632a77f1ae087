package io.spikeport.calibration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per activation of calibration's count; see {@code benchmarks/kernels.sh}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistogramBenchmark {

  private static final int VALUES = 32 * 26 * 26;

  private final IntBuffer activations =
      ByteBuffer.allocateDirect(VALUES * Float.BYTES).order(ByteOrder.nativeOrder()).asIntBuffer();
  private final Histogram histogram = new Histogram(CalibrationOptions.LAYER_BITS);
  private final ActivationChunk chunk = new ActivationChunk();

  /** Activations as a ReLU leaves them, half of them 0, where ONNX Runtime leaves them. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int i = 0; i < VALUES; i++) {
      activations.put(i, Float.floatToRawIntBits((float) Math.max(0, random.nextGaussian())));
    }
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public Histogram count() {
    histogram.add(activations, 0, VALUES, false, chunk);
    return histogram;
  }
}
