package io.spikeport.error;

import java.util.List;

/** A file cannot be read or written. */
public final class FileException extends SpikeportException {

  private static final long serialVersionUID = 1;

  public FileException(Problem problem) {
    super(List.of(problem), null);
  }

  public FileException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }

  public FileException(List<Problem> problems) {
    super(problems, null);
  }
}
