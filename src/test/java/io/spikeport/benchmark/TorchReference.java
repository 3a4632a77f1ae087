package io.spikeport.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;

/** {@code benchmarks/pytorch_reference.py}, which simulates when it is told to. */
final class TorchReference implements AutoCloseable {

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  TorchReference(String model, int timesteps, int batch, int threads) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "/usr/bin/python3",
            "benchmarks/pytorch_reference.py",
            "fixtures/" + model + ".onnx",
            "fixtures/mnist",
            "--timesteps=" + timesteps,
            "--batch=" + batch,
            "--threads=" + threads,
            "--serve");
    process = builder.redirectError(Redirect.INHERIT).start();
    commands = process.outputWriter(StandardCharsets.US_ASCII);
    answers = process.inputReader(StandardCharsets.US_ASCII);
    if (!"ready".equals(answers.readLine())) {
      throw new IOException("the PyTorch reference does not start");
    }
  }

  /** Seconds that simulating so many images takes. */
  double seconds(int images) throws IOException {
    commands.write(images + "\n");
    commands.flush();
    return Double.parseDouble(answers.readLine());
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroy();
  }
}
