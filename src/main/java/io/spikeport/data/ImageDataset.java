package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Image files, decoded when they are asked for. */
final class ImageDataset implements Dataset {

  private final ImageFiles files;
  private final List<Image> images;
  private final Shape sampleShape;

  /**
   * Reads the header of every image that is used.
   *
   * @throws io.spikeport.error.DataException if one is no image, or their sizes differ and {@code
   *     options} do not say to resize them
   */
  ImageDataset(ImageFiles files, DataOptions options) {
    this.files = files;
    this.images = files.files().parallelStream().map(Image::header).toList();
    Image first = images.get(0);
    Resize size = options.resize().orElse(new Resize(first.height(), first.width()));
    if (options.resize().isEmpty()) {
      images.forEach(image -> requireSize(image, first));
    }
    int channels =
        options.channels().isPresent() ? options.channels().getAsInt() : channels(files.files());
    this.sampleShape = Shape.of(channels, size.height(), size.width());
  }

  private static int channels(List<Path> files) {
    return files.parallelStream().allMatch(file -> Image.channels(file) == 1) ? 1 : 3;
  }

  private static void requireSize(Image image, Image first) {
    if (image.width() != first.width() || image.height() != first.height()) {
      throw Faults.mismatch(
          image.file().toString(),
          "the size of '" + first.file().getFileName() + "', " + describe(first),
          describe(image),
          "bring all images to one size with --resize");
    }
  }

  private static String describe(Image image) {
    return image.width() + " × " + image.height();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public void read(int first, int count, float[] target) {
    IntStream.range(0, count).parallel().forEach(i -> read(images.get(first + i), target, i));
  }

  private void read(Image image, float[] target, int position) {
    float[] values = image.decode();
    int pixels = image.width() * image.height();
    float[] wanted = toChannels(values, pixels);
    int to = position * sampleShape.size();
    if (image.height() == sampleShape.extent(1) && image.width() == sampleShape.extent(2)) {
      System.arraycopy(wanted, 0, target, to, wanted.length);
      return;
    }
    Resize size = new Resize(sampleShape.extent(1), sampleShape.extent(2));
    new Resampling(image.height(), image.width(), size)
        .apply(wanted, 0, sampleShape.extent(0), target, to);
  }

  /** Grey to colour by repetition, colour to grey by the luma of ITU-R BT.601, as PIL does. */
  private float[] toChannels(float[] values, int pixels) {
    int channels = sampleShape.extent(0);
    if (values.length == channels * pixels) {
      return values;
    }
    if (channels == 3) {
      float[] colour = Arrays.copyOf(values, 3 * pixels);
      System.arraycopy(values, 0, colour, pixels, pixels);
      System.arraycopy(values, 0, colour, 2 * pixels, pixels);
      return colour;
    }
    float[] grey = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      grey[i] = 0.299f * values[i] + 0.587f * values[pixels + i] + 0.114f * values[2 * pixels + i];
    }
    return grey;
  }

  @Override
  public String source() {
    return files.folder().toString();
  }

  @Override
  public Optional<Labels> labels() {
    return files.labels();
  }

  @Override
  public List<String> classNames() {
    return files.classNames();
  }
}
