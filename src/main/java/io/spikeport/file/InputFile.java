package io.spikeport.file;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a user's files, with messages for what usually goes wrong. */
public final class InputFile {

  private InputFile() {}

  /**
   * Checks that a file can be read.
   *
   * @param what what the user meant to give, for example {@code a spiking model}
   * @return its size in bytes
   * @throws FileException if there is no such file, it is a folder, or it may not be read
   */
  public static long check(Path file, String what) {
    if (!Files.exists(file)) {
      throw new FileException(
          Problem.mismatch(file.toString(), what, "no such file", missing(file)));
    }
    if (Files.isDirectory(file)) {
      throw new FileException(
          Problem.mismatch(file.toString(), what, "a folder", "give a file in it"));
    }
    if (!Files.isRegularFile(file)) {
      // What a pipe gives is gone once its first bytes were looked at; a device may never end.
      throw new FileException(
          Problem.mismatch(
              file.toString(), what, "a pipe or device", "save it to a file and give that"));
    }
    if (!Files.isReadable(file)) {
      throw new FileException(
          Problem.mismatch(
              file.toString(), what, "a file that may not be read", "change its permissions"));
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
  }

  /** What to do about a file that is not there. */
  private static String missing(Path file) {
    return isBeyondLocale(file.toString())
        ? "the name was not understood: the locale is " + encoding() + "; set LC_ALL=C.UTF-8"
        : "check the path";
  }

  /** Whether a name has characters that the locale's encoding lost or does not have. */
  private static boolean isBeyondLocale(String name) {
    return !encoding().toUpperCase(Locale.ROOT).startsWith("UTF")
        && name.chars().anyMatch(c -> c == '?' || c == 0xfffd || c > 127);
  }

  private static String encoding() {
    return System.getProperty("sun.jnu.encoding", "UTF-8");
  }

  /**
   * Reads a whole file.
   *
   * @param limit largest acceptable size in bytes
   * @param remedy what to do about a larger file
   * @throws FileException if the file cannot be read or is larger than {@code limit}
   */
  public static byte[] readAll(Path file, String what, long limit, String remedy) {
    long size = check(file, what);
    if (size > limit) {
      throw new FileException(
          Problem.mismatch(
              file.toString(), what + " of at most " + limit + " bytes", size + " bytes", remedy));
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, what, e);
    }
  }

  /** The exception for a file that failed while it was being read. */
  public static FileException unreadable(Path file, String what, IOException cause) {
    return new FileException(
        Problem.mismatch(file.toString(), what, reason(cause), "check the file"), cause);
  }

  /** What an exception of reading a file means, in words. */
  public static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof AccessDeniedException) {
      return "a file that may not be read";
    }
    return "a read error (" + cause.getMessage() + ")";
  }
}
