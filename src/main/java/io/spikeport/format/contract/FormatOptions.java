package io.spikeport.format.contract;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a format of the outside world needs to know; our own needs nothing.
 *
 * @param target the tool that a NIR file is for; empty for any reader, this program among them
 * @param onnxForm what an ONNX file computes in one run
 * @param unrolled timesteps of an unrolled ONNX file; empty for the model's own
 * @param dt seconds of one timestep, where time is continuous in the file; empty for what a file
 *     itself says, or else the 10⁻⁴ s that most tools assume
 */
public record FormatOptions(
    Optional<Target> target, OptionalDouble dt, OnnxForm onnxForm, OptionalInt unrolled) {

  /** For any reader, with the usual timestep. */
  public static final FormatOptions DEFAULT =
      new FormatOptions(Optional.empty(), OptionalDouble.empty());

  public FormatOptions {
    if (dt.isPresent() && !(dt.getAsDouble() > 0 && Double.isFinite(dt.getAsDouble()))) {
      throw new IllegalArgumentException("expected a positive dt, found " + dt.getAsDouble());
    }
  }

  /** Where an ONNX file is to hold one timestep, or none is written. */
  public FormatOptions(Optional<Target> target, OptionalDouble dt) {
    this(target, dt, OnnxForm.STEP, OptionalInt.empty());
  }

  public FormatOptions withOnnxForm(OnnxForm form) {
    return new FormatOptions(target, dt, form, OptionalInt.empty());
  }

  /** For an ONNX file of so many timesteps one after the other. */
  public FormatOptions withUnrolled(int timesteps) {
    return new FormatOptions(target, dt, OnnxForm.UNROLLED, OptionalInt.of(timesteps));
  }
}
