package io.spikeport.benchmark;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.spikeport.Fixtures;
import io.spikeport.calibration.CalibrationOptions;
import io.spikeport.calibration.Calibrator;
import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Python;
import io.spikeport.onnx.ImportOptions;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.OnnxModel;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.Simulation;
import io.spikeport.simulation.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the bars of {@code docs/performance.md} in one run and in turn: each round takes every
 * contestant once, one after the other, and ratios are taken within a round.
 *
 * <p>Arguments: the file to write, the number of rounds, and {@code simulation}, {@code
 * calibration}, {@code processes}, {@code growth} or {@code large} for a part (all if none is
 * named).
 */
public final class Performance {

  private static final int THREADS = 2;
  private static final int BATCH = 50;
  private static final int TIMESTEPS = 50;

  /**
   * Java's compilers reach the outermost loops in the fourth run or so, late as they are told to.
   */
  private static final int WARM_UPS = 5;

  private static final String HEADING = "## Measured\n\n";

  private final int rounds;
  private final StringBuilder text = new StringBuilder();

  private Performance(int rounds) {
    this.rounds = rounds;
  }

  /** Something that is measured; yields seconds. */
  interface Contestant {
    double seconds() throws Exception;
  }

  public static void main(String... args) throws Exception {
    Path target = Path.of(args[0]);
    Performance performance = new Performance(Integer.parseInt(args[1]));
    List<String> parts =
        args.length > 2
            ? List.of(args).subList(2, args.length)
            : List.of("simulation", "calibration", "processes", "growth", "large");
    performance.line(
        "On %s, %d processors of which %d are used, Java %s, %s.%n",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        THREADS,
        Runtime.version().feature(),
        LocalDate.now(ZoneOffset.UTC));
    if (parts.contains("simulation")) {
      performance.simulation("mnist-cnn-avgpool", 600);
      performance.simulation("mnist-cnn-maxpool", 300);
    }
    if (parts.contains("calibration")) {
      performance.calibration();
    }
    if (parts.contains("processes")) {
      performance.processes();
    }
    if (parts.contains("growth")) {
      performance.growth();
    }
    if (parts.contains("large")) {
      performance.large();
    }
    Files.writeString(target, before(target) + performance.text);
    System.exit(0);
  }

  private static String processor() throws IOException {
    Path information = Path.of("/proc/cpuinfo");
    if (!Files.exists(information)) {
      return System.getProperty("os.arch");
    }
    List<String> lines = Files.readAllLines(information);
    String name =
        lines.stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .orElse(": unknown");
    boolean wide = lines.stream().anyMatch(line -> line.contains("avx512f"));
    return name.substring(name.indexOf(':') + 2) + (wide ? " with AVX-512" : " without AVX-512");
  }

  /** What stands in the file above the measured tables, which are written anew. */
  private static String before(Path target) throws IOException {
    String old = Files.exists(target) ? Files.readString(target) : "";
    int end = old.indexOf(HEADING);
    return end < 0 ? HEADING : old.substring(0, end) + HEADING;
  }

  private void line(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format, arguments);
    System.out.println(line);
    text.append(line).append('\n');
  }

  /** Each contestant a few times to warm up, then rounds of all. */
  private Map<String, Series> inTurn(Map<String, Contestant> contestants) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      for (Contestant contestant : contestants.values()) {
        contestant.seconds();
      }
    }
    Map<String, double[]> seconds = new LinkedHashMap<>();
    contestants.keySet().forEach(name -> seconds.put(name, new double[rounds]));
    for (int round = 0; round < rounds; round++) {
      for (var entry : contestants.entrySet()) {
        seconds.get(entry.getKey())[round] = entry.getValue().seconds();
      }
    }
    Map<String, Series> result = new LinkedHashMap<>();
    seconds.forEach((name, values) -> result.put(name, new Series(values)));
    return result;
  }

  private static double timed(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static SpikingModel spiking(String name) {
    return new Converter(ConversionOptions.article())
        .convert(Fixtures.model(name), Fixtures.calibration())
        .model();
  }

  private static Contestant engine(
      Engine engine, SpikingModel model, int images, int threads, List<Simulation> opened) {
    SimulationOptions options =
        SimulationOptions.of(TIMESTEPS).withBatch(BATCH).withThreads(threads);
    Simulation simulation = engine.open(model, options);
    opened.add(simulation);
    Dataset data = Fixtures.testImages();
    return () -> timed(() -> simulation.run(data, images, result -> {}));
  }

  private void simulation(String name, int images) throws Exception {
    SpikingModel model = spiking(name);
    List<Simulation> opened = new ArrayList<>();
    Ann ann = new Ann(name, THREADS);
    try (TorchReference torch = new TorchReference(name, TIMESTEPS, BATCH, THREADS)) {
      Map<String, Contestant> contestants = new LinkedHashMap<>();
      int few = images / 6 / BATCH * BATCH;
      contestants.put("torch", () -> torch.seconds(few) * images / few);
      contestants.put("nd4j", engine(Engine.ND4J, model, images, THREADS, opened));
      contestants.put("onnxruntime", engine(Engine.ONNXRUNTIME, model, images, THREADS, opened));
      contestants.put("ann", () -> timed(() -> ann.run(images * TIMESTEPS)) / TIMESTEPS);
      contestants.put("nd4j, 1 thread", engine(Engine.ND4J, model, images, 1, opened));
      contestants.put(
          "onnxruntime, 1 thread", engine(Engine.ONNXRUNTIME, model, images, 1, opened));
      Map<String, Series> seconds = inTurn(contestants);
      Map<String, Series> rates = new LinkedHashMap<>();
      seconds.forEach(
          (key, series) -> rates.put(key, rate(series, images * (key.equals("ann") ? 1.0 : 50))));
      line("### %s, T = %d, batch %d", name, TIMESTEPS, BATCH);
      line("| what | image-timesteps/s (ANN: images/s) |");
      line("|---|---|");
      rates.forEach((key, rate) -> line("| %s | %s |", key, rate.text(".0f")));
      Series best = rates.get("nd4j").orMore(rates.get("onnxruntime"));
      line("");
      line("| ratio | measured |");
      line("|---|---|");
      line("| best engine ÷ PyTorch | %s |", best.over(rates.get("torch")).text(".2f"));
      line("| ND4J ÷ PyTorch | %s |", rates.get("nd4j").over(rates.get("torch")).text(".2f"));
      line(
          "| ONNX Runtime engine ÷ PyTorch | %s |",
          rates.get("onnxruntime").over(rates.get("torch")).text(".2f"));
      line(
          "| timestep of the best engine ÷ plain ANN | %s |",
          rates.get("ann").over(best).text(".2f"));
      for (String engine : List.of("nd4j", "onnxruntime")) {
        line(
            "| %s, 2 threads ÷ 1 thread | %s |",
            engine, rates.get(engine).over(rates.get(engine + ", 1 thread")).text(".2f"));
      }
      line("");
    } finally {
      opened.forEach(Simulation::close);
      ann.close();
    }
  }

  private static Series rate(Series seconds, double units) {
    double[] rates = seconds.values().clone();
    for (int i = 0; i < rates.length; i++) {
      rates[i] = units / rates[i];
    }
    return new Series(rates);
  }

  /** The plain network in ONNX Runtime. */
  private static final class Ann implements AutoCloseable {

    private final OnnxRuntimeNetwork network;
    private final Dataset data = Fixtures.testImages();
    private final float[] samples = new float[BATCH * 784];

    Ann(String name, int threads) {
      OnnxModel model = OnnxModel.read(Fixtures.model(name));
      ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
      network =
          OnnxRuntimeNetwork.open(model, imported, List.of(imported.outputName()), BATCH, threads);
    }

    void run(int images) {
      for (int first = 0; first < images; first += BATCH) {
        data.read(first % data.size(), BATCH, samples);
        network.run(samples, BATCH);
      }
    }

    @Override
    public void close() {
      network.close();
    }
  }

  /** 60 000 images: the 10 000 of the test set six times, since numbers alone cost time. */
  private void calibration() throws Exception {
    int images = 60_000;
    line("### Calibration of %d MNIST images, 99.9 %% per layer", images);
    line("| model | measured ÷ plain ONNX Runtime forward | seconds |");
    line("|---|---|---|");
    for (String name : List.of("mnist-cnn-maxpool", "mnist-cnn-avgpool")) {
      OnnxModel model = OnnxModel.read(Fixtures.model(name));
      ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
      Dataset data = new Repeated(Datasets.open(Fixtures.TEST_IMAGES, DataOptions.DEFAULT), images);
      CalibrationOptions options =
          new CalibrationOptions(Granularity.LAYER, CalibrationOptions.BATCH, THREADS);
      try (Ann ann = new Ann(name, THREADS)) {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put("ann", () -> timed(() -> ann.run(images)));
        contestants.put(
            "calibration",
            () -> timed(() -> Calibrator.measure(model, imported, data, options, done -> {})));
        Map<String, Series> seconds = inTurn(contestants);
        line(
            "| %s | %s | %s |",
            name,
            seconds.get("calibration").over(seconds.get("ann")).text(".2f"),
            seconds.get("calibration").text(".1f"));
      }
    }
    line("");
  }

  /** Images given over and over. */
  private record Repeated(Dataset data, int size) implements Dataset {

    @Override
    public io.spikeport.tensor.Shape sampleShape() {
      return data.sampleShape();
    }

    @Override
    public void read(int first, int count, float[] target) {
      data.read(first % data.size(), count, target);
    }

    @Override
    public String source() {
      return data.source();
    }
  }

  private void processes() throws Exception {
    Path out = Files.createTempFile("performance", ".snn");
    Map<String, List<String>> commands = new LinkedHashMap<>();
    List<String> convert =
        List.of(
            "convert",
            "fixtures/mnist-cnn-maxpool.onnx",
            "--calibration",
            Fixtures.CALIBRATION.toString(),
            "-o",
            out.toString());
    commands.put("`--help`", List.of("--help"));
    commands.put(
        "`inspect` of the bundled model", List.of("inspect", "fixtures/mnist-cnn-maxpool.onnx"));
    commands.put("`convert`, 1000 images", convert);
    List<String> article = new ArrayList<>(convert);
    article.addAll(List.of("--preset", "article"));
    commands.put("`convert --preset article`, 1000 images", article);
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    commands.forEach(
        (name, command) -> contestants.put(name, () -> Spikeport.run(command).seconds()));
    line("### Whole processes");
    line("| command | seconds |");
    line("|---|---|");
    inTurn(contestants).forEach((name, seconds) -> line("| %s | %s |", name, seconds.text(".2f")));
    line("");
    memory(out);
    Files.delete(out);
  }

  private void memory(Path model) throws IOException, InterruptedException {
    line("### Memory of `evaluate`");
    line("| images | T | largest resident set, MiB |");
    line("|---|---|---|");
    for (int[] run : new int[][] {{500, 50}, {2000, 50}, {500, 200}}) {
      List<String> command =
          List.of(
              "evaluate",
              model.toString(),
              "--data",
              Fixtures.TEST_IMAGES.toString(),
              "--samples",
              String.valueOf(run[0]),
              "-T",
              String.valueOf(run[1]));
      line("| %d | %d | %.0f |", run[0], run[1], Spikeport.run(command).mebibytes());
    }
    line("");
  }

  private void growth() throws Exception {
    line("### Growth of the cost: ND4J engine, %d threads", THREADS);
    line("| network | T | image-timesteps/s |");
    line("|---|---|---|");
    for (int timesteps : List.of(8, 50, 200)) {
      growth("4 convolutions of 32 channels", SyntheticNetworks.of(4, 32), timesteps);
    }
    for (int width : List.of(16, 64)) {
      growth("4 convolutions of " + width + " channels", SyntheticNetworks.of(4, width), 50);
    }
    for (int depth : List.of(2, 8)) {
      growth(depth + " convolutions of 32 channels", SyntheticNetworks.of(depth, 32), 50);
    }
    line("");
  }

  private void growth(String name, SpikingModel model, int timesteps) throws Exception {
    int images = 5000 / timesteps;
    SimulationOptions options =
        SimulationOptions.of(timesteps).withBatch(BATCH).withThreads(THREADS);
    Dataset data = Fixtures.testImages();
    try (Simulation simulation = Engine.ND4J.open(model, options)) {
      Map<String, Contestant> one =
          Map.of(name, () -> timed(() -> simulation.run(data, images, result -> {})));
      Series rate = rate(inTurn(one).get(name), (double) images * timesteps);
      line("| %s | %d | %s |", name, timesteps, rate.text(".0f"));
    }
  }

  /** A network of 553 MB, against what ONNX Runtime needs to load it; calibrated on one image. */
  private void large() throws Exception {
    Path folder = Path.of("target/vgg16");
    Python.runFile(Path.of("benchmarks/export_vgg16.py"), folder);
    Path model = folder.resolve("vgg16.onnx");
    Path out = folder.resolve("vgg16.snn");
    List<Spikeport.Cost> costs = new ArrayList<>();
    List<String> convert =
        List.of(
            "convert",
            model.toString(),
            "--preset",
            "article",
            "--calibration",
            folder.resolve("images.npy").toString(),
            "-o",
            out.toString());
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    contestants.put("load", () -> timed(() -> load(model)));
    contestants.put(
        "convert",
        () -> {
          costs.add(Spikeport.run(convert));
          return costs.get(costs.size() - 1).seconds();
        });
    Map<String, Series> seconds = inTurn(contestants);
    double size = Files.size(model) / 1048576.0;
    double most = costs.stream().mapToDouble(Spikeport.Cost::mebibytes).max().orElseThrow();
    line("### `convert` of a VGG-16, whole process with one calibration image");
    line("| what | measured |");
    line("|---|---|");
    line("| seconds | %s |", seconds.get("convert").text(".1f"));
    line("| ONNX Runtime's loading, seconds | %s |", seconds.get("load").text(".2f"));
    line("| ratio | %s |", seconds.get("convert").over(seconds.get("load")).text(".2f"));
    line("| largest resident set ÷ size of the file (%.0f MiB) | %.2f |", size, most / size);
    line("");
    Files.delete(out);
  }

  private static void load(Path model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtEnvironment.getEnvironment().createSession(model.toString(), options).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
