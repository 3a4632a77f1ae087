package io.spikeport.data.array;

import io.spikeport.file.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes that may be read at any place, from memory or from a file. */
sealed interface Bytes {

  long size();

  /**
   * A part; its position is 0.
   *
   * @throws io.spikeport.error.FileException if the file cannot be read
   */
  ByteBuffer read(long position, int length);

  /** In memory. */
  record Heap(ByteBuffer content) implements Bytes {

    Heap(byte[] bytes, int offset) {
      this(ByteBuffer.wrap(bytes, offset, bytes.length - offset).slice());
    }

    @Override
    public long size() {
      return content.limit();
    }

    @Override
    public ByteBuffer read(long position, int length) {
      return content.slice(Math.toIntExact(position), length);
    }
  }

  /**
   * A file from {@code start} on. It is opened for every read, so that nothing need be closed and
   * threads do not share a position.
   */
  record File(Path file, long start, long size) implements Bytes {

    @Override
    public ByteBuffer read(long position, int length) {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (buffer.hasRemaining()) {
          long from = start + position + buffer.position();
          if (channel.read(buffer, from) < 0) {
            throw new EOFException("the file became shorter while it was read");
          }
        }
      } catch (IOException e) {
        throw InputFile.unreadable(file, "data", e);
      }
      return buffer.flip();
    }
  }
}
