package io.spikeport.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.cli.Cli;
import io.spikeport.cli.Commands;
import io.spikeport.conversion.ReadoutStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Every number of every command has bounds, which are checked before anything is done. */
class BoundsTest {

  private static final Set<Class<?>> NUMBERS =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          float.class,
          Float.class,
          double.class,
          Double.class,
          ReadoutStart.class,
          DataArguments.Size.class);

  /** A command and an option of it that takes a number. */
  record Numeric(String command, OptionSpec option) {
    @Override
    public String toString() {
      return command + " " + option.longestName();
    }
  }

  static Stream<Numeric> numeric() {
    List<Numeric> found = new ArrayList<>();
    Cli.run(
        terminal -> {
          new Commands(terminal).all().getSubcommands().forEach((name, c) -> add(name, c, found));
          return 0;
        });
    assertTrue(found.size() > 30, found.toString());
    return found.stream();
  }

  private static void add(String name, CommandLine command, List<Numeric> found) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (NUMBERS.contains(option.auxiliaryTypes()[0])) {
        found.add(new Numeric(name, option));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("numeric")
  void refusesWhatIsNoFiniteNumber(Numeric numeric) {
    for (String value : List.of("NaN", "Infinity", "-Infinity", "1e400", "-1e39", "x", "")) {
      Cli.Result result = Cli.run(numeric.command(), numeric.option().longestName() + "=" + value);
      assertEquals(2, result.code(), value + ": " + result.err());
      assertTrue(result.err().contains(": expected "), value + ": " + result.err());
      assertTrue(
          result.err().contains("'" + numeric.option().longestName() + "'")
              || result.err().contains(numeric.option().longestName()),
          result.err());
      assertFalse(result.err().contains("Exception"), result.err());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "convert --std 0 | --std | a finite number above 0, found '0'",
        "convert --std 0.5,-1 | --std | a finite number above 0, found '-1'",
        "convert --std 1e-50 | --std | a finite number above 0, found '1e-50'",
        "convert --scale 0 | --scale | a finite number other than 0, found '0'",
        "convert --scale 1e39 | --scale | a finite number other than 0, found '1e39'",
        "evaluate --mean NaN | --mean | a finite number, found 'NaN'",
        "convert --initial-potential NaN | --initial-potential | a number from -1000 to 1000, found"
            + " 'NaN'",
        "convert --resize 20000x20000 | --resize | a width and height from 1 to 8192, found"
            + " '20000x20000'",
        "evaluate --batch 2147483647 | --batch | a whole number from 1 to 65536, found"
            + " '2147483647'",
        "convert -T 100000000000 | --timesteps | a whole number from 1 to 100000, found"
            + " '100000000000'",
        "evaluate -T 2147483647 | --timesteps | a whole number from 1 to 100000, found"
            + " '2147483647'",
        "evaluate --threads 100000 | --threads | a whole number from 1 to 1024, found '100000'",
        "evaluate --min-accuracy 98 | --min-accuracy | a fraction from 0 to 1 (0.98 for 98 %),"
            + " found '98'",
        "convert --tau 1 | --tau | a number of timesteps above 1, at most 1000000, found '1'",
        "convert --readout-start -1 | --readout-start | auto, or a whole number from 0 to 99999,"
            + " found '-1'",
        "batch --memory 999999999999t | --memory | at most 1024t of memory, found '999999999999t'",
      })
  void namesTheBounds(String line, String option, String message) {
    Cli.Result result = Cli.run((Object[]) line.split(" "));
    assertEquals(2, result.code(), result.err());
    String told = result.err().lines().findFirst().orElseThrow();
    assertTrue(told.contains(option), told);
    assertTrue(told.endsWith(": expected " + message), told);
  }

  @ParameterizedTest
  @MethodSource("numeric")
  void jobFilesHaveTheSameBounds(Numeric numeric) {
    if (numeric.command().equals("batch")
        && new JobOptionTable()
            .options()
            .containsKey(numeric.option().longestName().substring(2))) {
      CommandLine job = new CommandLine(new JobArguments());
      assertThrows(
          ParameterException.class, () -> job.parseArgs(numeric.option().longestName() + "=1e400"));
    }
  }
}
