package io.spikeport.error;

import java.util.List;

/** More memory is needed than there is. */
public final class MemoryException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public MemoryException(Problem problem) {
    super(List.of(problem), null);
  }

  public MemoryException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  /**
   * For work that needs more of Java's heap than it may have.
   *
   * @param needed estimate in bytes
   */
  public static MemoryException heap(String place, long needed, Throwable cause) {
    long mebibytes = (needed >> 20) + 1;
    return new MemoryException(
        Problem.mismatch(
            place,
            "about " + mebibytes + " MiB of Java heap",
            "at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
            "set SPIKEPORT_JAVA_OPTS=-Xmx" + mebibytes + "m"),
        cause);
  }
}
