package io.spikeport.batch.plan;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.error.UsageException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with a batch, gathered before anything runs; each thing once. */
final class Problems {

  private final Set<Problem> usage = new LinkedHashSet<>();
  private final Set<Problem> files = new LinkedHashSet<>();

  /** Something that the user has to write differently. */
  void usage(Problem problem) {
    usage.add(problem);
  }

  /** A file that cannot be read. */
  void file(Problem problem) {
    files.add(problem);
  }

  /**
   * What an exception says.
   *
   * @param place where the user asked for it; may be empty
   */
  void add(SpikeportException exception, String place) {
    Set<Problem> kind = exception instanceof UsageException ? usage : files;
    for (Problem problem : exception.problems()) {
      kind.add(place.isEmpty() ? problem : problem.within(place));
    }
  }

  boolean isEmpty() {
    return usage.isEmpty() && files.isEmpty();
  }

  /**
   * @throws UsageException with everything, if something has to be written differently
   * @throws FileException if there are only files that cannot be read
   */
  void throwIfAny() {
    if (!usage.isEmpty()) {
      usage.addAll(files);
      throw new UsageException(List.copyOf(usage));
    }
    if (!files.isEmpty()) {
      throw new FileException(List.copyOf(files));
    }
  }
}
