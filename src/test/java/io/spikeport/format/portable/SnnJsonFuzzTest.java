package io.spikeport.format.portable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.format.OpSamples;
import io.spikeport.fuzz.Contract;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading {@code .snn.json} files keeps its {@link Contract} on any bytes. */
class SnnJsonFuzzTest {

  static Stream<byte[]> seeds() {
    return OpSamples.all().stream()
        .map(sample -> PortableFormat.JSON.toBytes(OpSamples.model(sample)));
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) {
    Contract.check(bytes.length, Contract.MULTIPLE, () -> PortableFormat.JSON.fromBytes(bytes));
  }
}
