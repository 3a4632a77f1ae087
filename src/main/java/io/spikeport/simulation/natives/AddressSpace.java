package io.spikeport.simulation.natives;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a limit such as {@code ulimit -v} leaves of the addresses of this process. Native libraries
 * that get none while they start do not fail: OpenBLAS asks for ever, and is deaf to signals.
 */
public final class AddressSpace {

  /**
   * Bytes that ND4J, OpenBLAS and ONNX Runtime take before the first product: 1.3 GiB were measured
   * with 2 cores; each core has a thread with a stack, a buffer and a heap of its own.
   */
  private static final long NEEDED =
      (1L << 30) + Runtime.getRuntime().availableProcessors() * (256L << 20);

  /** As they were before any was loaded: of what they have taken, there is enough. */
  private static final OptionalLong LIMIT = number("limits", "Max address space +(\\d+)", 1);

  private static final OptionalLong USED = number("status", "VmSize:\\s+(\\d+)", 1024);

  private AddressSpace() {}

  /**
   * To be called before native libraries are loaded.
   *
   * @throws FileException if too little is left to load them
   */
  public static void requireRoomForLibraries() {
    if (LIMIT.isPresent() && USED.isPresent() && LIMIT.getAsLong() - USED.getAsLong() < NEEDED) {
      throw new FileException(
          Problem.mismatch(
              "memory",
              mebibytes(USED.getAsLong() + NEEDED) + " of address space",
              "a limit of " + mebibytes(LIMIT.getAsLong()),
              "raise it (ulimit -v), or give Java a smaller heap (-Xmx)"));
    }
  }

  private static OptionalLong number(String file, String pattern, long unit) {
    try {
      Matcher matcher =
          Pattern.compile(pattern).matcher(Files.readString(Path.of("/proc/self", file)));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)) * unit)
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty(); // not Linux, or a limit that no process reaches
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
