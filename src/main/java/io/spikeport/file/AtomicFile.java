package io.spikeport.file;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Writes files so that nobody ever sees half of one: the content goes to a temporary file in the
 * same folder, is forced to the disk and then renamed over the target. If the program dies on the
 * way, an old file at the target is still whole; only a hidden {@code .NAME.….tmp} may stay behind.
 */
public final class AtomicFile {

  private static final int ATTEMPTS = 100;

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
    fill(
        target,
        file -> {
          try (OutputStream out =
              new BufferedOutputStream(
                  Channels.newOutputStream(FileChannel.open(file, StandardOpenOption.WRITE)),
                  1 << 16)) {
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
    Path folder = checked(target);
    Path temporary = null;
    try {
      // A link is followed, so that the link stays and what it points to is replaced.
      Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      folder = checked(destination);
      temporary = createTemporary(folder, destination.getFileName().toString());
      filler.fill(temporary);
      force(temporary);
      Files.move(
          temporary,
          destination,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      temporary = null;
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
    } finally {
      discard(temporary);
    }
  }

  /**
   * Checks that a file can be written, as far as that shows beforehand: so that long work does not
   * end in a mistake that was there from the start.
   *
   * @throws FileException if the folder is missing or not writable, or the target is a folder
   */
  public static void requireWritable(Path target) {
    checked(target);
  }

  /**
   * Deletes the temporary files that programs which died while writing {@code target} left beside
   * it. Nobody may be writing it at the moment.
   *
   * @throws FileException if the folder cannot be listed, or a file in it not be deleted
   */
  public static void deleteLeftovers(Path target) {
    Path folder = checked(target);
    String name = target.getFileName().toString();
    String start = "." + stem(name) + ".";
    Pattern end = Pattern.compile("[0-9a-f]{1,16}\\.tmp" + Pattern.quote(suffix(name)));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String found = file.getFileName().toString();
              return found.startsWith(start)
                  && end.matcher(found.substring(start.length())).matches();
            })) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new FileException(
          Problem.mismatch(
              folder.toString(),
              "to delete what an interrupted run left behind",
              String.valueOf(e.getMessage()),
              "check the folder's permissions"),
          e);
    }
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

  /** Not {@link Files#createTempFile}: that one's permissions are the owner's only. */
  private static Path createTemporary(Path folder, String name) throws IOException {
    for (int attempt = 1; ; attempt++) {
      String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path candidate = folder.resolve("." + stem(name) + "." + unique + ".tmp" + suffix(name));
      try {
        return Files.createFile(candidate);
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - suffix(name).length());
  }

  private static String suffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot) : "";
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** So that the rename, too, outlives a power cut; not every platform can open a folder. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The content is on the disk already; only the moment of the rename is left to the system.
    }
  }

  private static void discard(Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // The failure that brought us here is already on its way to the user.
      }
    }
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
