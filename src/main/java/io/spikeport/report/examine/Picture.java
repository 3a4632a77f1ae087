package io.spikeport.report.examine;

import io.spikeport.data.Dataset;
import io.spikeport.tensor.Shape;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/**
 * An image of a data set, small.
 *
 * @param width of the original, in pixels
 * @param height of the original, in pixels
 * @param png the PNG file in base64
 */
public record Picture(int width, int height, String png) {

  /** Larger images are made smaller, so that a page with some stays small. */
  private static final int LARGEST = 96;

  /** A sample, if it is an image: {@code [1,H,W]}, {@code [3,H,W]} or {@code [H,W]}. */
  static Optional<Picture> of(Dataset data, int index) {
    Shape shape =
        data.sampleShape().rank() == 2 ? data.sampleShape().prepend(1) : data.sampleShape();
    if (shape.rank() != 3 || (shape.extent(0) != 1 && shape.extent(0) != 3)) {
      return Optional.empty();
    }
    float[] values = new float[shape.size()];
    data.read(index, 1, values);
    BufferedImage image = paint(values, shape.extent(0), shape.extent(1), shape.extent(2));
    return Optional.of(new Picture(shape.extent(2), shape.extent(1), png(shrink(image))));
  }

  private static BufferedImage paint(float[] values, int channels, int height, int width) {
    Range range = Range.of(values);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      int red = range.level(values[i]);
      int green = channels == 1 ? red : range.level(values[plane + i]);
      int blue = channels == 1 ? red : range.level(values[2 * plane + i]);
      image.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
    }
    return image;
  }

  /**
   * The values that are black and white: 0 and 1 where all values lie between, else the extremes.
   */
  private record Range(float black, float white) {

    static Range of(float[] values) {
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (float value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      return least >= 0 && most <= 1 ? new Range(0, 1) : new Range(least, most);
    }

    int level(float value) {
      return white > black ? Math.round(255 * (value - black) / (white - black)) : 0;
    }
  }

  private static BufferedImage shrink(BufferedImage image) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    if (longer <= LARGEST) {
      return image;
    }
    int width = Math.max(1, image.getWidth() * LARGEST / longer);
    int height = Math.max(1, image.getHeight() * LARGEST / longer);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Png.write(image, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
