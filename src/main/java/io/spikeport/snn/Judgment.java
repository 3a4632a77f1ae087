package io.spikeport.snn;

import io.spikeport.tensor.Shape;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a spiking model does in its own number of timesteps on calibration images that were kept back
 * from tuning, against the trained network. Exactly one of the two measures is there.
 *
 * @param images number of images
 * @param agreement share of them that are classified as by the trained network, where the output is
 *     a class vector
 * @param outputError {@code ‖snn − ann‖ / ‖ann‖} over all of them, where it is not
 */
public record Judgment(int images, Optional<Double> agreement, Optional<Double> outputError) {

  public Judgment {
    Objects.requireNonNull(agreement);
    Objects.requireNonNull(outputError);
    if (images < 1) {
      throw new IllegalArgumentException("expected at least 1 image, found " + images);
    }
    if (agreement.isPresent() == outputError.isPresent()) {
      throw new IllegalArgumentException("expected either an agreement or an output error");
    }
    agreement.ifPresent(
        share -> require(share >= 0 && share <= 1, "an agreement of 0 to 1", share));
    outputError.ifPresent(
        error -> require(error >= 0 && Double.isFinite(error), "an error of at least 0", error));
  }

  /** For people. */
  public String inWords() {
    String by = " (judged by " + images + " calibration image" + (images == 1 ? ")" : "s)");
    return agreement
        .map(
            share ->
                String.format(
                    Locale.US,
                    "classifies %.1f %% of images as the trained network does%s",
                    100 * share,
                    by))
        .orElseGet(
            () ->
                String.format(
                    Locale.US,
                    "differs from the trained network's output by %.3g %%%s",
                    100 * outputError.orElseThrow(),
                    by));
  }

  private static void require(boolean holds, String expected, double found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }

  /**
   * Whether an output is a class vector: at least two scores along the first axis, and no other
   * extent than 1 behind it.
   *
   * @param output shape of one sample
   */
  public static boolean isClassVector(Shape output) {
    return output.rank() > 0 && output.extent(0) > 1 && output.extent(0) == output.size();
  }
}
