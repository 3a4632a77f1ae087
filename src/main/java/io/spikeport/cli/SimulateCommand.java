package io.spikeport.cli;

import io.spikeport.cli.options.DataArguments;
import io.spikeport.cli.options.NirArguments;
import io.spikeport.cli.options.SimulationArguments;
import io.spikeport.cli.output.Output;
import io.spikeport.cli.output.Terminal;
import io.spikeport.data.Dataset;
import io.spikeport.data.Fit;
import io.spikeport.data.ThreadLimit;
import io.spikeport.data.array.NpzWriter;
import io.spikeport.format.ModelFiles;
import io.spikeport.graph.Node;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spikeport simulate}. */
@CommandLine.Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a spiking model and writes what it did, for numpy.",
    footer = {
      "",
      "Arrays in the file (N images, T timesteps):",
      "  prediction [N]                class of each image",
      "  accumulated [N, T, output]    output summed up to each timestep",
      "  firing_rates/LAYER [N, layer] spikes per timestep of each neuron",
      "  spikes/LAYER [N, T, layer]    with --spikes: the spike trains, as int8;",
      "                                graded spikes as float32, with their sizes",
      "  synaptic_operations [N]       with --sequence: synaptic operations of each frame",
      "",
      "Example:",
      "  spikeport simulate model.snn --input digits.npy -T 32 --spikes -o digits.npz"
    })
final class SimulateCommand extends Command {

  @Parameters(index = "0", paramLabel = "MODEL", description = "A spiking model.")
  private Path model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DATA",
      description = "Images, as for evaluate.")
  private Path input;

  @Output
  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "OUT.npz",
      description = "File to write.")
  private Path out;

  @Option(names = "--spikes", description = "Also write every spike train.")
  private boolean spikes;

  @ArgGroup(exclusive = false, validate = false, heading = "%nSimulation:%n")
  private final SimulationArguments simulation = new SimulationArguments();

  @ArgGroup(exclusive = false, validate = false, heading = "%nData:%n")
  private final DataArguments data = new DataArguments();

  @Mixin private final NirArguments nir = new NirArguments();

  SimulateCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    return ThreadLimit.call(simulation.threads(), this::simulate);
  }

  private int simulate() {
    SpikingModel loaded = ModelFiles.read(model, nir.options(), this::note);
    SpikingModel used = loaded.with(data.preprocessing(loaded.preprocessing()));
    data.overruling(loaded.preprocessing()).ifPresent(this::tell);
    Dataset images =
        data.open(input)
            .fitted(
                new Fit(
                    used.graph().input().shape().toList(),
                    used.preprocessing().geometry(),
                    note -> tell("note: " + note)));
    List<String> layers = used.graph().neurons().stream().map(Node::name).toList();
    Recording recording = Recording.NONE.withReadout().withSpikeCounts(Set.copyOf(layers));
    if (spikes) {
      recording = recording.withTrains(Set.copyOf(layers));
    }
    SimulationOptions options = simulation.options(used.defaults(), recording);
    try (NpzWriter writer = NpzWriter.open(out);
        Simulation running = simulation.engine().open(used, options)) {
      Arrays arrays = new Arrays(writer, used, layers, options, spikes);
      progress()
          .during(
              "Simulating",
              "images",
              images.size(),
              done -> {
                running.run(
                    images,
                    result -> {
                      arrays.append(result);
                      done.accept(result.index() + 1);
                    });
                return images.size();
              });
      writer.finish();
    }
    Result result = new Result(out.toString(), images.size(), options.timesteps(), layers);
    if (wantsJson()) {
      printJson(result);
    } else {
      print(out + ": " + result.images() + " images, T = " + result.timesteps());
    }
    return ExitCode.DONE;
  }

  /** What {@code --json} prints. */
  private record Result(String output, int images, int timesteps, List<String> layers) {}

  /** The arrays as they grow. */
  private static final class Arrays {

    private final NpzWriter.NpyArray prediction;
    private final NpzWriter.NpyArray accumulated;
    private final Optional<NpzWriter.NpyArray> operations;
    private final Map<String, NpzWriter.NpyArray> rates = new LinkedHashMap<>();
    private final Map<String, NpzWriter.NpyArray> trains = new LinkedHashMap<>();
    private final boolean isDelta;

    Arrays(
        NpzWriter writer,
        SpikingModel model,
        List<String> layers,
        SimulationOptions options,
        boolean spikes) {
      int timesteps = options.timesteps();
      isDelta = model.isDelta();
      prediction = writer.ints("prediction");
      accumulated = writer.floats("accumulated", model.outputShape().prepend(timesteps).toArray());
      operations =
          options.sequence() ? Optional.of(writer.floats("synaptic_operations")) : Optional.empty();
      Set<String> names = new HashSet<>();
      for (String layer : layers) {
        var shape = model.graph().shape(layer);
        String name = entryName(layer);
        for (int i = 2; !names.add(name); i++) {
          name = entryName(layer) + "_" + i;
        }
        rates.put(layer, writer.floats("firing_rates/" + name, shape.toArray()));
        if (spikes) {
          int[] extents = shape.prepend(timesteps).toArray();
          trains.put(
              layer,
              model.isDelta()
                  ? writer.floats("spikes/" + name, extents)
                  : writer.bytes("spikes/" + name, extents));
        }
      }
    }

    /** Layer names come from the model's file; in an archive they must not look like paths. */
    private static String entryName(String layer) {
      return layer
          .chars()
          .mapToObj(c -> Character.isLetterOrDigit(c) || c == '.' ? Character.toString(c) : "_")
          .collect(Collectors.joining())
          .replace("..", "__");
    }

    void append(ImageResult result) {
      prediction.append(result.prediction());
      append(accumulated, result.readout().orElseThrow());
      operations.ifPresent(
          array -> array.append(new float[] {(float) result.synapticOperations()}, 0, 1));
      rates.forEach(
          (layer, array) -> {
            float[] counts = result.spikeCounts().get(layer).toArray();
            for (int i = 0; i < counts.length; i++) {
              counts[i] /= result.timesteps();
            }
            array.append(counts, 0, counts.length);
          });
      trains.forEach(
          (layer, array) -> {
            Tensor train = result.trains().get(layer);
            if (isDelta) {
              append(array, train);
              return;
            }
            byte[] bytes = new byte[train.size()];
            for (int i = 0; i < bytes.length; i++) {
              bytes[i] = (byte) train.get(i);
            }
            array.append(bytes);
          });
    }

    private static void append(NpzWriter.NpyArray array, Tensor values) {
      float[] all = values.toArray();
      array.append(all, 0, all.length);
    }
  }
}
