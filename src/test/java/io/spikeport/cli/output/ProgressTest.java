package io.spikeport.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Progress progress(boolean interactive) {
    return new Progress(
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            interactive));
  }

  private void work(Progress progress) {
    try (Progress.Stages stages = progress.stages()) {
      for (int i = 1; i <= 4; i++) {
        stages.done("Calibrating", "images", i, 4);
      }
      for (int i = 1; i <= 2; i++) {
        stages.done("Tuning", "layers", i, 2);
      }
    }
    assertEquals("done", progress.during("Simulating", "images", 3, done -> "done"));
  }

  @Test
  void whereNobodyWatchesThereIsNothing() {
    work(progress(false));
    assertEquals("", err.toString(StandardCharsets.UTF_8));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @RepeatedTest(20)
  void everyStageHasABarOnStandardError() {
    work(progress(true));
    String shown = err.toString(StandardCharsets.UTF_8);
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    for (String stage : new String[] {"Calibrating", "Tuning", "Simulating"}) {
      assertTrue(shown.contains(stage), shown);
    }
    assertTrue(shown.contains("images/s"), "a rate: " + shown);
    String line = shown.substring(0, shown.length() - 1);
    assertTrue(shown.endsWith("\r"), "the next line begins where the bar was");
    assertEquals("", line.substring(line.lastIndexOf('\r')).strip(), "taken away at the end");
    assertFalse(shown.contains("\n"), "no empty lines are left behind");
  }
}
