package io.spikeport.conversion;

import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.Normalization;
import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.data.Dataset;
import io.spikeport.data.Fit;
import io.spikeport.data.SampleRange;
import io.spikeport.data.ThreadLimit;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.Readout;
import io.spikeport.tuning.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses the smallest T, and at that T the cheapest composition, that surely keep the accuracy
 * lost within a bound: the {@linkplain ExpectedDrop drop expected} and its uncertainty together.
 * Where none does, what loses least even so is taken, and a note says it. It calibrates on one half
 * of the calibration set and judges on the other, which it holds back: with the labels if there are
 * any, else by agreement with the trained network. What it chose is then converted with the whole
 * set. Test data is never seen.
 */
public final class AutoConverter {

  /** T that are tried, in this order. */
  private static final List<Integer> TIMESTEPS = List.of(1, 2, 4, 8, 16, 32, 64);

  private static final int LEAST_IMAGES = 20;

  private final ConversionOptions base;
  private final double maximumDrop;
  private final int mostTimesteps;
  private final ConversionListener listener;
  private final int threads;

  /**
   * @param base what is not chosen: neurons, scalers, max pooling, readout, preprocessing, output
   * @param maximumDrop in points
   * @param mostTimesteps no larger T is tried
   */
  public AutoConverter(
      ConversionOptions base, double maximumDrop, int mostTimesteps, ConversionListener listener) {
    this(base, maximumDrop, mostTimesteps, listener, Runtime.getRuntime().availableProcessors());
  }

  private AutoConverter(
      ConversionOptions base,
      double maximumDrop,
      int mostTimesteps,
      ConversionListener listener,
      int threads) {
    this.base = base;
    this.maximumDrop = maximumDrop;
    this.mostTimesteps = mostTimesteps;
    this.listener = listener;
    this.threads = threads;
  }

  /** This converter with so many threads instead of one per processor; the result is the same. */
  public AutoConverter withThreads(int count) {
    return new AutoConverter(base, maximumDrop, mostTimesteps, listener, count);
  }

  private record Composition(String words, ConversionOptions options) {}

  private record Judged(Composition composition, CompositionTrial trial) {}

  /**
   * Chooses and converts.
   *
   * @param labels classes of the calibration images, if known
   */
  public Conversion convert(Path file, Dataset data, Optional<List<Integer>> labels) {
    if (data.size() < LEAST_IMAGES) {
      throw new UsageException(
          Problem.mismatch(
              "--preset auto",
              "at least " + LEAST_IMAGES + " calibration images, half of them to judge by",
              String.valueOf(data.size()),
              "give more images or choose another preset"));
    }
    List<String> notes = new ArrayList<>();
    Conversion conversion =
        ThreadLimit.call(threads, () -> chosen(file, fitted(file, data, notes), labels));
    return conversion.withNotes(notes);
  }

  private Dataset fitted(Path file, Dataset data, List<String> notes) {
    ImportedModel imported =
        OnnxRuntimeProbe.importer()
            .importModel(
                OnnxModel.read(file),
                new ImportOptions(base.output(), Optional.empty())
                    .withSampleShape(
                        extents ->
                            data.fitted(
                                    new Fit(extents, base.preprocessing().geometry(), note -> {}))
                                .sampleShape()));
    return data.fitted(
        new Fit(
            imported.graph().input().shape().toList(),
            base.preprocessing().geometry(),
            notes::add));
  }

  private Conversion chosen(Path file, Dataset data, Optional<List<Integer>> labels) {
    int calibration = data.size() - data.size() / 2;
    Dataset half = new SampleRange(data, 0, calibration);
    Dataset heldBack = new SampleRange(data, calibration, data.size() - calibration);
    HeldOutEvaluation evaluation =
        judge(file, heldBack, labels.map(all -> all.subList(calibration, data.size())));
    Judged chosen = choose(file, half, evaluation);
    Conversion conversion =
        new Converter(chosen.composition().options(), listener)
            .withThreads(threads)
            .convert(file, data);
    return chosen.trial().keeps()
        ? conversion
        : conversion.withNotes(List.of(unsure(chosen.trial(), heldBack.size())));
  }

  private String unsure(CompositionTrial trial, int images) {
    return String.format(
        Locale.US,
        "judged on %d held-back images, no T is sure to lose at most %s points; T = %d loses least"
            + " there, %.2f ± %.2f points; give more calibration images or a larger --max-drop",
        images,
        maximumDrop,
        trial.timesteps(),
        trial.drop(),
        trial.uncertainty());
  }

  private Judged choose(Path file, Dataset half, HeldOutEvaluation evaluation) {
    List<Judged> tried = new ArrayList<>();
    for (int timesteps : TIMESTEPS) {
      if (timesteps > mostTimesteps) {
        break;
      }
      List<Judged> here = new ArrayList<>();
      for (Composition composition : compositions(timesteps)) {
        Conversion conversion =
            new Converter(composition.options()).withThreads(threads).unjudged(file, half);
        CompositionTrial trial =
            evaluation.judge(composition.words(), conversion.model(), maximumDrop);
        listener.tried(trial);
        here.add(new Judged(composition, trial));
      }
      Optional<Judged> cheapest =
          here.stream()
              .filter(judged -> judged.trial().keeps())
              .min(Comparator.comparing(j -> j.trial().synapticOperationsPerImage()));
      if (cheapest.isPresent()) {
        return cheapest.get();
      }
      tried.addAll(here);
    }
    return tried.stream()
        .min(Comparator.comparing(judged -> judged.trial().largestDrop()))
        .orElseThrow();
  }

  /**
   * The compositions for one T: scales alone, and for IF neurons all that is tuned on spiking runs.
   */
  private List<Composition> compositions(int timesteps) {
    ConversionOptions tuned =
        ConversionOptions.lowLatency(timesteps).toBuilder()
            .neurons(base.neurons())
            .scalers(base.scalers())
            .maxPooling(base.maxPooling())
            .readout(base.readout())
            .preprocessing(base.preprocessing())
            .output(base.output())
            .build();
    ConversionOptions plain =
        tuned.toBuilder()
            .normalization(new Normalization.Percentile(99.9))
            .granularity(Granularity.CHANNEL)
            .tuning(Tuning.NONE)
            .build();
    Composition alone = new Composition("99.9% per channel", plain);
    return base.neurons() instanceof NeuronModel.If
        ? List.of(alone, new Composition("low-latency", tuned))
        : List.of(alone);
  }

  private HeldOutEvaluation judge(Path file, Dataset heldBack, Optional<List<Integer>> labels) {
    ImportedModel imported =
        OnnxRuntimeProbe.importer()
            .importModel(
                OnnxModel.read(file),
                new ImportOptions(base.output(), Optional.of(heldBack.sampleShape())));
    Graph network =
        Rewriting.prepare(imported.graph(), base.readout() == Readout.LOGITS, base.maxPooling());
    Dataset preprocessed = new PreprocessedDataset(heldBack, base.preprocessing());
    return new HeldOutEvaluation(network, heldBack, preprocessed, labels, threads);
  }
}
