package io.spikeport.batch;

import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.conversion.AutoConverter;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionListener;
import io.spikeport.conversion.Converter;
import io.spikeport.conversion.StatisticsSource;
import io.spikeport.conversion.Trial;
import io.spikeport.data.Dataset;
import io.spikeport.onnx.ImportOptions;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.OnnxModel;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.SimulationOptions;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.SpikingModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a job computes: a pure function of model, data and options. Where it runs, beside what, and
 * on how many threads makes no difference.
 *
 * @param threads how many it may use
 * @param checkpoint called every now and then; may throw to give the job up
 */
record JobFunction(Inputs inputs, int threads, Runnable checkpoint) {

  /** Converts the model. */
  Conversion convert(Job job, StatisticsSource statistics) {
    JobOptions options = job.options();
    Dataset images = inputs.images(options.calibration());
    if (options.auto().isEmpty()) {
      return new Converter(options.conversion(), listener())
          .withThreads(threads)
          .withStatistics(statistics)
          .convert(job.model(), images);
    }
    JobOptions.AutoChoice bounds = options.auto().get();
    return new AutoConverter(
            options.conversion(), bounds.maximumDrop(), bounds.mostTimesteps(), listener())
        .withThreads(threads)
        .convert(job.model(), images, inputs.labels(options.calibration()));
  }

  private ConversionListener listener() {
    return new ConversionListener() {
      @Override
      public void calibrated(int done, int total) {
        checkpoint.run();
      }

      @Override
      public void tuned(int done, int total) {
        checkpoint.run();
      }

      @Override
      public void tried(Trial trial) {
        checkpoint.run();
      }
    };
  }

  /** Runs the spiking model on the test data, for as many timesteps as it is made for. */
  Evaluation evaluate(SpikingModel model, DataSource test) {
    Dataset images = inputs.images(test);
    SimulationOptions options = SimulationOptions.of(model.defaults()).withThreads(threads);
    return new Evaluator(model, options)
        .evaluate(images, inputs.labels(test), images.size(), (done, total) -> checkpoint.run());
  }

  /** Accuracy of the trained network on the test data, if its classes are known. */
  OptionalDouble reference(Job job, OnnxModel model, DataSource test) {
    Optional<List<Integer>> labels = inputs.labels(test);
    if (labels.isEmpty()) {
      return OptionalDouble.empty();
    }
    Dataset images = inputs.images(test);
    ImportedModel imported =
        new OnnxImporter()
            .importModel(
                model,
                new ImportOptions(
                    job.options().conversion().output(), Optional.of(images.sampleShape())));
    List<Integer> predictions =
        ReferencePredictions.predict(
            model,
            imported,
            new PreprocessedDataset(images, job.options().conversion().preprocessing()),
            SimulationOptions.DEFAULT_BATCH,
            threads,
            done -> checkpoint.run());
    int correct = 0;
    for (int i = 0; i < predictions.size(); i++) {
      correct += predictions.get(i).equals(labels.get().get(i)) ? 1 : 0;
    }
    return OptionalDouble.of((double) correct / predictions.size());
  }
}
