package io.spikeport.data.image;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is done to the size of an image before anything else, as torchvision's {@code Resize} and
 * {@code CenterCrop} do: bilinear with a filter that widens when it shrinks, then a part from the
 * middle. A crop larger than the image is filled with zeros.
 *
 * @param resize none; one number, the shorter side; or height and width
 * @param crop none, or height and width
 */
public record Geometry(List<Integer> resize, List<Integer> crop) {

  /** Leaves images as they are. */
  public static final Geometry NONE = new Geometry(List.of(), List.of());

  /** Most pixels of a side. */
  public static final int LARGEST = 1 << 14;

  /** Most pixels of an image. */
  static final long MOST_PIXELS = 1L << 26;

  public Geometry {
    resize = resize == null ? List.of() : List.copyOf(resize);
    crop = crop == null ? List.of() : List.copyOf(crop);
    if (resize.size() > 2 || crop.size() == 1 || crop.size() > 2) {
      throw new IllegalArgumentException(
          "expected a size of at most two numbers, found " + resize + " and " + crop);
    }
    requireSize(resize);
    requireSize(crop);
  }

  private static void requireSize(List<Integer> size) {
    long pixels = size.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (size.stream().anyMatch(n -> n < 1 || n > LARGEST) || pixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "expected 1 to "
              + LARGEST
              + " pixels to a side and at most "
              + MOST_PIXELS
              + " in all, found "
              + size);
    }
  }

  /** Resizes to this height and width. */
  public static Geometry resize(int height, int width) {
    return new Geometry(List.of(height, width), List.of());
  }

  public boolean isNone() {
    return resize.isEmpty() && crop.isEmpty();
  }

  /** Size of an image after resizing. */
  Size resized(Size image) {
    if (resize.isEmpty()) {
      return image;
    }
    if (resize.size() == 2) {
      return new Size(resize.get(0), resize.get(1));
    }
    int shorter = Math.min(image.height(), image.width());
    int longer = Math.max(image.height(), image.width());
    // In the arithmetic of torchvision, which cuts off.
    double length = (double) ((long) resize.get(0) * longer) / shorter;
    if (length > LARGEST || length * resize.get(0) > MOST_PIXELS) {
      throw new UsageException(
          Problem.mismatch(
              "--resize " + resize.get(0),
              "at most " + LARGEST + " pixels to a side",
              "an image of " + image + ", whose longer side would become " + (long) length,
              "give a smaller size, or width and height"));
    }
    return image.height() <= image.width()
        ? new Size(resize.get(0), (int) length)
        : new Size((int) length, resize.get(0));
  }

  /** Size of an image after all. */
  public Size size(Size image) {
    return crop.isEmpty() ? resized(image) : new Size(crop.get(0), crop.get(1));
  }

  /**
   * Applies it to one image.
   *
   * @param values {@code [C,H,W]}
   * @param bytes whether to round as PIL does for images of 8 bits
   * @return {@code [C,h,w]}
   */
  public float[] apply(float[] values, int channels, Size image, boolean bytes) {
    Size resized = resized(image);
    float[] scaled = values;
    if (!resized.equals(image)) {
      scaled = new float[channels * resized.height() * resized.width()];
      new Resampling(image, resized, bytes).apply(values, channels, scaled);
    }
    return crop.isEmpty() ? scaled : cropped(scaled, channels, resized);
  }

  private float[] cropped(float[] values, int channels, Size image) {
    int height = crop.get(0);
    int width = crop.get(1);
    int top = start(image.height(), height);
    int left = start(image.width(), width);
    float[] part = new float[channels * height * width];
    for (int c = 0; c < channels; c++) {
      for (int y = Math.max(0, -top); y < Math.min(height, image.height() - top); y++) {
        int x = Math.max(0, -left);
        int count = Math.min(width, image.width() - left) - x;
        int from = (c * image.height() + y + top) * image.width() + x + left;
        System.arraycopy(values, from, part, (c * height + y) * width + x, count);
      }
    }
    return part;
  }

  /** Where the part begins; before the image if it is larger. Rounded to even, as in Python. */
  private static int start(int image, int crop) {
    return crop > image ? -((crop - image) / 2) : (int) Math.rint((image - crop) / 2.0);
  }

  /** As the command line takes it, and for people; empty if there is nothing. */
  public List<String> words() {
    List<String> resizing = resize.isEmpty() ? List.of() : List.of("--resize", text(resize));
    return crop.isEmpty()
        ? resizing
        : Stream.concat(resizing.stream(), Stream.of("--crop", text(crop))).toList();
  }

  /** Width first, as people write it. */
  private static String text(List<Integer> size) {
    return size.size() == 1
        ? size.get(0).toString()
        : List.of(size.get(1), size.get(0)).stream()
            .map(String::valueOf)
            .collect(Collectors.joining("x"));
  }
}
