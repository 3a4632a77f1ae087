package io.spikeport.onnx.model;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Onnx.StringStringEntryProto;
import io.spikeport.proto.Onnx.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a tensor's values lie in another file. A model is untrusted, so that file must be an
 * ordinary file in or below the model's folder, whatever links say: otherwise a model could read
 * any file of its user into its weights (CVE-2022-25882, CVE-2024-27318).
 */
final class ExternalData {

  private static final String REMEDY = "save the model again with its data beside it";
  private static final int CHUNK = 1 << 20;

  /** Takes one chunk of values: a little-endian buffer and the index of its first element. */
  interface Sink {
    void accept(ByteBuffer chunk, int first, int count);
  }

  private final String place;
  private final String location;
  private final long offset;

  private ExternalData(String place, String location, long offset) {
    this.place = place;
    this.location = location;
    this.offset = offset;
  }

  /**
   * @param place for messages: the tensor
   * @param bytes how many bytes the tensor's shape and type ask for
   */
  static ExternalData of(TensorProto tensor, String place, long bytes) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    if (location.isEmpty()) {
      throw refused(place, "the name of a file with external data", "none");
    }
    long offset = number(place, "offset", entries.getOrDefault("offset", "0"));
    String length = entries.get("length");
    if (length != null && number(place, "length", length) != bytes) {
      throw refused(place, bytes + " bytes of external data", length);
    }
    return new ExternalData(place, location, offset);
  }

  /** Only to find the file by; what the tensor asks for is not checked. */
  static ExternalData locate(TensorProto tensor) {
    String place = "tensor '" + tensor.getName() + "'";
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals("location") && !entry.getValue().isEmpty())
        .map(entry -> new ExternalData(place, entry.getValue(), 0))
        .findFirst()
        .orElseThrow(() -> refused(place, "the name of a file with external data", "none"));
  }

  private static long number(String place, String what, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below like any other bad number.
    }
    throw refused(place, "a non-negative " + what + " of external data", "'" + text + "'");
  }

  private static ModelException refused(String place, String expected, String found) {
    return new ModelException(Problem.mismatch(place, expected, found, REMEDY));
  }

  /**
   * Whether values in this file may be told as external data: it must be what {@link #read} takes,
   * a file of its own under a plain name.
   */
  static boolean mayHoldValues(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !hasSeveralLinks(file)
        && !String.valueOf(file.getFileName()).contains("\\");
  }

  private static boolean hasSeveralLinks(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && (int) Files.getAttribute(file, "unix:nlink") > 1;
  }

  /** Name and size of the file. */
  Map.Entry<String, Long> file(Path folder) {
    Path file = resolve(folder);
    try {
      return Map.entry(file.toString(), Files.size(file));
    } catch (IOException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads the elements in pieces.
   *
   * @param sinks asked for a sink once the file is known to hold what the tensor claims, so that
   *     nothing is allocated on a claim alone
   */
  void read(Path folder, ElementType type, int count, Supplier<Sink> sinks) {
    Path file = resolve(folder);
    long bytes = (long) count * type.bytes();
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (offset > channel.size() - bytes) {
        throw refused(
            place,
            bytes + " bytes from position " + offset + " in '" + location + "'",
            "a file of " + channel.size() + " bytes");
      }
      Sink sink = sinks.get();
      ByteBuffer buffer = ElementType.littleEndian(ByteBuffer.allocate(CHUNK));
      int perChunk = CHUNK / type.bytes();
      for (int first = 0; first < count; first += perChunk) {
        int inChunk = Math.min(perChunk, count - first);
        buffer.clear().limit(inChunk * type.bytes());
        fill(channel, buffer, offset + (long) first * type.bytes());
        sink.accept(buffer.flip(), first, inChunk);
      }
    } catch (IOException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new IOException("the file shrank while it was read");
      }
      at += read;
    }
  }

  private Path resolve(Path folder) {
    Path relative;
    try {
      relative = Path.of(location);
    } catch (InvalidPathException e) {
      throw refused(place, "a file name", "'" + location + "'");
    }
    if (relative.isAbsolute() || location.startsWith("/") || location.contains("\\")) {
      throw refused(place, "external data below the model's folder", "'" + location + "'");
    }
    for (Path part : relative) {
      if (part.toString().equals("..")) {
        throw refused(place, "external data below the model's folder", "'" + location + "'");
      }
    }
    Path file = folder.resolve(relative);
    if (!Files.exists(file)) {
      throw new FileException(
          new Problem(
              place, "no such file '" + file + "', which holds its values", "put it there"));
    }
    return checked(folder, file);
  }

  private Path checked(Path folder, Path file) {
    try {
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw refused(
            place,
            "external data below the model's folder",
            "'" + location + "', a link to " + real);
      }
      if (!Files.isRegularFile(real)) {
        throw refused(place, "an ordinary file '" + location + "'", "something else");
      }
      if (hasSeveralLinks(real)) {
        throw refused(place, "a file of its own", "'" + location + "' with several hard links");
      }
      return real;
    } catch (IOException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private FileException unreadable(String why, IOException cause) {
    return new FileException(
        new Problem(place, "external data '" + location + "' cannot be read (" + why + ")", ""),
        cause);
  }
}
