package io.spikeport.diagnosis;

import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings together what both networks did on the same image. */
final class ImageTally {

  private final ActivationStream activations;
  private final int readoutStart;
  private final Map<ComparedLayer, LayerTally> tallies = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private boolean checked;

  ImageTally(List<ComparedLayer> layers, ActivationStream activations, int readoutStart) {
    this.activations = activations;
    this.readoutStart = readoutStart;
    layers.forEach(layer -> tallies.put(layer, new LayerTally(layer)));
  }

  /** Takes in the next image. */
  void add(ImageResult result) {
    activations.next();
    if (!checked) {
      tallies.keySet().removeIf(layer -> !hasItsShape(layer));
      checked = true;
    }
    tallies.forEach(
        (layer, tally) -> {
          float[] values = new float[layer.shape().size()];
          activations.read(layer.value(), values);
          layer.source().apply(values);
          tally.add(
              values,
              result.means().get(layer.name()),
              result.spikeCounts().get(layer.name()),
              result.timesteps(),
              readoutStart);
        });
  }

  /** What lies differently in memory must not be compared element by element. */
  private boolean hasItsShape(ComparedLayer layer) {
    Optional<Shape> found = activations.shape(layer.value());
    if (found.equals(Optional.of(layer.shape()))) {
      return true;
    }
    notes.add(
        "layer '"
            + layer.name()
            + "' is not compared: its neurons have shape "
            + layer.shape()
            + ", ONNX Runtime's value '"
            + layer.value()
            + "' "
            + found.map(Shape::toString).orElse("has no batch axis"));
    return false;
  }

  /**
   * The layers' diagnoses, in topological order.
   *
   * @param reasons receives why layers are left out
   */
  List<LayerDiagnosis> diagnoses(List<String> reasons) {
    reasons.addAll(notes);
    List<LayerDiagnosis> diagnoses = new ArrayList<>();
    tallies.forEach(
        (layer, tally) ->
            tally
                .diagnosis()
                .ifPresentOrElse(
                    diagnoses::add,
                    () ->
                        reasons.add(
                            "layer '"
                                + layer.name()
                                + "' is not compared: the reference's activations are all 0 on"
                                + " these images")));
    return diagnoses;
  }
}
