package io.spikeport.batch.job;

import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.conversion.AutoConverter;
import io.spikeport.conversion.CompositionTrial;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionListener;
import io.spikeport.conversion.ConvertedReference;
import io.spikeport.conversion.Converter;
import io.spikeport.conversion.StatisticsSource;
import io.spikeport.data.Dataset;
import io.spikeport.data.DigestedDataset;
import io.spikeport.data.Fit;
import io.spikeport.data.image.Geometry;
import io.spikeport.diagnosis.Diagnoser;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.diagnosis.DiagnosisRun;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Origin;
import io.spikeport.report.RunSettings;
import io.spikeport.report.examine.Examination;
import io.spikeport.report.examine.Examiner;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What a job computes: a pure function of model, data and options. Where it runs, beside what, and
 * on how many threads makes no difference.
 *
 * @param threads how many it may use
 * @param checkpoint called every now and then; may throw to give the job up
 */
public record JobFunction(Inputs inputs, int threads, Runnable checkpoint) {

  /** Converts the model. */
  public Conversion convert(Job job, StatisticsSource statistics) {
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
      public void tried(CompositionTrial trial) {
        checkpoint.run();
      }
    };
  }

  /**
   * Runs the spiking model on the test data, for as many timesteps as it is made for.
   *
   * @param file the model's
   * @param references the trained network's class of each test image; asked only where the images'
   *     classes are known
   */
  public ModelResult measure(
      Job job,
      OnnxModel onnx,
      SpikingModel model,
      Origin.FileDigest file,
      Supplier<List<Integer>> references) {
    DataSource test = job.options().test().orElseThrow();
    DigestedDataset images =
        new DigestedDataset(
            inputs
                .images(test)
                .fitted(Fit.to(model.graph().input().shape(), model.preprocessing().geometry())));
    Optional<List<Integer>> labels = inputs.labels(test);
    Optional<List<Integer>> annPredictions = labels.map(any -> references.get());
    SimulationOptions options = SimulationOptions.of(model.defaults()).withThreads(threads);
    Examined examined =
        job.options().diagnose()
            ? diagnose(job, onnx, model, options, images, labels, annPredictions)
            : new Examined(
                new Examiner(model, options, Engine.ND4J)
                    .examine(images, labels, annPredictions, progress()),
                Optional.empty());
    Origin origin =
        new Origin(
            file,
            Origin.Conversion.of(model.provenance()),
            new Origin.FileDigest(name(test.path()), images.sha256()),
            labels.map(DigestedDataset::sha256),
            Optional.of(new Origin.FileDigest(name(job.model()), onnx.sha256())),
            RunSettings.of(model, options, Engine.ND4J));
    return ModelResult.of(
        job.name(),
        model,
        origin,
        examined.examination().withoutTime(),
        annPredictions
            .map(predictions -> OptionalDouble.of(agreement(predictions, labels.orElseThrow())))
            .orElse(OptionalDouble.empty()),
        examined.diagnosis());
  }

  private record Examined(Examination examination, Optional<Diagnosis> diagnosis) {}

  /** Both in one run of the model. */
  private Examined diagnose(
      Job job,
      OnnxModel onnx,
      SpikingModel model,
      SimulationOptions options,
      Dataset images,
      Optional<List<Integer>> labels,
      Optional<List<Integer>> annPredictions) {
    Diagnoser diagnoser =
        new Diagnoser(
            model,
            onnx,
            ConvertedReference.of(imported(job, onnx, images), model.coding()),
            options);
    try (DiagnosisRun run = diagnoser.start(images, images.size())) {
      Examination examination =
          new Examiner(model, run.options(), Engine.ND4J)
              .examine(images, labels, annPredictions, progress(), run::add);
      return new Examined(examination, Optional.of(run.diagnosis()));
    }
  }

  private ProgressListener progress() {
    return (done, total) -> checkpoint.run();
  }

  /** No folders: where the files are makes no difference to a result. */
  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static ImportedModel imported(Job job, OnnxModel onnx, Dataset images) {
    return OnnxRuntimeProbe.importer()
        .importModel(
            onnx,
            new ImportOptions(job.options().conversion().output(), Optional.empty())
                .withSampleShape(extents -> images.fitted(fit(job, extents)).sampleShape()));
  }

  private static Fit fit(Job job, List<Integer> extents) {
    return new Fit(extents, job.options().conversion().preprocessing().geometry(), note -> {});
  }

  /** The trained network's class of each test image. */
  public List<Integer> reference(Job job, OnnxModel onnx) {
    Dataset read = inputs.images(job.options().test().orElseThrow());
    Geometry geometry = job.options().conversion().preprocessing().geometry();
    ImportedModel imported = imported(job, onnx, read);
    Dataset images = read.fitted(Fit.to(imported.graph().input().shape(), geometry));
    return ReferencePredictions.predict(
        onnx,
        imported,
        new PreprocessedDataset(images, job.options().conversion().preprocessing()),
        SimulationOptions.DEFAULT_BATCH,
        threads,
        done -> checkpoint.run());
  }

  private static double agreement(List<Integer> predictions, List<Integer> labels) {
    int correct = 0;
    for (int i = 0; i < predictions.size(); i++) {
      correct += predictions.get(i).equals(labels.get(i)) ? 1 : 0;
    }
    return (double) correct / predictions.size();
  }
}
