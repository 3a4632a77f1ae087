package io.spikeport.batch.job;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.file.TemporaryFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder that a run writes to. One run at a time: the operating system holds the lock, so it is
 * gone with the process, however that ends. What the run needs for itself is in a hidden folder.
 */
public final class OutputFolder implements AutoCloseable {

  private static final String HIDDEN = ".spikeport";

  /** Beyond the text in the file, which others may read while it is locked on every system. */
  private static final long LOCKED_BYTE = 1L << 32;

  private static final int LONGEST_OWNER = 100;

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private OutputFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is made if it is not there.
   *
   * @throws FileException if it cannot be written to, or another run is at work in it
   */
  public static OutputFolder open(Path folder) {
    try {
      Path file = Files.createDirectories(folder.resolve(HIDDEN)).resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String owner = owner(channel);
        channel.close();
        throw new FileException(
            Problem.mismatch(
                folder.toString(),
                "no other batch at work in this folder",
                owner,
                "wait for it, or choose another --out"));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      return new OutputFolder(folder, channel, lock);
    } catch (IOException e) {
      throw new FileException(
          Problem.mismatch(
              folder.toString(),
              "a folder that may be written to",
              String.valueOf(e.getMessage()),
              "choose another --out"),
          e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
    channel.read(text, 0);
    String owner = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    return owner.isEmpty() ? "another process" : owner;
  }

  /** A file of the results. */
  public Path result(String name) {
    return folder.resolve(name);
  }

  /** A file that is needed only until everything is done. */
  Path intermediate(String name) {
    return folder.resolve(HIDDEN).resolve(name);
  }

  /** Deletes what runs that died while writing this file left behind. */
  public void deleteLeftovers(String name) {
    TemporaryFile.deleteLeftovers(result(name));
  }

  /** Whether a file of the results is another one under this name. */
  boolean isSame(String name, Path other) {
    try {
      return Files.exists(result(name)) && Files.isSameFile(result(name), other);
    } catch (IOException e) {
      throw denied(name, "a file that may be looked at", e);
    }
  }

  /** Deletes a file of the results. */
  void delete(String name) {
    try {
      Files.deleteIfExists(result(name));
    } catch (IOException e) {
      throw denied(name, "a file that may be replaced", e);
    }
  }

  private FileException denied(String name, String expected, IOException cause) {
    return new FileException(
        Problem.mismatch(
            result(name).toString(),
            expected,
            String.valueOf(cause.getMessage()),
            "check the folder's permissions"),
        cause);
  }

  /** Deletes all intermediate files, half-written ones too. */
  public void deleteIntermediates() {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            folder.resolve(HIDDEN), file -> !file.getFileName().toString().equals("lock"))) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new FileException(
          Problem.mismatch(
              folder.resolve(HIDDEN).toString(),
              "a folder to clean up",
              String.valueOf(e.getMessage()),
              "check its permissions"),
          e);
    }
  }

  @Override
  public void close() {
    try (FileChannel closing = channel) {
      lock.release();
    } catch (IOException e) {
      throw new FileException(
          Problem.mismatch(
              folder.toString(), "to let go of the folder", String.valueOf(e.getMessage()), ""),
          e);
    }
  }
}
