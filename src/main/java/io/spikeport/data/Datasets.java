package io.spikeport.data;

import io.spikeport.data.array.ArrayFile;
import io.spikeport.data.array.ArrayFiles;
import io.spikeport.data.array.Faults;
import io.spikeport.data.array.NpzFile;
import io.spikeport.data.array.TensorProtoFile;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens data of any kind; what it is, is told by its first bytes. */
public final class Datasets {

  private Datasets() {}

  /**
   * Opens
   *
   * <ul>
   *   <li>IDX, the format of MNIST ({@code *-ubyte}): unsigned bytes are divided by 255, other
   *       numbers are taken as they are;
   *   <li>NumPy's {@code .npy}: float16, float32, float64, bool, and integers of 1 to 8 bytes,
   *       row-major or column-major, little- or big-endian; unsigned bytes are divided by 255;
   *   <li>either of them packed with gzip;
   *   <li>NumPy's {@code .npz}: the array named images, x, data, x_test, test_images, x_train,
   *       train_images or arr_0 (the first of these that is there), or the only one;
   *   <li>an ONNX tensor ({@code .pb}), with a batch axis, taken as it is;
   *   <li>a folder of PNG and JPEG images, or one such image.
   * </ul>
   *
   * <p>Of three axes the last two are taken as an image with one channel, unless {@link
   * DataOptions#layout} says otherwise. Files without packing are read piece by piece. Packed ones,
   * column-major ones and tensors are held in memory as they are stored, up to 1 GiB.
   *
   * @throws io.spikeport.error.DataException if the data is malformed, empty, or of no known kind
   * @throws io.spikeport.error.FileException if it cannot be read
   */
  public static Dataset open(Path path, DataOptions options) {
    boolean isFolder = Files.isDirectory(path);
    Dataset data = isFolder ? images(ImageFiles.list(path), options) : file(path, options);
    return options.limit().isPresent() ? data.limited(options.limit().getAsInt()) : data;
  }

  /**
   * Samples in memory, which are not copied: they must stay as they are.
   *
   * @param values sample after sample, row-major; taken as they are
   * @param sampleShape of one sample, for an image {@code [C,H,W]}
   * @throws io.spikeport.error.DataException if there are none, or the last is not whole
   */
  public static Dataset of(float[] values, Shape sampleShape) {
    return new MemoryDataset(values, sampleShape);
  }

  private static Dataset file(Path file, DataOptions options) {
    byte[] start = ArrayFiles.start(file);
    if (NpzFile.matches(start)) {
      NpzFile npz = NpzFile.open(file);
      return array(npz.images(), options, () -> npz.labels().map(Labels::of));
    }
    if (isImage(start)) {
      return images(new ImageFiles(file, List.of(file), List.of(), List.of()), options);
    }
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".pb")) {
      ArrayFile tensor = TensorProtoFile.open(file);
      // A tensor of three axes is a signal, not an image without a channel axis.
      AxisOrder layout =
          options.layout() == AxisOrder.AUTO && tensor.sample().rank() == 2
              ? AxisOrder.NCL
              : options.layout();
      return new ArrayDataset(tensor, layout, Fitting.Axes.GIVEN, Optional::empty);
    }
    return ArrayFiles.open(file)
        .map(array -> array(array, options, () -> labelsBeside(file)))
        .orElseThrow(() -> unknown(file, start));
  }

  private static Dataset array(
      ArrayFile array, DataOptions options, Supplier<Optional<Labels>> labels) {
    return new ArrayDataset(array, options.layout(), Fitting.Axes.UNKNOWN, labels);
  }

  private static Dataset images(ImageFiles files, DataOptions options) {
    if (options.layout() != AxisOrder.AUTO) {
      throw new UsageException(
          Problem.mismatch(
              "--layout",
              "an array",
              "image files (" + files.folder() + "), which have but one layout",
              "leave it out"));
    }
    return ImageDataset.of(files, options.channels());
  }

  private static boolean isImage(byte[] start) {
    return start.length > 3
        && ((start[0] == (byte) 0x89 && start[1] == 'P' && start[2] == 'N')
            || (start[0] == (byte) 0xff && start[1] == (byte) 0xd8));
  }

  /** MNIST's convention: {@code …-images-idx3-ubyte.gz} and {@code …-labels-idx1-ubyte.gz}. */
  private static Optional<Labels> labelsBeside(Path file) {
    String name = file.getFileName().toString();
    String other = name.replaceFirst("images([-.])idx\\d", "labels$1idx1");
    Path labels = file.resolveSibling(other);
    return other.equals(name) || !Files.isRegularFile(labels)
        ? Optional.empty()
        : Optional.of(Labels.read(labels));
  }

  private static RuntimeException unknown(Path file, byte[] start) {
    if (start.length == 0) {
      return Faults.empty(file.toString());
    }
    return Faults.mismatch(
        file.toString(),
        "data (IDX, .npy, .npz, an ONNX tensor .pb, or a folder of PNG or JPEG images)",
        FileKind.of(file).found(),
        FileKind.of(file).remedy());
  }
}
