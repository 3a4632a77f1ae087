package io.spikeport.report.examine;

import io.spikeport.data.Dataset;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.util.List;
import java.util.Optional;

/** Evaluates a model as {@link Evaluator} does, and looks closely at some images. */
public final class Examiner {

  private final SpikingModel model;
  private final SimulationOptions options;
  private final Engine engine;

  /**
   * @param options how the model is run; the readout is recorded besides, where it is needed
   */
  public Examiner(SpikingModel model, SimulationOptions options, Engine engine) {
    this.model = model;
    this.engine = engine;
    this.options = options;
  }

  /**
   * Examines the model on all images of a data set.
   *
   * @param labels class of each image, if known
   * @param annPredictions the trained network's class of each image, if known
   * @throws io.spikeport.error.DataException if images or labels do not fit the model or each other
   */
  public Examination examine(
      Dataset data,
      Optional<List<Integer>> labels,
      Optional<List<Integer>> annPredictions,
      ProgressListener progress) {
    return examine(data, labels, annPredictions, progress, result -> {});
  }

  /**
   * Examines the model, and hands on every image's result as well.
   *
   * @param listener receives the results in order, with what the options record
   * @throws io.spikeport.error.DataException if images or labels do not fit the model or each other
   */
  public Examination examine(
      Dataset data,
      Optional<List<Integer>> labels,
      Optional<List<Integer>> annPredictions,
      ProgressListener progress,
      ImageListener listener) {
    if (labels.isEmpty()) {
      Evaluation evaluation =
          new Evaluator(model, options, engine)
              .evaluate(data, labels, data.size(), progress, listener);
      return new Examination(evaluation, Optional.empty(), List.of(), raster(data));
    }
    SimulationOptions recorded = options.withRecording(options.recording().withReadout());
    ConfusionTally tally = new ConfusionTally(labels.get(), model.outputShape().size());
    MistakeCollector mistakes =
        new MistakeCollector(
            labels.get(), annPredictions, options.readoutStart(), model.readsMean());
    Evaluation evaluation =
        new Evaluator(model, recorded, engine)
            .evaluate(
                data,
                labels,
                data.size(),
                progress,
                result -> {
                  tally.add(result);
                  mistakes.add(result);
                  listener.image(result);
                });
    return new Examination(
        evaluation,
        Optional.of(tally.confusion(names(data))),
        mistakes.mistakes(data),
        raster(data));
  }

  private List<String> names(Dataset data) {
    return model.classLabels().isEmpty() ? data.classNames() : model.classLabels();
  }

  private Optional<Raster> raster(Dataset data) {
    return new RasterRecorder(model, options).record(data, 0);
  }
}
