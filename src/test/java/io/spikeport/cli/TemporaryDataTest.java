package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command keeps on the disk while it works, in real processes that are ended from outside.
 */
class TemporaryDataTest {

  @TempDir Path folder;

  private Path model() {
    Path model = folder.resolve("model.snn");
    Cli.Result converted =
        Cli.run(
            "convert",
            Fixtures.model("mnist-cnn-avgpool"),
            "-o",
            model,
            "--samples",
            20,
            "--preset",
            "article",
            "--calibration",
            Fixtures.CALIBRATION.toAbsolutePath());
    assertEquals(0, converted.code(), converted.err());
    return model;
  }

  private List<String> simulate(Path model, int samples) {
    return List.of(
        "simulate",
        model.toString(),
        "--input",
        Fixtures.TEST_IMAGES.toAbsolutePath().toString(),
        "-T",
        "50",
        "--spikes",
        "--samples",
        "" + samples,
        "-o",
        out().toString());
  }

  private Path out() {
    return folder.resolve("out").resolve("spikes.npz");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(out().getParent())) {
      return files.toList();
    }
  }

  private Process startAndWaitForData(List<String> command) throws Exception {
    Process process = BatchProcess.start(folder.resolve("err.txt"), command);
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (files().stream().mapToLong(file -> file.toFile().length()).sum() < 1 << 18) {
      assertTrue(process.isAlive(), Files.readString(folder.resolve("err.txt")));
      assertTrue(System.nanoTime() < patience, "no data after a minute");
      Thread.sleep(20);
    }
    return process;
  }

  @Test
  void isDeletedWhenTheProgramIsAskedToEndAndAfterAKill() throws Exception {
    Path model = model();
    Files.createDirectory(out().getParent());
    Map<String, Integer> codes = Map.of("INT", 130, "TERM", 143, "HUP", 129);
    for (String signal : codes.keySet()) {
      Process process = startAndWaitForData(simulate(model, 10_000));
      Programs.output(List.of("kill", "-" + signal, "" + process.pid()));
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), signal);
      assertEquals(codes.get(signal), process.exitValue());
      assertEquals(List.of(), files(), signal);
      assertEquals("", Files.readString(folder.resolve("err.txt")));
    }

    Process other = startAndWaitForData(simulate(model, 10_000));
    List<Path> others = files();
    startAndWaitForData(simulate(model, 10_000)).destroyForcibly().waitFor();
    assertTrue(files().containsAll(others), "data of a program that runs was deleted");
    other.destroyForcibly().waitFor();
    assertFalse(files().isEmpty());
    assertEquals(0, Cli.run(simulate(model, 3).toArray()).code());
    assertEquals(List.of(out()), files());
  }

  /** A limit on the size of files is what a full disk is, for a program. */
  @Test
  void isDeletedWhenTheDiskIsFullAndTheOutputIsNamed() throws Exception {
    Path model = model();
    Files.createDirectory(out().getParent());
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -f 1000 && exec \"$0\" \"$@\""));
    command.addAll(BatchProcess.command(simulate(model, 500)));
    String said = Programs.output(command);
    assertTrue(said.contains(out() + ": cannot be written (File too large)"), said);
    assertEquals(List.of(), files());
  }

  @Test
  void needsNoSystemFolder() throws Exception {
    Path model = model();
    for (List<String> command :
        List.of(
            simulate(model, 3),
            List.of("export", model.toString(), "-o", out().resolveSibling("x.nir").toString()),
            List.of(
                "evaluate",
                model.toString(),
                "-T",
                "3",
                "--samples",
                "20",
                "--data",
                Fixtures.TEST_IMAGES.toAbsolutePath().toString(),
                "--labels",
                Fixtures.TEST_LABELS.toAbsolutePath().toString(),
                "--plot",
                out().resolveSibling("x.png").toString(),
                "--report",
                out().resolveSibling("x.html").toString()))) {
      Files.createDirectories(out().getParent());
      List<String> words = new ArrayList<>(BatchProcess.command(command));
      words.add(1, "-Djava.io.tmpdir=" + folder.resolve("missing"));
      words.add(1, "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"));
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), command + ": " + said);
    }
    assertEquals(4, files().size(), files().toString());
  }

  @Test
  void aMissingSystemFolderIsNamedWhereALibraryNeedsIt() throws Exception {
    List<String> command = new ArrayList<>(BatchProcess.command(convert()));
    command.add(1, "-Djava.io.tmpdir=" + folder.resolve("missing"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(4, process.waitFor(), said);
    assertTrue(said.contains(folder.resolve("missing") + ": expected a folder for temp"), said);
  }

  /** Where addresses are few, OpenBLAS would ask for ever, deaf to every signal but SIGKILL. */
  @Test
  void aLimitOfAddressesIsToldBeforeLibrariesAreLoaded() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -v 3000000; \"$0\" \"$@\"; echo code $?"));
    command.addAll(BatchProcess.command(convert()));
    command.add(4, "-Xmx256m");
    String said = Programs.output(command);
    assertTrue(
        said.matches("(?s)spikeport: memory: expected \\d+ MiB of address space, .*code 4\n"),
        said);
  }

  private List<String> convert() {
    return List.of(
        "convert",
        Fixtures.model("mnist-cnn-avgpool").toAbsolutePath().toString(),
        "-o",
        folder.resolve("x.snn").toString(),
        "--samples",
        "20",
        "--calibration",
        Fixtures.CALIBRATION.toAbsolutePath().toString());
  }
}
