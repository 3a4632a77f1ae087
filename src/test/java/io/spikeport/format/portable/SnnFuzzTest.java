package io.spikeport.format.portable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.format.OpSamples;
import io.spikeport.fuzz.Contract;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading {@code .snn} files keeps its {@link Contract} on any bytes. */
class SnnFuzzTest {

  private static final int CHECKSUM = Integer.BYTES;

  static Stream<byte[]> seeds() {
    return OpSamples.all().stream()
        .map(sample -> PortableFormat.BINARY.toBytes(OpSamples.model(sample)));
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) {
    read(bytes);
    read(withChecksum(bytes));
  }

  private static void read(byte[] bytes) {
    Contract.check(bytes.length, Contract.MULTIPLE, () -> PortableFormat.BINARY.fromBytes(bytes));
  }

  /** The checksum keeps a fuzzer out of all that stands behind it, so it is put right. */
  private static byte[] withChecksum(byte[] bytes) {
    if (bytes.length <= CHECKSUM) {
      return bytes;
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length - CHECKSUM - 1);
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    ByteBuffer.wrap(copy)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length - CHECKSUM, (int) crc.getValue());
    return copy;
  }
}
