package io.spikeport.cli;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.format.FormatOptions;
import io.spikeport.format.ModelFiles;
import io.spikeport.format.onnx.OnnxForm;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a spiking model computes in one run when it is written as ONNX. */
final class OnnxArguments {

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
  void requireSensible(Path out) {
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

  FormatOptions options(FormatOptions others) {
    OnnxForm all = unrolled != null ? OnnxForm.UNROLLED : OnnxForm.STEP;
    return others.withOnnxForm(loop ? OnnxForm.LOOP : all);
  }

  /** The model, with as many timesteps as are to be unrolled. */
  SpikingModel forFile(SpikingModel model) {
    SimulationDefaults own = model.defaults();
    if (unrolled == null || unrolled == own.timesteps()) {
      return model;
    }
    if (unrolled <= own.readoutStart()) {
      throw new UsageException(
          Problem.mismatch(
              "--unrolled",
              "more timesteps than the " + own.readoutStart() + " before the model's readout",
              unrolled.toString(),
              "unroll more timesteps"));
    }
    SimulationDefaults defaults =
        new SimulationDefaults(unrolled, own.readout(), own.readoutStart(), own.coding());
    return model.with(defaults);
  }
}
