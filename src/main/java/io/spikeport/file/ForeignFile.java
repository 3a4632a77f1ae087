package io.spikeport.file;

import io.spikeport.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a file that is no model of ours may be instead, by its first bytes.
 *
 * @param what in words, with an article
 * @param remedy how to get a model from it
 */
public record ForeignFile(String what, String remedy) {

  private static final String HDF5 = "\u0089HDF\r\n\u001a\n";
  private static final String FROM_PYTORCH = "load it in PyTorch and export it: torch.onnx.export";
  private static final String FROM_TENSORFLOW =
      "export it with tf2onnx: python -m tf2onnx.convert ";

  /** Enough for the name of an archive's first entry, and for the mark of a tar archive. */
  private static final int HEAD = 512;

  /**
   * Marks at a place in a file; Latin-1, so that a character is a byte. The first that fits wins.
   */
  private record Mark(int at, String bytes, ForeignFile kind) {}

  private static final List<Mark> MARKS =
      List.of(
          mark(0, "version https://git-lfs", "a Git LFS pointer to the file", "run git lfs pull"),
          mark(0, "\u001f\u008b", "a gzip file", "unpack it with gunzip"),
          mark(0, "\u00fd7zXZ\0", "an xz file", "unpack it with unxz"),
          mark(0, "BZh", "a bzip2 file", "unpack it with bunzip2"),
          mark(0, "(\u00b5/\u00fd", "a Zstandard file", "unpack it with unzstd"),
          mark(0, "7z\u00bc\u00af\u0027\u001c", "a 7-Zip archive", "unpack it"),
          mark(257, "ustar", "a tar archive", "unpack it with tar"),
          mark(
              0,
              HDF5,
              "an HDF5 file, such as Keras writes",
              "load it in Keras, save it as a SavedModel, and "
                  + FROM_TENSORFLOW
                  + "--saved-model FOLDER --output model.onnx"),
          mark(
              4,
              "TFL3",
              "a TensorFlow Lite model",
              FROM_TENSORFLOW + "--tflite FILE --output model.onnx"),
          mark(0, "\u0080\u0002", "a pickle, such as PyTorch writes", FROM_PYTORCH),
          mark(0, "\u0080\u0003", "a pickle, such as PyTorch writes", FROM_PYTORCH),
          mark(0, "\u0080\u0004", "a pickle, such as PyTorch writes", FROM_PYTORCH),
          mark(0, "\u0080\u0005", "a pickle, such as PyTorch writes", FROM_PYTORCH),
          mark(8, "{\"", "a safetensors file: weights without a network", FROM_PYTORCH),
          mark(0, "\u0093NUMPY", "a NumPy array", "give the model, not data"),
          mark(0, "<!DOCTYPE", "a web page", "download the file itself"),
          mark(0, "<!doctype", "a web page", "download the file itself"),
          mark(0, "<html", "a web page", "download the file itself"));

  private static Mark mark(int at, String bytes, String what, String remedy) {
    return new Mark(at, bytes, new ForeignFile(what, remedy));
  }

  /** A refusal of the file. */
  public Problem refusal(Path file, String expected) {
    return Problem.mismatch(file.toString(), expected, what, remedy);
  }

  /** Whether a NIR file would look like this, too. */
  public boolean isHdf5() {
    return MARKS.stream().anyMatch(mark -> mark.kind().equals(this) && mark.bytes().equals(HDF5));
  }

  /** What a file or folder is, if it is one of the kinds that are known; empty if unreadable. */
  public static Optional<ForeignFile> of(Path file) {
    if (Files.isDirectory(file)) {
      return Files.exists(file.resolve("saved_model.pb"))
          ? Optional.of(savedModel())
          : Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String head;
    try (InputStream in = Files.newInputStream(file)) {
      head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    if (String.valueOf(file.getFileName()).equals("saved_model.pb")) {
      return Optional.of(savedModel());
    }
    if (head.startsWith("PK\u0003\u0004")) {
      return Optional.of(archive(head));
    }
    return MARKS.stream()
        .filter(mark -> head.startsWith(mark.bytes(), mark.at()))
        .map(Mark::kind)
        .findFirst();
  }

  private static ForeignFile savedModel() {
    return new ForeignFile(
        "a TensorFlow SavedModel", FROM_TENSORFLOW + "--saved-model FOLDER --output model.onnx");
  }

  /** A zip archive, by the names of its first entries. */
  private static ForeignFile archive(String head) {
    if (holds(head, "data.pkl", "/version", "constants.pkl", "/byteorder")) {
      return new ForeignFile("a PyTorch file", FROM_PYTORCH);
    }
    if (holds(head, "metadata.json", "config.json", "model.weights.h5")) {
      return new ForeignFile(
          "a Keras model",
          "load it in Keras and export it: model.export(\"model.onnx\", format=\"onnx\")");
    }
    return holds(head, ".npy")
        ? new ForeignFile("a NumPy archive", "give the model, not data")
        : new ForeignFile("a zip archive", "unpack it");
  }

  private static boolean holds(String head, String... names) {
    return Arrays.stream(names).anyMatch(head::contains);
  }
}
