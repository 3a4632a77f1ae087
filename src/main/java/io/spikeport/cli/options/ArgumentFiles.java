package io.spikeport.cli.options;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Arguments of the form {@code @FILE}, which stand for those in a file. */
public final class ArgumentFiles {

  private ArgumentFiles() {}

  /**
   * Checks that those of them that name something that is there name a file; others stand for
   * themselves.
   *
   * @throws UsageException if one does not
   */
  public static void requireReadable(String... args) {
    for (String arg : args) {
      if (arg.startsWith("@") && !arg.startsWith("@@")) {
        requireReadable(arg);
      }
    }
  }

  private static void requireReadable(String arg) {
    Path file;
    try {
      file = Path.of(arg.substring(1));
    } catch (InvalidPathException e) {
      return;
    }
    if (arg.length() > 1
        && Files.exists(file)
        && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw new UsageException(
          Problem.mismatch(
              arg,
              "a text file with arguments",
              Files.isDirectory(file) ? "a folder" : "a file that may not be read",
              "name a file, or write @" + arg + " for the word itself"));
    }
  }
}
