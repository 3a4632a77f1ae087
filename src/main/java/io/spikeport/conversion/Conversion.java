package io.spikeport.conversion;

import io.spikeport.snn.SpikingModel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a conversion yields.
 *
 * @param model the spiking model
 * @param parity how closely our reading of the network agrees with ONNX Runtime's
 * @param notes what the user may want to know, for example what the import left out
 */
public record Conversion(SpikingModel model, Parity parity, List<String> notes) {

  public Conversion {
    Objects.requireNonNull(model);
    Objects.requireNonNull(parity);
    notes = List.copyOf(notes);
  }

  /** This conversion with more notes. */
  Conversion withNotes(List<String> more) {
    return new Conversion(model, parity, Stream.concat(notes.stream(), more.stream()).toList());
  }
}
