package io.spikeport.onnx;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** A stream all of whose bytes are digested, those that the reader skips too. */
final class DigestedStream extends FilterInputStream {

  private static final int PIECE = 1 << 16;

  private final MessageDigest digest;
  private final byte[] skipped = new byte[PIECE];

  DigestedStream(InputStream in, MessageDigest digest) {
    super(in);
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      digest.update((byte) value);
    }
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    if (count > 0) {
      digest.update(bytes, offset, count);
    }
    return count;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long left = wanted;
    while (left > 0) {
      int count = read(skipped, 0, (int) Math.min(PIECE, left));
      if (count < 0) {
        break;
      }
      left -= count;
    }
    return wanted - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
