package io.spikeport.cli.output;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * One line of a terminal that a bar is drawn into again and again. Once it is cleared nothing more
 * is drawn: the library's own consumer leaves an empty line behind, and where a bar ends as soon as
 * it began, another of the library's threads may still draw it.
 */
final class ProgressLine implements ProgressBarConsumer {

  private static final int WIDTH = 80;

  private final PrintStream out;
  private boolean cleared;

  ProgressLine(PrintStream out) {
    this.out = out;
  }

  @Override
  public int getMaxRenderedLength() {
    return WIDTH;
  }

  @Override
  public synchronized void accept(String bar) {
    if (!cleared) {
      out.print('\r' + bar);
      out.flush();
    }
  }

  @Override
  public synchronized void clear() {
    if (!cleared) {
      out.print('\r' + " ".repeat(WIDTH) + '\r');
      out.flush();
      cleared = true;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
