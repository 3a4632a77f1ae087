package io.spikeport.error;

import java.util.List;

/** Data (images or labels) cannot be used: malformed, empty, or not fitting the model. */
public final class DataException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public DataException(Problem problem) {
    super(List.of(problem), null);
  }

  public DataException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  public DataException(List<Problem> problems) {
    super(problems, null);
  }
}
