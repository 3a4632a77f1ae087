package io.spikeport.cli.options;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a spiking model computes in one run when it is written as ONNX. */
public final class OnnxArguments {

  @Option(
      names = "--loop",
      description =
          "For .onnx: all of the model's timesteps, as a Loop, instead of one timestep with its"
              + " states as inputs and outputs.")
  private boolean loop;

  @Option(
      names = "--unrolled",
      paramLabel = "T",
      converter = Bounds.Timesteps.class,
      description = "For .onnx: T timesteps one after the other, without a Loop.")
  private Integer unrolled;

  /**
   * @param out the file to write
   */
  public void requireSensible(Path out) {
    if (loop && unrolled != null) {
      throw new UsageException(
          Problem.mismatch("--loop", "one of --loop and --unrolled", "both", "leave one out"));
    }
    if ((loop || unrolled != null) && !ModelFiles.isOnnx(out)) {
      throw new UsageException(
          Problem.mismatch(
              loop ? "--loop" : "--unrolled",
              "an .onnx file to write",
              "'" + out + "'",
              "give -o a name in .onnx"));
    }
  }

  public FormatOptions options(FormatOptions others) {
    if (unrolled != null) {
      return others.withUnrolled(unrolled);
    }
    return others.withOnnxForm(loop ? OnnxForm.LOOP : OnnxForm.STEP);
  }

  /**
   * @throws UsageException if the model's readout begins after what is to be unrolled
   */
  public void requireReadout(SpikingModel model) {
    int start = model.defaults().readoutStart();
    if (unrolled != null && unrolled <= start) {
      throw new UsageException(
          Problem.mismatch(
              "--unrolled",
              "more timesteps than the " + start + " before the model's readout",
              unrolled.toString(),
              "unroll more timesteps"));
    }
  }
}
