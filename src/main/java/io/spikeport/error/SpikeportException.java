package io.spikeport.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Root of everything that Spikeport reports to its user. The subclass says which kind of thing is
 * at fault and so decides the exit code; {@link #problems()} says what is wrong, all of it at once.
 */
public abstract sealed class SpikeportException extends RuntimeException
    permits BoundException,
        DataException,
        FileException,
        MemoryException,
        ModelException,
        UsageException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  SpikeportException(List<Problem> problems, Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception needs at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** What is wrong; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
