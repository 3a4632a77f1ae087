package io.spikeport.format.portable;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/** Passes on what is written up to a number of bytes, and fails on the first one beyond it. */
final class BoundedOutput extends FilterOutputStream {

  private final Supplier<? extends RuntimeException> failure;
  private long left;

  BoundedOutput(OutputStream out, long limit, Supplier<? extends RuntimeException> failure) {
    super(out);
    this.left = limit;
    this.failure = failure;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    left -= length;
    if (left < 0) {
      throw failure.get();
    }
    out.write(bytes, offset, length);
  }
}
