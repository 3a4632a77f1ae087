package io.spikeport.cli;

import io.spikeport.error.BoundException;
import io.spikeport.error.DataException;
import io.spikeport.error.FileException;
import io.spikeport.error.MemoryException;
import io.spikeport.error.ModelException;
import io.spikeport.error.SpikeportException;
import io.spikeport.error.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every exit code, and what it means. */
final class ExitCode {

  static final int DONE = 0;
  static final int INTERNAL_ERROR = 1;
  static final int USAGE = 2;
  static final int MODEL = 3;
  static final int FILE = 4;
  static final int BOUND = 5;

  private ExitCode() {}

  /** What each code tells, in the order of the codes. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    meanings.put("" + DONE, "done");
    meanings.put("" + INTERNAL_ERROR, "internal error");
    meanings.put("" + USAGE, "usage");
    meanings.put("" + MODEL, "the model cannot be converted or is malformed");
    meanings.put("" + FILE, "a file cannot be read or written, or memory is too little");
    meanings.put("" + BOUND, "a stated bound was missed or part of a batch failed");
    return meanings;
  }

  /** As a shell sees a program that a signal ended. */
  static int interrupted(int signal) {
    return 128 + signal;
  }

  static int of(SpikeportException exception) {
    if (exception instanceof UsageException) {
      return USAGE;
    }
    if (exception instanceof ModelException) {
      return MODEL;
    }
    if (exception instanceof FileException
        || exception instanceof DataException
        || exception instanceof MemoryException) {
      return FILE;
    }
    if (exception instanceof BoundException) {
      return BOUND;
    }
    throw new AssertionError(exception);
  }
}
