package io.spikeport.batch.job;

import io.spikeport.calibration.ActivationStatistics;
import io.spikeport.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Activation statistics that several jobs need: the first one measures them and writes them down,
 * the others read them, in this run or in the next. They are not kept in memory: those of a large
 * network take hundreds of megabytes.
 */
public final class SharedStatistics {

  private final OutputFolder folder;
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  public SharedStatistics(OutputFolder folder) {
    this.folder = folder;
  }

  /**
   * The statistics.
   *
   * @param key hash of all that they depend on
   */
  public ActivationStatistics get(String key, Supplier<ActivationStatistics> measure) {
    Path file = folder.intermediate(key + ".statistics");
    // Only jobs that need the same statistics wait for each other.
    synchronized (locks.computeIfAbsent(key, any -> new Object())) {
      return read(file)
          .orElseGet(
              () -> {
                ActivationStatistics measured = measure.get();
                AtomicFile.write(file, measured::write);
                return measured;
              });
    }
  }

  private static Optional<ActivationStatistics> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(ActivationStatistics.read(in));
    } catch (IOException e) {
      return Optional.empty(); // damaged: they are measured anew
    }
  }
}
