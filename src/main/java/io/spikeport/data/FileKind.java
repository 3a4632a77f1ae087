package io.spikeport.data;

import io.spikeport.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file is that is no data, told by its first bytes.
 *
 * @param found what it is, in words
 * @param remedy how to make data of it
 */
record FileKind(String found, String remedy) {

  private static final int START = 512;

  /** A kind of file that begins with certain bytes, one {@code char} each. */
  private record Known(String start, int at, FileKind kind) {

    boolean matches(String content) {
      return content.startsWith(start, at);
    }
  }

  private static final FileKind UNKNOWN = new FileKind("something else", "check the file");

  private static final String AS_ARRAY = "load it and write its images with numpy.save";

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "version https://git-lfs",
              0,
              new FileKind("a Git LFS pointer in place of the file", "run `git lfs pull`")),
          new Known("\u0089HDF\r\n\u001a\n", 0, new FileKind("an HDF5 file", AS_ARRAY)),
          new Known("\u001f\u008b", 0, new FileKind("a file packed with gzip", "unpack it first")),
          new Known("BZh", 0, new FileKind("a file packed with bzip2", "unpack it first")),
          new Known("\u00fd7zXZ", 0, new FileKind("a file packed with xz", "unpack it first")),
          new Known(
              "(\u00b5/\u00fd", 0, new FileKind("a file packed with zstd", "unpack it first")),
          new Known("7z\u00bc\u00af", 0, new FileKind("a 7z archive", "unpack it first")),
          new Known("ustar", 257, new FileKind("a tar archive", "unpack it and give a folder")),
          new Known("\u0080\u0002", 0, pickle()),
          new Known("\u0080\u0003", 0, pickle()),
          new Known("\u0080\u0004", 0, pickle()),
          new Known("\u0080\u0005", 0, pickle()),
          new Known("MATLAB 5.0", 0, new FileKind("a MATLAB file", AS_ARRAY)),
          new Known("PAR1", 0, new FileKind("a Parquet file", AS_ARRAY)),
          new Known("SQLite format 3", 0, new FileKind("an SQLite database", AS_ARRAY)),
          new Known("TFL3", 4, new FileKind("a TFLite model", "give the images here")),
          new Known("GIF8", 0, other("a GIF")),
          new Known("BM", 0, other("a BMP")),
          new Known("II*\0", 0, other("a TIFF")),
          new Known("MM\0*", 0, other("a TIFF")),
          new Known("WEBP", 8, other("a WebP")),
          new Known("%PDF", 0, new FileKind("a PDF file", "give PNG or JPEG images")));

  private static FileKind pickle() {
    return new FileKind("a Python pickle (.pkl, older .pt)", AS_ARRAY);
  }

  private static FileKind other(String kind) {
    return new FileKind(kind + " image", "save it as PNG or JPEG");
  }

  boolean isKnown() {
    return !equals(UNKNOWN);
  }

  /** What a file is. */
  static FileKind of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
      return KNOWN.stream()
          .filter(known -> known.matches(start))
          .map(Known::kind)
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      throw InputFile.unreadable(file, "data", e);
    }
  }
}
