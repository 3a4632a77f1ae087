package io.spikeport.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/** Runs command lines in this JVM. */
public final class Cli {

  /** What a command line did. */
  public record Result(int code, String out, String err) {

    public JsonObject json() {
      return JsonParser.parseString(out).getAsJsonObject();
    }
  }

  private Cli() {}

  public static Result run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = args[i].toString();
    }
    return run(terminal -> Main.run(terminal, words));
  }

  /**
   * Runs a program.
   *
   * @param program writes to a terminal and returns its exit code
   */
  public static Result run(ToIntFunction<Terminal> program) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        program.applyAsInt(
            new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
