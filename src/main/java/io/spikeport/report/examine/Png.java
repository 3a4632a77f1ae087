package io.spikeport.report.examine;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG, written without the temporary file that {@link ImageIO} would make. */
public final class Png {

  private Png() {}

  public static void write(BufferedImage picture, OutputStream out) throws IOException {
    try (ImageOutputStream image = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(picture, "png", image)) {
        throw new IOException("this Java has no PNG writer");
      }
    }
  }
}
