package io.spikeport.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * A hidden file {@code .NAME.….tmp} beside the file that is being written, where there is room for
 * that file and the user may write. It goes away when it is closed and when the program is asked to
 * end; what a killed program left is deleted by the next one that writes {@code NAME}.
 *
 * <p>A lock on it, which the system gives back when its holder dies, tells the files of programs
 * that run from those of programs that died.
 */
public final class TemporaryFile implements AutoCloseable {

  private static final int ATTEMPTS = 100;

  /**
   * Begins the number of each of this program's files: opening and closing one of them to ask for
   * its lock would give the lock back.
   */
  private static final String OURS = String.format("%08x", ThreadLocalRandom.current().nextInt());

  private final Path path;
  private final FileChannel channel;
  private final Thread atExit;

  private TemporaryFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
    this.atExit = new Thread(() -> delete(path), "spikeport-temporary");
  }

  /**
   * Makes an empty file, after deleting what killed programs left beside the same target.
   *
   * @param target the file that is being written; its suffix is the temporary file's, too
   */
  public static TemporaryFile beside(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    String name = target.getFileName().toString();
    deleteLeftovers(target);
    for (int attempt = 1; ; attempt++) {
      String number = OURS + String.format("%08x", ThreadLocalRandom.current().nextInt());
      Path candidate = folder.resolve(start(name) + number + ".tmp" + suffix(name));
      try {
        // Not Files.createTempFile: that one's permissions are the owner's only.
        FileChannel channel =
            FileChannel.open(candidate, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TemporaryFile file = new TemporaryFile(candidate, channel);
        file.lock();
        file.deleteAtExit();
        return file;
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void lock() throws IOException {
    try {
      channel.tryLock();
    } catch (IOException e) {
      // A file system without locks: nobody can ask for it either.
    }
  }

  private void deleteAtExit() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
    } catch (IllegalStateException e) {
      close();
      throw new IOException("the program is ending", e);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * Writes to its end, through a buffer; closing the stream flushes it and leaves the file open.
   */
  public OutputStream output() {
    return new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16) {
      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  /** Has the system write its content to the disk. */
  void force() throws IOException {
    channel.force(true);
  }

  /** Deletes it, if it has not been moved. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Its content is not wanted, or was forced to the disk.
    }
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The program is ending: the hook runs.
    }
  }

  /** Deletes the files that programs which died while writing {@code target} left beside it. */
  public static void deleteLeftovers(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    String name = target.getFileName().toString();
    String start = start(name);
    Pattern end = Pattern.compile("[0-9a-f]{1,16}\\.tmp" + Pattern.quote(suffix(name)));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder,
            file -> {
              String found = file.getFileName().toString();
              return found.startsWith(start)
                  && !found.startsWith(OURS, start.length())
                  && end.matcher(found.substring(start.length())).matches();
            })) {
      for (Path file : files) {
        if (isLeftOver(file)) {
          delete(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // What may not be listed is of no concern to what is written now.
    }
  }

  private static boolean isLeftOver(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Nothing depends on it; the next program tries again.
    }
  }

  private static String start(String name) {
    return "." + name.substring(0, name.length() - suffix(name).length()) + ".";
  }

  private static String suffix(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot) : "";
  }
}
