package io.spikeport.conversion;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.calibration.ActivationStatistics;
import io.spikeport.calibration.CalibrationOptions;
import io.spikeport.calibration.Calibrator;
import io.spikeport.calibration.LayerActivations;
import io.spikeport.calibration.OnnxRuntimeProbe;
import io.spikeport.data.Dataset;
import io.spikeport.data.DigestedDataset;
import io.spikeport.data.Fit;
import io.spikeport.data.ThreadLimit;
import io.spikeport.data.image.Geometry;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.GradedNeurons;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.simulation.NativeLibraries;
import io.spikeport.snn.ActivationHistogram;
import io.spikeport.snn.Coding;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.PreprocessedDataset;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Producer;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import io.spikeport.tuning.TunedNetwork;
import io.spikeport.tuning.Tuner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Converts a trained network into a spiking one: import, calibrate, rewrite.
 *
 * <pre>{@code
 * Dataset images = Datasets.open(Path.of("train-images-idx3-ubyte.gz"), DataOptions.DEFAULT);
 * Conversion conversion =
 *     new Converter(ConversionOptions.article()).convert(Path.of("model.onnx"), images);
 * PortableFormat.write(conversion.model(), Path.of("model.snn"));
 * }</pre>
 */
public final class Converter {

  private static final float BYTE = 255;

  private final ConversionOptions options;
  private final ConversionListener listener;
  private final StatisticsSource source;
  private final int threads;

  public Converter(ConversionOptions options) {
    this(options, ConversionListener.SILENT);
  }

  public Converter(ConversionOptions options, ConversionListener listener) {
    this(options, listener, StatisticsSource.MEASURED, Runtime.getRuntime().availableProcessors());
  }

  private Converter(
      ConversionOptions options,
      ConversionListener listener,
      StatisticsSource source,
      int threads) {
    this.options = options;
    this.listener = listener;
    this.source = source;
    this.threads = threads;
  }

  /** This converter with so many threads instead of one per processor; the result is the same. */
  public Converter withThreads(int count) {
    return new Converter(options, listener, source, count);
  }

  /** This converter with activation statistics from elsewhere. */
  public Converter withStatistics(StatisticsSource elsewhere) {
    return new Converter(options, listener, elsewhere, threads);
  }

  /**
   * Converts an ONNX file.
   *
   * @param data calibration images as read; the options' preprocessing is applied to them
   * @throws io.spikeport.error.FileException if a file cannot be read
   * @throws ModelException if the model is malformed or cannot be converted
   * @throws io.spikeport.error.DataException if the images do not fit the model
   * @throws io.spikeport.error.BoundException if our reading of the network differs from ONNX
   *     Runtime's
   */
  public Conversion convert(Path file, Dataset data) {
    return read(file, data, true);
  }

  /** The same, with nothing kept back from tuning and no look at what the spiking model does. */
  Conversion unjudged(Path file, Dataset data) {
    return read(file, data, false);
  }

  private Conversion read(Path file, Dataset data, boolean judged) {
    requireConsistent();
    return ThreadLimit.call(threads, () -> readAll(file, data, judged));
  }

  private Conversion readAll(Path file, Dataset data, boolean judged) {
    OnnxModel model = OnnxModel.read(file);
    Thread loading = NativeLibraries.loadAhead();
    try {
      return convert(model, data, judged);
    } finally {
      join(loading);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Conversion convert(OnnxModel model, Dataset data, boolean judged) {
    Geometry geometry = options.preprocessing().geometry();
    ImportedModel exported =
        OnnxRuntimeProbe.importer()
            .importModel(
                model,
                new ImportOptions(options.output(), Optional.empty())
                    .withSampleShape(
                        extents -> data.fitted(new Fit(extents, geometry, n -> {})).sampleShape()));
    boolean isDelta = options.neurons() instanceof NeuronModel.SigmaDelta;
    ImportedModel exact = exported.withGraph(Rewriting.forCoding(exported.graph(), !isDelta));
    QuantizedLayers quantized = QuantizedLayers.of(exact.graph());
    ImportedModel imported =
        isDelta ? exact : exact.withGraph(Rewriting.withoutQuantization(exact.graph()));
    imported
        .withoutNeurons(model.path().toString())
        .ifPresent(
            problem -> {
              throw new ModelException(problem);
            });
    List<String> notes = new ArrayList<>(imported.notes());
    if (!isDelta) {
      quantized.note(options.timesteps()).ifPresent(notes::add);
    }
    Dataset fitted =
        data.fitted(new Fit(imported.graph().input().shape().toList(), geometry, notes::add));
    requirePreprocessingFits(imported.graph());
    Decisions decisions = new Decisions(options, listener);
    decisions.onOptions(imported.graph(), threads);
    DigestedDataset digested = new DigestedDataset(fitted);
    Preprocessing preprocessing = preprocessing(imported, fitted);
    Dataset images = new PreprocessedDataset(digested, preprocessing);

    RateNetwork network =
        isDelta
            ? new RateNetwork(imported.graph(), Optional.empty())
            : RateNetwork.of(
                imported.graph(), imported.blocks(), String.valueOf(model.path().getFileName()));
    Graph prepared = prepared(network.graph());
    GradedNeurons graded = GradedNeurons.of(prepared);
    if (isDelta && graded.names().isEmpty()) {
      throw new ModelException(
          Problem.mismatch(
              model.path().toString(),
              "something between weights that is not linear, to put neurons in place of",
              "none",
              "convert a network of several layers"));
    }
    List<String> layers =
        isDelta
            ? graded.names()
            : Calibrator.relus(imported.graph()).stream().map(Node::name).toList();
    ActivationStatistics statistics = measure(model, imported, layers, images);
    Parity parity = new ParityCheck(model, exact, images, threads).check(prepared(exact.graph()));
    Spiking spiking =
        options.neurons() instanceof NeuronModel.SigmaDelta neurons
            ? graded(prepared, graded, neurons, statistics, images)
            : integrating(prepared, quantized, images, statistics, decisions, judged);
    Conversion conversion =
        new Conversion(
            new SpikingModel(
                preprocessing,
                spiking.graph(),
                isDelta ? Coding.DELTA : Coding.RATE,
                network.head(),
                new SimulationDefaults(
                    options.timesteps(),
                    options.readout(),
                    spiking.readoutStart(),
                    InputCoding.CONSTANT_CURRENT),
                List.of(),
                provenance(
                    model,
                    statistics,
                    spiking,
                    digested.sha256(),
                    !imported.graph().equals(exact.graph()))),
            parity,
            Stream.concat(notes.stream(), silent(statistics).stream()).toList());
    return judged ? judge(conversion, model, imported, fitted, spiking.heldBack()) : conversion;
  }

  private Conversion judge(
      Conversion conversion,
      OnnxModel onnx,
      ImportedModel imported,
      Dataset data,
      HeldBack heldBack) {
    SpikingModel model = conversion.model();
    Fidelity fidelity = new Fidelity(model, onnx, imported, data, heldBack, threads);
    Fidelity.Found found = fidelity.find();
    Judgment judgment = found.judgment();
    List<String> silent = SilentLayers.notes(model, options.neurons(), found.evaluation());
    return new Conversion(
            model.with(model.provenance().with(judgment)), conversion.parity(), conversion.notes())
        .withNotes(silent.isEmpty() ? fidelity.warning(judgment).stream().toList() : silent);
  }

  private Graph prepared(Graph graph) {
    return Rewriting.prepare(graph, options.readout() == Readout.LOGITS, options.maxPooling());
  }

  /**
   * A network with neurons.
   *
   * @param scales what a layer's largest output in one timestep stands for, by its name
   * @param heldBack the images that had no part in tuning
   */
  private record Spiking(
      Graph graph, Map<String, Tensor> scales, int readoutStart, HeldBack heldBack) {}

  /** Images of bytes are read as 0 … 1; a network that takes whole numbers wants the bytes. */
  private Preprocessing preprocessing(ImportedModel imported, Dataset data) {
    Preprocessing given = options.preprocessing();
    if (!imported.wholeNumbers() || given.scale() != 1) {
      return given;
    }
    float[] image = new float[data.sampleShape().size()];
    data.read(0, 1, image);
    for (float value : image) {
      if (value < 0 || value > 1) {
        return given;
      }
    }
    return given.withScale(BYTE);
  }

  private ActivationStatistics measure(
      OnnxModel model, ImportedModel imported, List<String> layers, Dataset images) {
    listener.calibrated(0, images.size());
    return source.statistics(
        () ->
            Calibrator.measure(
                model,
                imported,
                layers,
                images,
                new CalibrationOptions(options.granularity(), CalibrationOptions.BATCH, threads),
                done -> listener.calibrated(done, images.size())));
  }

  /** Delta coding: the largest spike is the activation scale, the smallest 2ⁿ⁻¹ times smaller. */
  private Spiking graded(
      Graph prepared,
      GradedNeurons places,
      NeuronModel.SigmaDelta neurons,
      ActivationStatistics statistics,
      Dataset images) {
    ActivationScales scales = ActivationScales.choose(statistics, options.normalization());
    Map<String, Tensor> thresholds = new LinkedHashMap<>();
    scales
        .byLayer()
        .forEach(
            (layer, scale) -> thresholds.put(layer, divided(scale, 1 << (neurons.levels() - 1))));
    return new Spiking(
        Rewriting.spike(prepared, places, thresholds, neurons.levels()),
        scales.byLayer(),
        0,
        HeldBack.of(images, Set.of()));
  }

  private static Tensor divided(Tensor values, float divisor) {
    float[] quotients = values.toArray();
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] /= divisor;
    }
    return Tensor.wrap(values.shape(), quotients);
  }

  private Spiking integrating(
      Graph prepared,
      QuantizedLayers quantized,
      Dataset images,
      ActivationStatistics statistics,
      Decisions decisions,
      boolean judged) {
    ActivationScales scales =
        quantized.scales(ActivationScales.choose(statistics, options.normalization()));
    int readoutStart =
        options
            .readoutStart()
            .timestep(statistics, scales, options.initialPotential(), options.timesteps());
    decisions.onReadout(readoutStart);
    Optional<Tuner> tuner = tuner(prepared, readoutStart);
    HeldBack heldBack =
        HeldBack.of(images, tuner.map(some -> some.simulated(images)).orElse(Set.of()));
    TunedNetwork tuned =
        tuner
            .map(some -> tune(some, scales, judged ? heldBack.tuning(images) : images))
            .orElseGet(() -> untuned(scales, quantized));
    decisions.onLayers(statistics, scales, tuned);
    Graph spiking =
        Rewriting.spike(
            prepared,
            tuned.parameters(),
            tuned.correction(),
            (NeuronModel.Integrating) options.neurons(),
            options.maxPooling(),
            options.scalers());
    Map<String, Tensor> outputScales = new LinkedHashMap<>();
    tuned.parameters().forEach((layer, p) -> outputScales.put(layer, p.outputScale()));
    return new Spiking(spiking, outputScales, readoutStart, heldBack);
  }

  /** A layer that never fires is either dead or was shown the wrong images. */
  private static List<String> silent(ActivationStatistics statistics) {
    return statistics.layers().stream()
        .filter(layer -> !(layer.whole().maximum() > 0))
        .map(
            layer ->
                "layer '"
                    + layer.layer()
                    + "' is silent on all calibration images, so its neurons got a scale of 1; if"
                    + " it should not be, look for other preprocessing than in training")
        .toList();
  }

  private Optional<Tuner> tuner(Graph prepared, int readoutStart) {
    return options.tuning().isActive() && options.neurons() instanceof NeuronModel.If neurons
        ? Optional.of(
            new Tuner(
                prepared,
                neurons,
                options.initialPotential(),
                options.timesteps(),
                readoutStart,
                options.tuning(),
                threads))
        : Optional.empty();
  }

  private TunedNetwork tune(Tuner tuner, ActivationScales scales, Dataset images) {
    int layers = scales.byLayer().size();
    listener.tuned(0, layers);
    return tuner.tune(scales, options.maxPooling(), images, done -> listener.tuned(done, layers));
  }

  private TunedNetwork untuned(ActivationScales scales, QuantizedLayers quantized) {
    Map<String, NeuronParameters> parameters = new LinkedHashMap<>();
    scales
        .byLayer()
        .forEach(
            (layer, scale) ->
                parameters.put(
                    layer, quantized.parameters(layer, scale, options.initialPotential())));
    return new TunedNetwork(parameters, Optional.empty());
  }

  private void requireConsistent() {
    boolean beyond =
        options.readoutStart() instanceof ReadoutStart.At at
            && at.timestep() >= options.timesteps();
    if (beyond) {
      throw new UsageException(
          Problem.mismatch(
              "--readout-start",
              "0 to " + (options.timesteps() - 1) + " for T = " + options.timesteps(),
              options.readoutStart().toString(),
              "give a larger --timesteps or an earlier start"));
    }
    if (options.tuning().isActive() && !(options.neurons() instanceof NeuronModel.If)) {
      throw new UsageException(
          Problem.mismatch(
              "tuning on spiking runs",
              "integrate-and-fire neurons",
              options.neurons().toString(),
              "add --tune none, or start from --preset article"));
    }
  }

  private void requirePreprocessingFits(Graph graph) {
    int channels = graph.input().shape().extent(0);
    if (!options.preprocessing().fits(channels)) {
      throw new UsageException(
          Problem.mismatch(
              "--mean and --std",
              "one value, or one for each of the " + channels + " channels",
              options.preprocessing().mean().size()
                  + " and "
                  + options.preprocessing().std().size(),
              ""));
    }
  }

  private Provenance provenance(
      OnnxModel model,
      ActivationStatistics statistics,
      Spiking spiking,
      String samplesSha256,
      boolean relaxed) {
    List<LayerStatistics> layers = new ArrayList<>();
    for (LayerActivations layer : statistics.layers()) {
      var whole = layer.whole();
      layers.add(
          new LayerStatistics(
              layer.layer(),
              whole.maximum(),
              whole.mean(),
              spiking.scales().get(layer.layer()),
              Optional.of(
                  new ActivationHistogram(
                      whole.zeros(), whole.equalBins(ActivationHistogram.BINS)))));
    }
    List<String> approximations = new ArrayList<>();
    if (options.maxPooling() == MaxPooling.AVERAGE) {
      approximations.add("max pooling replaced by average pooling");
    }
    if (relaxed) {
      approximations.add("rounding of quantized activations left to the spikes");
    }
    return new Provenance(
        Producer.NAME,
        String.valueOf(model.path().getFileName()),
        model.sha256(),
        options.normalization().notation(),
        options.granularity().name().toLowerCase(Locale.ROOT),
        statistics.samples(),
        layers,
        approximations,
        ConversionFlags.of(options, spiking.readoutStart()),
        Optional.of(samplesSha256),
        Optional.empty());
  }
}
