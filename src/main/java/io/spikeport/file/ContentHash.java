package io.spikeport.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of what is in files, as lower-case hexadecimal. */
public final class ContentHash {

  private static final int PIECE = 1 << 16;

  private ContentHash() {}

  /** Hash of a text. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hash of bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /**
   * Hash of a file, or of a folder with all that is in and below it: names and contents.
   *
   * @throws io.spikeport.error.FileException if something cannot be read
   */
  public static String of(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return ofFolder(path);
      }
      InputFile.check(path, "a file or folder that can be read");
      return ofFile(path);
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof IOException io ? io : (IOException) e.getCause();
      throw InputFile.unreadable(path, "a file or folder that can be read", cause);
    }
  }

  private static String ofFile(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String ofFolder(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      lines.append(ofFile(file)).append(' ').append(name).append('\n');
    }
    return of(lines.toString());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
