package io.spikeport.report.chart;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Formats of a plot, by the suffix of the file's name. */
public enum PlotFormat {
  PNG,
  SVG,
  PDF;

  /**
   * The format of a file.
   *
   * @throws UsageException if its suffix names none
   */
  public static PlotFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    Problem.mismatch(
                        "--plot", "a name ending in .png, .svg or .pdf", "'" + file + "'", "")));
  }
}
