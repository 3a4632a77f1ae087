package io.spikeport.file;

import java.nio.file.Path;
import java.util.Arrays;

/** A program to be killed: writes a file again and again, in small pieces. */
final class SlowWriter {

  static final int LENGTH = 1 << 20;

  private SlowWriter() {}

  public static void main(String[] args) {
    for (int version = 1; ; version++) {
      byte[] piece = new byte[1 << 12];
      Arrays.fill(piece, (byte) version);
      AtomicFile.write(
          Path.of(args[0]),
          out -> {
            for (int written = 0; written < LENGTH; written += piece.length) {
              out.write(piece);
              if (written == LENGTH / 2) {
                out.flush();
                System.out.print('w');
                System.out.flush();
                pause();
              }
            }
          });
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
