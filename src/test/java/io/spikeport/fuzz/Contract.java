package io.spikeport.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.spikeport.error.SpikeportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What reading a file promises, whatever its bytes: it succeeds or throws an exception of ours with
 * a message, it ends, and what it allocates is bounded by the file's size.
 */
public final class Contract {

  /**
   * Bytes that may be allocated for every byte of a file. Deflate alone unpacks up to 1032 bytes
   * from one; apart from that the parsed message, its check and the model each take a multiple, a
   * Java object of some 40 bytes being made for a field of two.
   */
  public static final long MULTIPLE = 256;

  /** Bytes that may be allocated besides: buffers, tables, the text of a refusal. */
  public static final long FREE = 16L << 20;

  /** Far more than any of the small files takes, even on a busy machine. */
  private static final long NANOSECONDS = 20_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Contract() {}

  /** Something that reads. */
  public interface Reading {
    void run() throws IOException;
  }

  /**
   * Reads, and checks the promise.
   *
   * @param size of the file in bytes
   * @param multiple bytes that may be allocated for each of them
   */
  public static void check(long size, long multiple, Reading reading) {
    Cost bound = new Cost(FREE + multiple * size, NANOSECONDS);
    // The first reading also loads classes, so what is too much must be too much again.
    if (!cost(reading).isWithin(bound)) {
      Cost again = cost(reading);
      if (!again.isWithin(bound)) {
        fail("reading a file of " + size + " bytes took " + again + ", expected below " + bound);
      }
    }
  }

  private record Cost(long allocatedBytes, long nanoseconds) {

    boolean isWithin(Cost bound) {
      return allocatedBytes <= bound.allocatedBytes && nanoseconds <= bound.nanoseconds;
    }
  }

  private static Cost cost(Reading reading) {
    long start = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } catch (SpikeportException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        fail("a refusal without a message", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Cost(THREADS.getCurrentThreadAllocatedBytes() - before, System.nanoTime() - start);
  }

  /** Writes the bytes to a file, one and the same every time. */
  public static Path file(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
