package io.spikeport.cli.output;

import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress bars on standard error, with rate and time left; silent where nobody is watching, and
 * without colour where the environment has a {@code NO_COLOR} that is not empty
 * (https://no-color.org).
 */
public final class Progress {

  private final Terminal terminal;

  public Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Work on a bar. */
  @FunctionalInterface
  public interface Work<T> {

    /**
     * @param done told how many are done so far
     */
    T run(IntConsumer done);
  }

  /** Runs some work under a bar. */
  public <T> T during(String task, String unit, int total, Work<T> work) {
    try (Stages stages = stages()) {
      stages.done(task, unit, 0, total);
      return work.run(done -> stages.done(task, unit, done, total));
    }
  }

  /** Bars for work of several stages, one after the other. */
  public Stages stages() {
    return new Stages();
  }

  /** One bar at a time; close it before anything else is printed. */
  public final class Stages implements AutoCloseable {

    private String task = "";
    private Optional<ProgressBar> bar = Optional.empty();
    private ProgressLine line = new ProgressLine(terminal.err());

    private Stages() {}

    /**
     * Shows how far a stage is; where it is another one than before, its bar takes the place of the
     * former.
     */
    public void done(String stage, String unit, int done, int total) {
      if (!terminal.interactive()) {
        return;
      }
      if (!stage.equals(task)) {
        close();
        task = stage;
        line = new ProgressLine(terminal.err());
        bar = Optional.of(bar(stage, unit, total, line));
      }
      bar.ifPresent(shown -> shown.stepTo(done));
    }

    /** Takes the bar away. */
    @Override
    public void close() {
      if (bar.isPresent()) {
        bar.get().close();
        // A bar that ends as soon as it began may leave this out.
        line.clear();
      }
      bar = Optional.empty();
      task = "";
    }
  }

  private static ProgressBar bar(String task, String unit, int total, ProgressLine line) {
    boolean plain = !Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty();
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(" " + unit, 1)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        .clearDisplayOnFinish()
        .setStyle(plain ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.COLORFUL_UNICODE_BAR)
        .setConsumer(line)
        .build();
  }
}
