package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command line does the same whether all commands are there or those that it needs. */
class CommandLinesTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-h",
        "--help",
        "--version",
        "--version convert",
        "help",
        "conver",
        "foo convert --help",
        "--bad",
        "--bad convert model.onnx --calibration images.npy",
        "convert",
        "convert --help",
        "convert inspect",
        "convert model.onnx --calibration",
        "evaluate --bad",
        "simulate --help",
        "inspect nothing.onnx",
        "export --help",
        "batch --help",
        "doctor --help",
        "completion"
      })
  void theSameAsOfAllCommands(String line) {
    same(line.isEmpty() ? List.of() : List.of(line.split(" ")));
  }

  @Test
  void aFileOfArgumentsMayNameTheCommand() throws IOException {
    Path file = Files.writeString(folder.resolve("arguments"), "convert --help");
    same(List.of("@" + file));
    same(List.of("@" + file, "inspect"));
  }

  private static void same(List<String> args) {
    String[] words = args.toArray(String[]::new);
    assertEquals(
        Cli.run(terminal -> new Commands(terminal).all().execute(words)),
        Cli.run(terminal -> new Commands(terminal).forArguments(words).execute(words)));
  }
}
