package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.cli.output.Output;
import io.spikeport.proto.Onnx;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** No command writes over what it reads, or over what it writes. */
class CommandFilesTest {

  @TempDir private Path folder;

  /** A command, one of its outputs, and another file that it names. */
  record Pair(String command, ArgSpec output, ArgSpec other) {

    @Override
    public String toString() {
      return command + " " + name(output) + " " + name(other);
    }

    private static String name(ArgSpec arg) {
      return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }
  }

  /** Every output of every command with every other file of it, as picocli has them. */
  static Stream<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    Cli.run(
        terminal -> {
          new Commands(terminal).all().getSubcommands().forEach((name, c) -> add(name, c, pairs));
          return 0;
        });
    assertTrue(pairs.size() > 10, pairs.toString());
    return pairs.stream();
  }

  private static void add(String name, CommandLine command, List<Pair> pairs) {
    List<ArgSpec> files =
        command.getCommandSpec().args().stream()
            .filter(arg -> Arrays.asList(arg.auxiliaryTypes()).contains(Path.class))
            .toList();
    for (ArgSpec output : files) {
      if (output.userObject() instanceof Field field && field.isAnnotationPresent(Output.class)) {
        files.stream()
            .filter(file -> file != output)
            .forEach(file -> pairs.add(new Pair(name, output, file)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void refusesItUnderEverySpelling(Pair pair) throws IOException {
    Path file = write("file.onnx");
    Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), file);
    Path hard = Files.createLink(folder.resolve("hard.onnx"), file);
    Path dots = folder.resolve("sub/../file.onnx");
    Files.createDirectory(folder.resolve("sub"));
    byte[] before = Files.readAllBytes(file);
    for (Path spelling : List.of(file, link, hard, dots)) {
      Cli.Result result = run(pair, spelling, file);
      assertEquals(2, result.code(), result.err());
      assertTrue(
          result.err().contains("'" + spelling + "': expected a file of its own to write")
              || result.err().contains("'" + file + "': expected a file of its own to write"),
          result.err());
      assertTrue(result.err().contains(Pair.name(pair.output())), result.err());
      assertTrue(result.err().contains(Pair.name(pair.other())), result.err());
      assertArrayEquals(before, Files.readAllBytes(file));
    }
  }

  private Cli.Result run(Pair pair, Path output, Path other) throws IOException {
    List<String> words = new ArrayList<>(List.of(pair.command()));
    CommandLine[] spec = new CommandLine[1];
    Cli.run(
        terminal -> {
          spec[0] = new Commands(terminal).all().getSubcommands().get(pair.command());
          return 0;
        });
    int number = 0;
    for (ArgSpec arg : spec[0].getCommandSpec().args()) {
      String name = Pair.name(arg);
      boolean isOutput = name.equals(Pair.name(pair.output()));
      boolean isOther = name.equals(Pair.name(pair.other()));
      if (isOutput
          || isOther
          || arg.required()
          || arg instanceof CommandLine.Model.PositionalParamSpec) {
        if (arg instanceof OptionSpec) {
          words.add(name);
        }
        Path path = isOutput ? output : isOther ? other : write("other" + number++ + ".snn");
        words.add(path.toString());
      }
    }
    return Cli.run(words.toArray());
  }

  private Path write(String name) throws IOException {
    return Files.write(folder.resolve(name), name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void twoOutputsThatAreNotThereYetAreOneFileToo() throws IOException {
    Path model = write("model.snn");
    Cli.Result result =
        Cli.run(
            "evaluate",
            model,
            "--data",
            write("x.npy"),
            "--plot",
            folder.resolve("a.png"),
            "--report",
            folder.resolve("./a.png"));
    assertEquals(2, result.code(), result.err());
    assertEquals(
        "spikeport: --report '%s': expected a file of its own to write, found that of --plot '%s';"
                .formatted(folder.resolve("./a.png"), folder.resolve("a.png"))
            + " choose another name\n",
        result.err());
  }

  @Test
  void anImageInTheFolderOfDataIsAnInput() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/cats"));
    Path image = Files.write(images.resolve("one.png"), new byte[] {1});
    Cli.Result result =
        Cli.run("evaluate", write("model.snn"), "--data", images.getParent(), "--plot", image);
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("found that of --data"), result.err());
  }

  @Test
  void theFileThatHoldsAModelsWeightsIsAnInput() throws IOException {
    Onnx.ModelProto.Builder network =
        Onnx.ModelProto.parseFrom(Files.readAllBytes(Fixtures.model("mnist-cnn-avgpool")))
            .toBuilder();
    Onnx.TensorProto.Builder tensor = network.getGraphBuilder().getInitializerBuilder(0);
    Path weights = Files.write(folder.resolve("w.bin"), tensor.getRawData().toByteArray());
    tensor
        .clearRawData()
        .setDataLocation(Onnx.TensorProto.DataLocation.EXTERNAL)
        .addExternalDataBuilder()
        .setKey("location")
        .setValue("w.bin");
    Path model = Files.write(folder.resolve("net.onnx"), network.build().toByteArray());
    byte[] before = Files.readAllBytes(weights);
    Cli.Result result =
        Cli.run(
            "evaluate",
            write("m.snn"),
            "--data",
            write("x.npy"),
            "--reference",
            model,
            "--report",
            weights);
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("(its external data)"), result.err());
    assertArrayEquals(before, Files.readAllBytes(weights));
  }

  @Test
  void aDeviceIsNotReplaced() throws IOException {
    Cli.Result result = Cli.run("export", write("model.snn"), "-o", "/dev/null");
    assertEquals(4, result.code(), result.err());
    assertTrue(result.err().contains("a device or a pipe"), result.err());
  }

  @Test
  void whatTookAnOlderFilesPlaceIsSaid() {
    Path model = Fixtures.model("mnist-cnn-avgpool");
    Path out = folder.resolve("again.snn");
    Object[] convert = {
      "convert",
      model,
      "--calibration",
      Fixtures.CALIBRATION,
      "--samples",
      10,
      "--preset",
      "article",
      "-o",
      out
    };
    assertEquals("", Cli.run(convert).err());
    assertEquals("note: " + out + " replaced\n", Cli.run(convert).err());
    Path json = folder.resolve("again.snn.json");
    assertEquals("", Cli.run("export", out, "-o", json).err());
    assertEquals("note: " + json + " replaced\n", Cli.run("export", out, "-o", json).err());
  }
}
