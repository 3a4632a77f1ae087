package io.spikeport.format.nir;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.fuzz.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading {@code .nir} files keeps its {@link Contract} on any bytes. */
class NirFuzzTest {

  @TempDir static Path folder;

  /** Every operator that NIR has a place for. */
  static Stream<byte[]> seeds() {
    return OpSamples.all().stream().flatMap(NirFuzzTest::written);
  }

  private static Stream<byte[]> written(OpSamples.Sample sample) {
    Path file = folder.resolve("seed.nir");
    try {
      Files.deleteIfExists(file);
      new NirFormat().prepare(OpSamples.model(sample), FormatOptions.DEFAULT).writeLossy(file);
      return Stream.of(Files.readAllBytes(file));
    } catch (ModelException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) {
    Path file = Contract.file(folder, "model.nir", bytes);
    // Chunks may be packed, and Deflate unpacks up to 1032 bytes from one.
    Contract.check(
        bytes.length,
        5 * Contract.MULTIPLE,
        () -> new NirFormat().read(file, FormatOptions.DEFAULT, note -> {}));
  }
}
