package io.spikeport.report.examine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A wrongly classified image.
 *
 * @param image position in the data set
 * @param label the right class
 * @param prediction the spiking model's
 * @param annPrediction the trained network's, if known
 * @param picture the image, if it is one
 * @param outputs the most important classes' outputs over time
 */
public record Mistake(
    int image,
    int label,
    int prediction,
    OptionalInt annPrediction,
    Optional<Picture> picture,
    List<Output> outputs) {

  public Mistake {
    Objects.requireNonNull(annPrediction);
    Objects.requireNonNull(picture);
    outputs = List.copyOf(outputs);
  }

  /**
   * One class's output.
   *
   * @param index the class
   * @param means after each timestep, the output's mean over the timesteps that were read out so
   *     far; 0 before the first
   */
  public record Output(int index, List<Float> means) {

    public Output {
      means = List.copyOf(means);
    }
  }

  /** Whether the conversion is to blame: the trained network is right. */
  public boolean annIsRight() {
    return annPrediction.equals(OptionalInt.of(label));
  }
}
