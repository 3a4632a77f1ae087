package io.spikeport.error;

import java.util.List;

/** Everything ran, but a bound that the user stated was missed. */
public final class BoundException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public BoundException(Problem problem) {
    super(List.of(problem), null);
  }

  public BoundException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  public BoundException(List<Problem> problems) {
    super(problems, null);
  }
}
