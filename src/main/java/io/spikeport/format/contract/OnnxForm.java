package io.spikeport.format.contract;

import io.spikeport.snn.SpikingModel;
import io.spikeport.stepgraph.StepGraph;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What a spiking ONNX model computes in one run. */
public enum OnnxForm {
  /** One timestep: image and states in, output and states out. */
  STEP,
  /** All timesteps, by a {@code Loop}: image in, summed output out. */
  LOOP,
  /** All timesteps, one after the other: image in, summed output out. */
  UNROLLED;

  /**
   * @param unrolled timesteps of an unrolled graph; empty for the model's own
   */
  public StepGraph graph(SpikingModel model, OptionalInt unrolled) {
    int own = model.defaults().timesteps();
    int timesteps = this == UNROLLED ? unrolled.orElse(own) : own;
    int start = model.defaults().readoutStart();
    int divisor = model.isDelta() ? 1 : timesteps - start;
    return switch (this) {
      case STEP -> StepGraph.step(model.runnableGraph());
      case LOOP -> StepGraph.loop(model.runnableGraph(), timesteps, start, model.head(), divisor);
      case UNROLLED ->
          StepGraph.unrolled(model.runnableGraph(), timesteps, start, model.head(), divisor);
    };
  }

  /** As it stands in metadata. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<OnnxForm> of(String word) {
    return Arrays.stream(values()).filter(form -> form.word().equals(word)).findFirst();
  }
}
