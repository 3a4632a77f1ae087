package io.spikeport.cli;

import java.util.function.IntConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress bars on standard error; silent where nobody is watching. */
final class Progress {

  private static final int WIDTH = 80;

  private final Terminal terminal;

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Work on a bar. */
  @FunctionalInterface
  interface Work<T> {

    /**
     * @param done told how many are done so far
     */
    T run(IntConsumer done);
  }

  /** Runs some work under a bar. */
  <T> T during(String task, String unit, int total, Work<T> work) {
    if (!terminal.interactive()) {
      return work.run(done -> {});
    }
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setUpdateIntervalMillis(200)
            .showSpeed()
            .clearDisplayOnFinish()
            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
            .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), WIDTH));
    if (System.getenv("NO_COLOR") != null) {
      builder.setStyle(ProgressBarStyle.ASCII);
    }
    try (ProgressBar bar = builder.build()) {
      return work.run(bar::stepTo);
    }
  }
}
