package io.spikeport.data.image;

import io.spikeport.data.array.Faults;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.InputFile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One image file: what its header says, and its pixels. Values are 0…1; they are taken as stored,
 * without colour management, as PIL and torchvision do. An alpha channel is left out, and the
 * orientation that EXIF may state is not followed, as torchvision's loaders do.
 */
public record Image(Path file, int width, int height) {

  /** Most pixels that are decoded: 64 million. */
  private static final long MOST_PIXELS = Geometry.MOST_PIXELS;

  /** What is done with an open reader. */
  private interface Use<T> {
    T with(ImageReader reader) throws IOException;
  }

  /**
   * Reads the header only.
   *
   * @throws io.spikeport.error.DataException if the file is no PNG or JPEG, or absurdly large
   */
  public static Image header(Path file) {
    Image image = read(file, reader -> new Image(file, reader.getWidth(0), reader.getHeight(0)));
    if ((long) image.width * image.height > MOST_PIXELS
        || Math.max(image.width, image.height) > Geometry.LARGEST) {
      throw Faults.mismatch(
          file.toString(),
          "at most " + MOST_PIXELS + " pixels, " + Geometry.LARGEST + " to a side",
          image.width + " × " + image.height,
          "shrink the image");
    }
    return image;
  }

  public Size size() {
    return new Size(height, width);
  }

  /**
   * Decodes the image.
   *
   * @return {@code [C,H,W]}, row-major, C being 1 for a grey image and 3 for a coloured one
   * @throws io.spikeport.error.DataException if it cannot be decoded
   */
  public float[] decode() {
    return read(
        file,
        reader -> {
          if (CmykJpeg.matches(file)) {
            return CmykJpeg.toRgb(file, reader.readRaster(0, null));
          }
          BufferedImage image = reader.read(0);
          return isGrey(image.getColorModel()) ? grey(image) : colour(image);
        });
  }

  private static boolean isGrey(ColorModel model) {
    if (model instanceof IndexColorModel palette) {
      for (int i = 0; i < palette.getMapSize(); i++) {
        if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
          return false;
        }
      }
      return true;
    }
    return model.getNumColorComponents() == 1;
  }

  private static float[] grey(BufferedImage image) {
    float[] values = new float[image.getWidth() * image.getHeight()];
    if (image.getColorModel() instanceof IndexColorModel) {
      fromRgb(image, values, 1);
    } else {
      fromRaster(image, values, 1);
    }
    return values;
  }

  private static float[] colour(BufferedImage image) {
    float[] values = new float[3 * image.getWidth() * image.getHeight()];
    if (image.getColorModel() instanceof ComponentColorModel) {
      fromRaster(image, values, 3);
    } else {
      fromRgb(image, values, 3);
    }
    return values;
  }

  /** Not by {@code getRGB}, which would apply a colour profile, to grey images too. */
  private static void fromRaster(BufferedImage image, float[] values, int channels) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    int[] row = new int[width];
    for (int c = 0; c < channels; c++) {
      float largest = (1 << raster.getSampleModel().getSampleSize(c)) - 1;
      for (int y = 0; y < height; y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
        for (int x = 0; x < width; x++) {
          values[(c * height + y) * width + x] = row[x] / largest;
        }
      }
    }
  }

  private static void fromRgb(BufferedImage image, float[] values, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int c = 0; c < channels; c++) {
        int shift = 16 - 8 * c;
        for (int x = 0; x < width; x++) {
          values[(c * height + y) * width + x] = (row[x] >> shift & 0xff) / 255f;
        }
      }
    }
  }

  /** Number of channels that {@link #decode} would give. */
  public static int channels(Path file) {
    return read(
        file,
        reader -> {
          if (CmykJpeg.matches(file)) {
            return 3;
          }
          var type = reader.getRawImageType(0);
          return type != null && isGrey(type.getColorModel()) ? 1 : 3;
        });
  }

  private static <T> T read(Path file, Use<T> use) {
    // By a stream: the JDK's readers of files cannot open names outside the locale's encoding.
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      ImageReader reader = readers.hasNext() ? readers.next() : null;
      if (reader == null || !isPngOrJpeg(reader)) {
        throw Faults.mismatch(
            file.toString(), "a PNG or JPEG image", "something else", "remove or convert it");
      }
      try {
        reader.setInput(in, true, true);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
        T result = use.with(reader);
        if (warnings.stream()
            .anyMatch(warning -> warning.matches("(?s).*(Premature|Truncated).*"))) {
          throw new IOException("it is cut short");
        }
        return result;
      } finally {
        reader.dispose();
      }
    } catch (SpikeportException e) {
      throw e;
    } catch (AccessDeniedException | NoSuchFileException e) {
      throw InputFile.unreadable(file, "an image", e);
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer a damaged image with exceptions of any kind.
      throw Faults.mismatch(
          file.toString(),
          "a PNG or JPEG image that can be decoded",
          e instanceof IOException && e.getMessage() != null
              ? "a fault: " + e.getMessage()
              : "a damaged one",
          "save it again as 8-bit grey or RGB",
          e);
    }
  }

  private static boolean isPngOrJpeg(ImageReader reader) {
    try {
      String name = reader.getFormatName();
      return name.equalsIgnoreCase("png") || name.equalsIgnoreCase("jpeg");
    } catch (IOException e) {
      return false;
    }
  }
}
