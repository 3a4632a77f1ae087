package io.spikeport.data.image;

import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Colours of a JPEG with four components, which the JDK's reader gives as they are stored. As PIL
 * reads them: inks are stored inverted, as Adobe's programs do, and with transform 2 in Adobe's
 * marker the first three as luma and chroma (YCCK, BT.601). An ink of 0 is none; {@code red = (255
 * − K)·(255 − C)/255}, green by M and blue by Y likewise.
 */
final class CmykJpeg {

  private static final int COMPONENTS = 4;
  private static final int ADOBE = 0xee;
  private static final int START_OF_SCAN = 0xda;
  private static final int TRANSFORM = 11;

  /** What the markers before the first scan say. */
  private record Header(int components, int transform) {}

  private CmykJpeg() {}

  /** Whether a file is a JPEG with four components. */
  static boolean matches(Path file) throws IOException {
    return header(file).components == COMPONENTS;
  }

  /** {@code [3,H,W]}, 0…1. */
  static float[] toRgb(Path file, Raster raster) throws IOException {
    Header header = header(file);
    int pixels = raster.getWidth() * raster.getHeight();
    int[] stored = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    float[] values = new float[3 * pixels];
    int[] inks = new int[COMPONENTS];
    for (int i = 0; i < pixels; i++) {
      System.arraycopy(stored, i * COMPONENTS, inks, 0, COMPONENTS);
      if (header.transform == 2) {
        separate(inks);
      }
      invert(inks);
      int light = 255 - inks[3];
      for (int c = 0; c < 3; c++) {
        values[c * pixels + i] = clamp(light - product(inks[c], light)) / 255f;
      }
    }
    return values;
  }

  /** YCCK to CMYK, in the fixed point of libjpeg. */
  private static void separate(int[] inks) {
    int y = inks[0];
    int cb = inks[1] - 128;
    int cr = inks[2] - 128;
    inks[0] = clamp(255 - (y + (91881 * cr + 32768 >> 16)));
    inks[1] = clamp(255 - (y + (-22554 * cb - 46802 * cr + 32768 >> 16)));
    inks[2] = clamp(255 - (y + (116130 * cb + 32768 >> 16)));
  }

  private static void invert(int[] inks) {
    for (int i = 0; i < COMPONENTS; i++) {
      inks[i] = 255 - inks[i];
    }
  }

  /** {@code a·b/255}, rounded. */
  private static int product(int a, int b) {
    int t = a * b + 128;
    return (t >> 8) + t >> 8;
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static Header header(Path file) throws IOException {
    int components = 0;
    int transform = 0;
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(raw))) {
      if (in.read() != 0xff || in.read() != 0xd8) {
        return new Header(0, 0);
      }
      for (int marker = marker(in); marker > 0 && marker != START_OF_SCAN; marker = marker(in)) {
        if (marker == 1 || marker >= 0xd0 && marker <= 0xd8) {
          continue;
        }
        byte[] segment = in.readNBytes(Math.max(0, in.readUnsignedShort() - 2));
        boolean frame = marker >= 0xc0 && marker <= 0xcf && marker % 4 != 0 || marker == 0xc0;
        if (frame && segment.length > 5) {
          components = segment[5];
        } else if (marker == ADOBE && segment.length > TRANSFORM && isAdobe(segment)) {
          transform = segment[TRANSFORM];
        }
      }
    }
    return new Header(components, transform);
  }

  private static boolean isAdobe(byte[] segment) {
    return new String(segment, 0, 5, StandardCharsets.ISO_8859_1).equals("Adobe");
  }

  /** The next marker, past fill bytes; −1 at the end. */
  private static int marker(DataInputStream in) throws IOException {
    int next = in.read();
    while (next >= 0 && next != 0xff) {
      next = in.read();
    }
    while (next == 0xff) {
      next = in.read();
    }
    return next;
  }
}
