package io.spikeport.benchmark;

import io.spikeport.calibration.Normalization;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.Dataset;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;

/** The article's pipeline in one of this project's engines, as a {@link Contestant}. */
final class EngineServer {

  /** It bounds what is under way and nothing else. */
  private static final int BATCH = 50;

  private EngineServer() {}

  /** Arguments: the engine, then a {@link Subject}'s. */
  public static void main(String... args) throws Exception {
    Subject subject = Subject.parse(args, 1);
    SpikingModel model =
        new Converter(
                ConversionOptions.article().toBuilder()
                    .normalization(Normalization.parse("99.9%", subject.timesteps()))
                    .build())
            .convert(subject.model(), subject.calibration())
            .model();
    SimulationOptions options =
        SimulationOptions.of(subject.timesteps())
            .withBatch(BATCH)
            .withThreads(Subject.threads(args, 1));
    Dataset data = subject.images();
    try (Simulation simulation = Engine.valueOf(args[0]).open(model, options)) {
      Serving.serve(
          BATCH,
          images -> {
            for (int left = images; left > 0; left -= data.size()) {
              simulation.run(data, Math.min(left, data.size()), result -> {});
            }
          });
    }
    System.exit(0);
  }
}
