package io.spikeport.simulation;

import io.spikeport.simulation.natives.AddressSpace;
import io.spikeport.simulation.natives.Natives;
import io.spikeport.simulation.natives.OnnxRuntimeVersion;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The native libraries that the engines have loaded.
 *
 * @param nd4j the file of ND4J's natives, or what kept them from loading
 * @param nd4jWorks whether ND4J's natives are loaded and computed a product correctly
 * @param oneDnn whether they hold oneDNN, without which convolutions are an order slower
 * @param suitsProcessor whether they use the processor's vector instructions
 * @param offHeapLimit bytes that ND4J may take outside the Java heap
 * @param onnxRuntime version of ONNX Runtime, or what kept it from loading
 * @param onnxRuntimeWorks whether it is loaded
 */
public record NativeLibraries(
    String nd4j,
    boolean nd4jWorks,
    boolean oneDnn,
    boolean suitsProcessor,
    long offHeapLimit,
    String onnxRuntime,
    boolean onnxRuntimeWorks) {

  /** AVX2 with fused multiply-add, as ND4J numbers what its natives were compiled for. */
  private static final int AVX2 = 2;

  /** Loads whatever is not loaded yet. */
  public static NativeLibraries load() {
    AddressSpace.requireRoomForLibraries();
    String runtime;
    boolean runtimeWorks = true;
    try {
      runtime = OnnxRuntimeVersion.get();
    } catch (LinkageError | RuntimeException e) {
      runtime = String.valueOf(e);
      runtimeWorks = false;
    }
    try {
      boolean works = productIsRight();
      NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
      String file = file().orElse("unknown file");
      // What AVX-512 natives would add, oneDNN does by itself at run time.
      boolean suits = ops.binaryLevel() >= Math.min(AVX2, ops.optimalLevel());
      return new NativeLibraries(
          file, works, file.contains("onednn"), suits, Pointer.maxBytes(), runtime, runtimeWorks);
    } catch (LinkageError | RuntimeException e) {
      return new NativeLibraries(String.valueOf(e), false, false, false, 0, runtime, runtimeWorks);
    }
  }

  /**
   * Loads them on a thread of its own, which takes a quarter of a second, while the caller does
   * something else.
   *
   * @return to be joined before the process may end: not while it loads
   * @throws io.spikeport.error.FileException if a limit leaves them too little memory
   */
  public static Thread loadAhead() {
    AddressSpace.requireRoomForLibraries();
    Thread thread =
        new Thread(
            () -> {
              attempt(OnnxRuntimeVersion::get);
              attempt(Natives::useThisThreadAlone);
            },
            "spikeport-natives");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void attempt(Runnable load) {
    try {
      load.run();
    } catch (LinkageError | RuntimeException e) {
      // It goes wrong again where they are used, and is reported there.
    }
  }

  private static boolean productIsRight() {
    try (var a = Natives.copyOf(FloatBuffer.wrap(new float[] {1, 2, 3, 4}), 2, 2);
        var b = a.mmul(a)) {
      return b.getFloat(1, 1) == 22;
    }
  }

  private static Optional<String> file() {
    return Natives.unpacked()
        .map(Path::toString)
        .or(
            () ->
                Loader.getLoadedLibraries().values().stream()
                    .filter(file -> file.contains("jnind4jcpu"))
                    .findFirst());
  }
}
