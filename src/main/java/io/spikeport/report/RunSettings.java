package io.spikeport.report;

import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.util.List;
import java.util.Locale;

/** How a model was run, as far as it has an influence on results. */
public final class RunSettings {

  private RunSettings() {}

  /** The settings in words, for {@link Origin}. */
  public static List<Origin.Setting> of(
      SpikingModel model, SimulationOptions options, Engine engine) {
    return List.of(
        new Origin.Setting("timesteps", String.valueOf(options.timesteps())),
        new Origin.Setting(
            "readout",
            word(model.defaults().readout())
                + ", summed from timestep "
                + options.readoutStart()
                + " on (counted from 0)"),
        new Origin.Setting(
            "early exit",
            options.exitMargin().isPresent()
                ? "when the leading class is ahead by " + options.exitMargin().getAsDouble()
                : "none"),
        new Origin.Setting("preprocessing", model.preprocessing().inWords()),
        new Origin.Setting("engine", word(engine)));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
