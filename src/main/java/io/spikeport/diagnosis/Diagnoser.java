package io.spikeport.diagnosis;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.data.Dataset;
import io.spikeport.data.Fit;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares a spiking model, layer by layer, with the trained network that it was converted from:
 * the simulator runs the one and ONNX Runtime the other on the same images. Memory does not grow
 * with their number.
 */
public final class Diagnoser {

  /** What the values of images in waiting may take, in bytes. */
  private static final long MEMORY = 256L << 20;

  /** Bytes per neuron and image in waiting: an activation, a rate and a count, all floats. */
  private static final long BYTES_PER_NEURON = 3L * Float.BYTES;

  private final SpikingModel model;
  private final OnnxModel reference;
  private final ImportedModel imported;
  private final SimulationOptions options;
  private final LayerPairing pairing;

  /**
   * @param reference the network that the model was converted from, and {@code imported} its graph
   * @param options how the model is run; what they record is replaced
   * @throws UsageException if no layer of the reference belongs to one of the model
   */
  public Diagnoser(
      SpikingModel model, OnnxModel reference, ImportedModel imported, SimulationOptions options) {
    this.model = model;
    this.reference = reference;
    this.imported = imported;
    this.pairing = new LayerPairing(model, imported);
    if (pairing.layers().isEmpty()) {
      throw nothingToCompare(pairing.notes());
    }
    Set<String> names =
        pairing.layers().stream().map(ComparedLayer::name).collect(Collectors.toSet());
    this.options =
        options
            .withRecording(Recording.NONE.withMeans(names).withSpikeCounts(names))
            .withBatch(Math.min(options.batch(), affordableBatch(pairing.layers())));
  }

  private static int affordableBatch(List<ComparedLayer> layers) {
    long neurons = layers.stream().mapToLong(layer -> layer.shape().size()).sum();
    return (int) Math.max(1, MEMORY / (BYTES_PER_NEURON * neurons));
  }

  private UsageException nothingToCompare(List<String> reasons) {
    return new UsageException(
        Problem.mismatch(
            reference.path().toString(),
            "the network that '" + model.provenance().source() + "' was converted from",
            reasons.isEmpty() ? "a model without neurons" : reasons.get(0),
            "give the ONNX file that was converted"));
  }

  /**
   * Runs both on the first images of a data set.
   *
   * @param data images as read; the model's preprocessing is applied to them
   * @param images number of images, at least 1 and at most the data set's size
   * @throws io.spikeport.error.DataException if the images do not fit the model
   * @throws io.spikeport.error.ModelException if the reference's activations are not finite
   * @throws UsageException if no layer of the reference belongs to one of the model
   */
  public Diagnosis diagnose(Dataset data, int images, ProgressListener progress) {
    try (DiagnosisRun run = start(data, images);
        Simulator simulator = new Simulator(model, run.options())) {
      simulator.run(
          data,
          images,
          result -> {
            run.add(result);
            progress.progress(result.index() + 1, images);
          });
      return run.diagnosis();
    }
  }

  /**
   * Starts a diagnosis of a run that is made anyway: whoever runs the model does so with the {@link
   * DiagnosisRun#options} on the reference engine, and hands on each image's result.
   *
   * @param data images as read; the model's preprocessing is applied to them
   * @param images number of images, at least 1 and at most the data set's size
   * @throws io.spikeport.error.DataException if the images do not fit the model
   */
  public DiagnosisRun start(Dataset data, int images) {
    Dataset fitted =
        data.fitted(Fit.to(imported.graph().input().shape(), model.preprocessing().geometry()));
    List<String> values = pairing.layers().stream().map(ComparedLayer::value).distinct().toList();
    OnnxRuntimeNetwork network =
        OnnxRuntimeNetwork.open(reference, imported, values, options.batch(), options.threads());
    ImageTally tally =
        new ImageTally(
            pairing.layers(),
            new ActivationStream(
                network, new PreprocessedDataset(fitted, model.preprocessing()), images),
            options.readoutStart());
    return new DiagnosisRun(options, network, tally, () -> diagnosis(tally, images));
  }

  private Diagnosis diagnosis(ImageTally tally, int images) {
    List<String> notes = new ArrayList<>(pairing.notes());
    List<LayerDiagnosis> layers = tally.diagnoses(notes);
    if (layers.isEmpty()) {
      throw nothingToCompare(notes);
    }
    if (!reference.sha256().equals(model.provenance().sourceSha256())) {
      notes.add(
          "the reference is another file than the one that was converted, '"
              + model.provenance().source()
              + "' (SHA-256 "
              + model.provenance().sourceSha256()
              + ")");
    }
    Set<String> compared = layers.stream().map(LayerDiagnosis::layer).collect(Collectors.toSet());
    return new Diagnosis(
        images, layers, new LayerDependencies(model.graph(), compared).damage(layers), notes);
  }
}
