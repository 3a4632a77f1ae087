package io.spikeport.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.cli.Cli;
import io.spikeport.cli.ErrorReport;
import io.spikeport.cli.Main;
import io.spikeport.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine at its limit is told of in one line, wherever the error comes from. */
class LimitsTest {

  private static Cli.Result tell(Throwable thrown) {
    return Cli.run(terminal -> new ErrorReport(terminal.err()).tell(thrown, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Java heap space",
        "GC overhead limit exceeded",
        "Requested array size exceeds VM limit",
        "unable to create native thread: possibly out of memory or process/resource limits reached",
        "Cannot reserve 8 bytes of direct buffer memory",
        "Failed to allocate 1 bytes"
      })
  void memory(String message) {
    for (Throwable thrown :
        new Throwable[] {
          new OutOfMemoryError(message),
          new IllegalStateException(new ExecutionException(new OutOfMemoryError(message)))
        }) {
      Cli.Result result = tell(thrown);
      assertEquals(4, result.code());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().matches("spikeport: [^;]*: expected [^;]*; .*\n"), result.err());
      assertFalse(result.err().contains("Error"), result.err());
    }
  }

  @Test
  void theHeapThereIsAndARemedyAreNamed() {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    assertEquals(
        "spikeport: memory: expected work that fits into "
            + heap
            + " MiB of Java heap, found more; set SPIKEPORT_JAVA_OPTS=-Xmx"
            + 2 * heap
            + "m or more, or use fewer images, --threads or --timesteps\n",
        tell(new OutOfMemoryError("Java heap space")).err());
  }

  @Test
  void nesting() {
    assertEquals(
        "spikeport: input: expected values nested less deeply than fits onto Java's stack, found"
            + " deeper ones; simplify it, or set SPIKEPORT_JAVA_OPTS=-Xss64m\n",
        tell(new StackOverflowError()).err());
  }

  @Test
  void aFolderForAnArgumentFile(@TempDir Path folder) {
    Cli.Result result = Cli.run("convert", "@" + folder);
    assertEquals(2, result.code());
    assertEquals(
        "spikeport: @%s: expected a text file with arguments, found a folder; name a file, or write @@%s for the word itself\n"
            .formatted(folder, folder),
        result.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "convert --help",
        "completion",
        "doctor",
        "doctor --json",
        "inspect fixtures/mnist-cnn-avgpool.onnx",
        "inspect fixtures/mnist-cnn-avgpool.onnx --json"
      })
  void standardOutputThatFails(String line) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    int code =
        Main.run(
            new Terminal(
                new PrintStream(full, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false),
            line.split(" "));
    String told = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        told.endsWith(
            "spikeport: standard output: expected to write all of the result, found an error (a"
                + " full disk, or a reader that ended); write to another place\n"),
        told);
    // doctor may find something wrong with this machine, which is told first.
    assertEquals(line.startsWith("doctor") ? code : 4, code);
    assertTrue(code != 0);
  }
}
