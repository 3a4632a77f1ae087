package io.spikeport.data;

import io.spikeport.data.array.Faults;
import io.spikeport.data.image.Geometry;
import io.spikeport.data.image.Image;
import io.spikeport.data.image.Size;
import io.spikeport.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Image files, decoded when they are asked for. */
final class ImageDataset implements Dataset {

  private final ImageFiles files;
  private final List<Image> images;
  private final int channels;
  private final Geometry geometry;

  private ImageDataset(ImageFiles files, List<Image> images, int channels, Geometry geometry) {
    this.files = files;
    this.images = images;
    this.channels = channels;
    this.geometry = geometry;
  }

  /**
   * Reads the header of every image.
   *
   * @param channels 1 or 3; none takes grey if all are grey, else color
   * @throws io.spikeport.error.DataException if one is no image
   */
  static ImageDataset of(ImageFiles files, OptionalInt channels) {
    List<Image> images = files.files().parallelStream().map(Image::header).toList();
    int found =
        channels.isPresent()
            ? channels.getAsInt()
            : files.files().parallelStream().allMatch(file -> Image.channels(file) == 1) ? 1 : 3;
    return new ImageDataset(files, images, found, Geometry.NONE);
  }

  @Override
  public Dataset fitted(Fit fit) {
    ImageDataset natural = new ImageDataset(files, images, channels, fit.geometry());
    Optional<Dataset> as = Fitting.arranged(natural, fit);
    if (as.isPresent()) {
      return new FittedDataset(as.get());
    }
    ImageDataset other = new ImageDataset(files, images, 4 - channels, fit.geometry());
    Dataset changed =
        Fitting.arranged(other, fit)
            .orElseThrow(() -> Fitting.refused(source(), natural.sampleShape(), fit));
    tell(fit.notes());
    return new FittedDataset(changed);
  }

  private void tell(Consumer<String> notes) {
    notes.accept(
        files.folder()
            + (channels == 1
                ? ": grey images repeated in three channels, as the model takes three"
                : ": color images turned to grey (ITU-R 601-2 luma), as the model takes one"
                    + " channel"));
  }

  @Override
  public int size() {
    return images.size();
  }

  /**
   * {@code [C,H,W]}.
   *
   * @throws io.spikeport.error.DataException if the images' sizes differ
   */
  @Override
  public Shape sampleShape() {
    Image first = images.get(0);
    Size size = geometry.size(first.size());
    for (Image image : images) {
      if (!geometry.size(image.size()).equals(size)) {
        throw Faults.mismatch(
            image.file().toString(),
            "the size of '" + first.file().getFileName() + "', " + first.size(),
            image.size().toString(),
            "bring all images to one size with --resize WxH, or --resize and --crop");
      }
    }
    return Shape.of(channels, size.height(), size.width());
  }

  @Override
  public void read(int first, int count, float[] target) {
    int size = sampleShape().size();
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              Image image = images.get(first + i);
              float[] values = toChannels(image.decode(), image.width() * image.height());
              float[] sized = geometry.apply(values, channels, image.size(), true);
              System.arraycopy(sized, 0, target, i * size, size);
            });
  }

  /** Grey to color by repetition, color to grey by the luma of ITU-R 601-2, both as PIL does. */
  private float[] toChannels(float[] values, int pixels) {
    if (values.length == channels * pixels) {
      return values;
    }
    if (channels == 3) {
      float[] color = Arrays.copyOf(values, 3 * pixels);
      System.arraycopy(values, 0, color, pixels, pixels);
      System.arraycopy(values, 0, color, 2 * pixels, pixels);
      return color;
    }
    float[] grey = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      int red = Math.round(values[i] * 255);
      int green = Math.round(values[pixels + i] * 255);
      int blue = Math.round(values[2 * pixels + i] * 255);
      grey[i] = (19595 * red + 38470 * green + 7471 * blue + 0x8000 >> 16) / 255f;
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
