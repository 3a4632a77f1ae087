package io.spikeport.onnx.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.ContentHash;
import io.spikeport.file.ForeignFile;
import io.spikeport.proto.Onnx.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An ONNX file as it was read: parsed, but not yet understood.
 *
 * <p>Constants inside the file are views of the file's bytes, which stay in memory as long as this
 * object does; large ones, and constants in other files, are read when they are decoded.
 */
public final class OnnxModel {

  private static final String EXPORT_AGAIN = "export the model again";

  /** Bytes from which on an initializer's values stay in the file until they are asked for. */
  private static final int LARGE = 8 << 20;

  /** Some virtual machines cannot allocate the very last few array lengths. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final Path path;
  private final FutureTask<String> digest;
  private final ModelProto proto;

  private OnnxModel(Path path, FutureTask<String> digest, ModelProto proto) {
    this.path = path;
    this.digest = digest;
    this.proto = proto;
  }

  /**
   * Reads a model file.
   *
   * @throws FileException if there is no such file or it cannot be read
   * @throws ModelException if it is not an ONNX model, is cut short, or is too large for protobuf
   */
  public static OnnxModel read(Path path) {
    return read(path, LARGE, LONGEST);
  }

  /**
   * Likewise.
   *
   * @param large bytes from which on an initializer's values are left in the file
   * @param longest most bytes of a file
   */
  static OnnxModel read(Path path, int large, int longest) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      refuseForeign(path);
      throw new FileException(
          Problem.mismatch(path.toString(), "an ONNX model", "something that is no file", ""));
    }
    try {
      long size = requireSize(path, longest);
      if (size >= large && ExternalData.mayHoldValues(path)) {
        FutureTask<String> digest = meanwhile(() -> ContentHash.of(path));
        try (InputStream in = Files.newInputStream(path)) {
          byte[] bytes = new LargeValues(String.valueOf(path.getFileName()), large).leaveOut(in);
          return new OnnxModel(path, digest, parse(path, bytes));
        }
      }
      byte[] bytes = bytes(path, (int) size);
      return new OnnxModel(path, meanwhile(() -> ContentHash.of(bytes)), parse(path, bytes));
    } catch (InvalidProtocolBufferException e) {
      refuseForeign(path);
      throw malformed(path, e);
    } catch (NoSuchFileException e) {
      throw new FileException(new Problem(path.toString(), "no such file", ""), e);
    } catch (IOException e) {
      throw new FileException(
          new Problem(path.toString(), "cannot be read (" + e.getMessage() + ")", ""), e);
    }
  }

  /** A file takes about as long to digest as to import. */
  private static FutureTask<String> meanwhile(Callable<String> hash) {
    FutureTask<String> digest = new FutureTask<>(hash);
    Thread thread = new Thread(digest, "spikeport-digest");
    thread.setDaemon(true);
    thread.start();
    return digest;
  }

  private static long requireSize(Path path, int longest) throws IOException {
    long size = Files.size(path);
    if (size == 0) {
      throw new ModelException(
          Problem.mismatch(path.toString(), "an ONNX model", "an empty file", EXPORT_AGAIN));
    }
    if (size > longest) {
      refuseForeign(path);
      throw new ModelException(
          Problem.mismatch(
              path.toString(),
              "a file below protobuf's limit of 2 GiB",
              size + " bytes",
              "save the model with external data"));
    }
    return size;
  }

  private static byte[] bytes(Path path, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new IOException("the file shrank while it was read");
        }
      }
      return buffer.array();
    }
  }

  private static ModelProto parse(Path path, byte[] bytes) throws InvalidProtocolBufferException {
    // Wrapping first is what lets the parser hand out views instead of copies of the weights.
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    input.enableAliasing(true);
    ModelProto proto = ModelProto.parser().parseFrom(input);
    if (!proto.hasGraph() || !proto.hasIrVersion()) {
      refuseForeign(path);
      throw new ModelException(
          Problem.mismatch(
              path.toString(),
              "an ONNX model",
              proto.hasGraph() ? "a file without an IR version" : "a file without a graph",
              EXPORT_AGAIN));
    }
    return proto;
  }

  /** Says what the file is, if it is of another kind that is known. */
  private static void refuseForeign(Path path) {
    ForeignFile.of(path)
        .ifPresent(
            kind -> {
              throw new ModelException(kind.refusal(path, "an ONNX model"));
            });
  }

  private static ModelException malformed(Path path, InvalidProtocolBufferException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('.');
    return new ModelException(
        Problem.mismatch(
            path.toString(),
            "an ONNX model",
            "bytes that do not parse as one: cut short, or another format ("
                + (end < 0 ? message : message.substring(0, end))
                + ")",
            EXPORT_AGAIN),
        e);
  }

  /** The file as it was given to {@link #read}. */
  public Path path() {
    return path;
  }

  /**
   * Lower-case hexadecimal digest of the file; files with external data are not part of it.
   *
   * @throws FileException if the file can no longer be read
   */
  public String sha256() {
    try {
      return digest.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FileException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a model is digested", e);
    }
  }

  public ModelProto proto() {
    return proto;
  }
}
