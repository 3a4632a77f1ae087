package io.spikeport.benchmark;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.spikeport.Fixtures;
import io.spikeport.calibration.CalibrationOptions;
import io.spikeport.calibration.Calibrator;
import io.spikeport.calibration.Granularity;
import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Python;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.Engine;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
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
import java.util.Optional;

/**
 * Measures the bars of {@code docs/performance.md} in one run and in turn: each round takes every
 * contestant once, one after the other, and ratios are taken within a round.
 *
 * <p>Arguments: the file to write, the number of rounds, and {@code simulation} or the name of one
 * of its networks ({@link Subject#all()}), {@code calibration}, {@code processes}, {@code growth}
 * or {@code large} for a part (all if none is named).
 */
public final class Performance {

  private static final int THREADS = 2;
  private static final int BATCH = 50;
  private static final int TIMESTEPS = 50;

  /**
   * Java's compilers reach the outermost loops in the fourth run or so, late as they are told to.
   */
  private static final int WARM_UPS = 5;

  /** What one measurement of a simulation should take. */
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "2"));

  private static final String HEADING = "## Measured\n\n";

  private final int rounds;
  private final StringBuilder text = new StringBuilder();

  private Performance(int rounds) {
    this.rounds = rounds;
  }

  /** Something that is measured; yields seconds. */
  interface Measured {
    double seconds() throws Exception;
  }

  public static void main(String... args) throws Exception {
    Path target = Path.of(args[0]);
    Performance performance = new Performance(Integer.parseInt(args[1]));
    List<String> parts =
        args.length > 2
            ? List.of(args).subList(2, args.length)
            : List.of("simulation", "calibration", "processes", "growth", "large");
    for (Subject subject : Subject.all()) {
      if (parts.contains("simulation") || parts.contains(subject.name())) {
        performance.contest(subject);
      }
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
    Files.writeString(target, merged(target, performance.text.toString()));
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

  /** The page with the tables that were measured in the place of those of the same heading. */
  private static String merged(Path target, String measured) throws IOException {
    String old = Files.exists(target) ? Files.readString(target) : "";
    int end = old.indexOf(HEADING);
    Map<String, String> tables = new LinkedHashMap<>();
    for (String page : List.of(end < 0 ? "" : old.substring(end + HEADING.length()), measured)) {
      for (String table : page.split("(?m)^(?=### )")) {
        if (!table.isBlank()) {
          tables.put(table.lines().findFirst().orElseThrow(), table);
        }
      }
    }
    return (end < 0 ? old : old.substring(0, end)) + HEADING + String.join("", tables.values());
  }

  private void heading(String format, Object... arguments) throws IOException {
    line("### " + format, arguments);
    line(
        "%n%s, %d processors of which %d are used, Java %s, %d rounds, %s.%n",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        THREADS,
        Runtime.version().feature(),
        rounds,
        LocalDate.now(ZoneOffset.UTC));
  }

  private void line(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format, arguments);
    System.out.println(line);
    text.append(line).append('\n');
  }

  /** Each contestant a few times to warm up, then rounds of all. */
  private Map<String, Series> inTurn(Map<String, Measured> contestants) throws Exception {
    for (int i = 0; i < WARM_UPS; i++) {
      for (Measured contestant : contestants.values()) {
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

  private void contest(Subject subject) throws Exception {
    Optional<String> spikingJelly = Optional.ofNullable(System.getenv("SPIKINGJELLY"));
    List<String> table = Contest.hold(subject, rounds, SECONDS, THREADS, spikingJelly);
    heading("%s, T = %d", subject.title(), subject.timesteps());
    table.forEach(row -> line("%s", row));
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
    heading("Calibration of %d MNIST images, 99.9 %% per layer", images);
    line("| model | measured ÷ plain ONNX Runtime forward | seconds |");
    line("|---|---|---|");
    for (String name : List.of("mnist-cnn-maxpool", "mnist-cnn-avgpool")) {
      OnnxModel model = OnnxModel.read(Fixtures.model(name));
      ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
      Dataset data = new Repeated(Datasets.open(Fixtures.TEST_IMAGES, DataOptions.DEFAULT), images);
      CalibrationOptions options =
          new CalibrationOptions(Granularity.LAYER, CalibrationOptions.BATCH, THREADS);
      try (Ann ann = new Ann(name, THREADS)) {
        Map<String, Measured> contestants = new LinkedHashMap<>();
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
    Map<String, Measured> contestants = new LinkedHashMap<>();
    commands.forEach(
        (name, command) -> contestants.put(name, () -> Spikeport.run(command).seconds()));
    heading("Whole processes");
    line("| command | seconds |");
    line("|---|---|");
    inTurn(contestants).forEach((name, seconds) -> line("| %s | %s |", name, seconds.text(".2f")));
    line("");
    memory(out);
    Files.delete(out);
  }

  private void memory(Path model) throws IOException, InterruptedException {
    heading("Memory of `evaluate`");
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
    heading("Growth of the cost: ND4J engine, %d threads", THREADS);
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
      Map<String, Measured> one =
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
    Map<String, Measured> contestants = new LinkedHashMap<>();
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
    heading("`convert` of a VGG-16, whole process with one calibration image");
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
