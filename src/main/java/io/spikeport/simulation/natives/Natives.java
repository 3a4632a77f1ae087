package io.spikeport.simulation.natives;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The one way to ND4J. Its natives are loaded when this class is first used.
 *
 * <p>Without {@linkplain UnpackedNatives unpacked ones}, JavaCPP picks the natives by itself:
 * ND4J's preset names the extensions it knows, those with oneDNN first and the generic ones last,
 * so whatever the class path holds is found.
 *
 * <p>Every dense product runs on the thread that asks for it; the engine's own workers are what
 * uses several cores. So no result depends on how a library splits a product, and no idle OpenMP
 * worker spins.
 */
public final class Natives {

  private static final Optional<Path> UNPACKED = UnpackedNatives.load();

  static {
    if (System.getProperty("org.nd4j.log.initialization") == null) {
      System.setProperty("org.nd4j.log.initialization", "false");
    }
    // A program without a logger of its own should not be told so by a library of a library.
    if (System.getProperty("slf4j.internal.verbosity") == null) {
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  private Natives() {}

  /** The file of ND4J's natives, if it was {@linkplain UnpackedNatives unpacked} before. */
  public static Optional<Path> unpacked() {
    return UNPACKED;
  }

  /** To be called by each thread before its first product; OpenMP keeps the number per thread. */
  public static void useThisThreadAlone() {
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  public static INDArray zeros(long... shape) {
    return Nd4j.create(DataType.FLOAT, shape);
  }

  /** For values that are all written before one is read. */
  public static INDArray uninitialized(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape);
  }

  public static INDArray copyOf(FloatBuffer values, long... shape) {
    INDArray array = uninitialized(shape);
    array.data().asNioFloat().put(values);
    return array;
  }
}
