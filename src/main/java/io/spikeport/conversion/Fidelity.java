package io.spikeport.conversion;

import io.spikeport.calibration.ReferenceOutputs;
import io.spikeport.data.Dataset;
import io.spikeport.diagnosis.Advice;
import io.spikeport.diagnosis.Diagnoser;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.error.UsageException;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Energy;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.OutputComparison;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SpikingModel;
import java.util.Optional;

/** How faithful a spiking model is to the trained network, without labels. */
final class Fidelity {

  /** An agreement below, or an output error above, deserves a warning. */
  private static final double LEAST_AGREEMENT = 0.98;

  private static final double LARGEST_ERROR = 0.05;

  /** Multiply-accumulates that may be spent where half of calibration's are fewer. */
  private static final double WORK = 2e9;

  private static final int FEWEST_IMAGES = 4;

  private static final int DIAGNOSED_IMAGES = 16;

  /** Below so many timesteps, and with so many spike sizes, more of the other helps less. */
  private static final int FEW_TIMESTEPS = 4;

  private final SpikingModel model;
  private final OnnxModel onnx;
  private final ImportedModel imported;
  private final Dataset images;
  private final int threads;

  /**
   * @param data calibration images as read, of which the model is judged by those held back: by as
   *     many as cost no more than half of what calibration did
   */
  Fidelity(
      SpikingModel model,
      OnnxModel onnx,
      ImportedModel imported,
      Dataset data,
      HeldBack heldBack,
      int threads) {
    this.model = model;
    this.onnx = onnx;
    this.imported = imported;
    this.threads = threads;
    double once = Math.max(1, Energy.multiplyAccumulates(model.graph()));
    double affordable = Math.max(WORK / once, data.size() / 2.0) / model.defaults().timesteps();
    this.images =
        heldBack.judging(data, (int) Math.max(FEWEST_IMAGES, Math.min(affordable, data.size())));
  }

  /**
   * What both networks do on the same images.
   *
   * @param evaluation of the spiking one
   */
  record Found(Judgment judgment, Evaluation evaluation) {}

  /** Runs both. */
  Found find() {
    SimulationOptions options = OutputComparison.recording(model, options());
    boolean logits = model.defaults().readout() == Readout.LOGITS && model.head().isEmpty();
    Dataset preprocessed = new PreprocessedDataset(images, model.preprocessing());
    try (ReferenceOutputs expected =
        new ReferenceOutputs(
            onnx,
            imported,
            ReferenceOutputs.value(imported, logits),
            preprocessed,
            options.batch(),
            threads)) {
      OutputComparison comparison = new OutputComparison(model, options, expected::get);
      Evaluation evaluation =
          new Evaluator(model, options)
              .evaluate(images, Optional.empty(), images.size(), ProgressListener.NONE, comparison);
      return new Found(comparison.judgment(), evaluation);
    }
  }

  private SimulationOptions options() {
    return SimulationOptions.of(model.defaults()).withThreads(threads);
  }

  /** What to say of a judgment that is not good, with the option that would help. */
  Optional<String> warning(Judgment judgment) {
    boolean bad =
        judgment.agreement().map(share -> share < LEAST_AGREEMENT).orElse(false)
            || judgment.outputError().map(error -> error > LARGEST_ERROR).orElse(false);
    return bad ? Optional.of(judgment.inWords() + "; " + remedy()) : Optional.empty();
  }

  private String remedy() {
    if (model.isDelta()) {
      int levels =
          model.graph().neurons().stream()
              .mapToInt(node -> ((SigmaDelta) node.op()).levels())
              .max()
              .orElse(1);
      boolean hasLevels = levels > FEW_TIMESTEPS;
      return model.defaults().timesteps() < FEW_TIMESTEPS || hasLevels
          ? "give more --timesteps, or more --levels than " + levels
          : "give more --levels than " + levels + ", or more --timesteps";
    }
    return advice().orElse("give more --timesteps") + "; or convert with --neuron sigma-delta";
  }

  private Optional<String> advice() {
    int some = Math.min(images.size(), DIAGNOSED_IMAGES);
    Diagnosis diagnosis;
    try {
      diagnosis =
          new Diagnoser(model, onnx, imported, options())
              .diagnose(images, some, ProgressListener.NONE);
    } catch (UsageException e) {
      return Optional.empty(); // no layer can be compared: nothing more can be said
    }
    return diagnosis.damage().map(damage -> Advice.on(damage, diagnosis.layer(damage.layer())));
  }
}
