package io.spikeport.error;

import java.util.List;

/** The options contradict each other or are out of range. */
public final class UsageException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public UsageException(Problem problem) {
    super(List.of(problem), null);
  }

  public UsageException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  public UsageException(List<Problem> problems) {
    super(problems, null);
  }
}
