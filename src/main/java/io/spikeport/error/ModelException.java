package io.spikeport.error;

import java.util.List;

/** A model is malformed, or it cannot be converted. */
public final class ModelException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public ModelException(Problem problem) {
    super(List.of(problem), null);
  }

  public ModelException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  public ModelException(List<Problem> problems) {
    super(problems, null);
  }
}
