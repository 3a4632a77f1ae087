package io.spikeport.file;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files so that nobody ever sees half of one: the content goes to a temporary file in the
 * same folder, is forced to the disk and then renamed over the target. If the program dies on the
 * way, an old file at the target is still whole.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /** Yields the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills a file that it is given the path of; for libraries that open the file themselves. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path file) throws IOException;
  }

  /**
   * Writes {@code content} to {@code target}, replacing what is there.
   *
   * @throws FileException if the folder is missing or not writable, the target is a folder, or
   *     writing fails; nothing is left behind and an old file is untouched
   */
  public static void write(Path target, Content content) {
    replace(
        target,
        temporary -> {
          try (OutputStream out = temporary.output()) {
            content.writeTo(out);
          }
        });
  }

  /** Writes bytes to {@code target}; see {@link #write(Path, Content)}. */
  public static void write(Path target, byte[] bytes) {
    write(target, out -> out.write(bytes));
  }

  /**
   * Like {@link #write(Path, Content)}, for content that must be written to a path.
   *
   * @param filler receives the path of an empty temporary file, which keeps the target's suffix
   */
  public static void fill(Path target, Filler filler) {
    replace(target, temporary -> filler.fill(temporary.path()));
  }

  /** Writes to a temporary file. */
  private interface Writer {
    void write(TemporaryFile temporary) throws IOException;
  }

  private static void replace(Path target, Writer writer) {
    Path folder = checked(target);
    try {
      // A link is followed, so that the link stays and what it points to is replaced.
      Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      folder = checked(destination);
      try (TemporaryFile temporary = TemporaryFile.beside(destination)) {
        writer.write(temporary);
        temporary.force();
        Files.move(
            temporary.path(),
            destination,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
      forceFolder(folder);
    } catch (AccessDeniedException e) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "a folder that may be written to",
              "no permission for '" + folder + "'",
              "choose another output folder or change its permissions"),
          e);
    } catch (IOException e) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "to write the file",
              describe(e),
              "check the disk's free space and the folder '" + folder + "'"),
          e);
    }
  }

  /**
   * Checks that a file can be written, as far as that shows beforehand: so that long work does not
   * end in a mistake that was there from the start. Deletes what killed programs that wrote it left
   * beside it.
   *
   * @throws FileException if the folder is missing or not writable, or the target is a folder
   */
  public static void requireWritable(Path target) {
    checked(target);
    TemporaryFile.deleteLeftovers(target);
  }

  private static Path checked(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || target.getFileName() == null || Files.isDirectory(target)) {
      throw new FileException(
          Problem.mismatch(
              target.toString(), "the name of a file to write", "a folder", "add a file name"));
    }
    if (!Files.exists(folder)) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "an existing folder",
              "no folder '" + folder + "'",
              "create it first"));
    }
    if (!Files.isDirectory(folder)) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "a folder to write to",
              "'" + folder + "' is no folder",
              "choose another output folder"));
    }
    if (!Files.isWritable(folder)) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "a folder that may be written to",
              "'" + folder + "' is not writable",
              "choose another output folder or change its permissions"));
    }
    if (Files.exists(target) && !(Files.isRegularFile(target) && Files.isWritable(target))) {
      throw new FileException(
          Problem.mismatch(
              target.toString(),
              "a file that may be replaced",
              Files.isRegularFile(target) ? "a read-only file" : "a device or pipe",
              "choose another output file"));
    }
    return folder;
  }

  /** So that the rename, too, outlives a power cut; not every platform can open a folder. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The content is on the disk already; only the moment of the rename is left to the system.
    }
  }

  private static String describe(IOException e) {
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage() == null ? "an error of the file system" : e.getMessage();
  }
}
