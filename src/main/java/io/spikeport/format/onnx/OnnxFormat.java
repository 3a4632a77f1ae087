package io.spikeport.format.onnx;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.AtomicFile;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.ModelFormat;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.StringStringEntryProto;
import io.spikeport.snn.Producer;
import io.spikeport.snn.SpikingModel;
import io.spikeport.stepgraph.StepGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Spiking models as ONNX files that any runtime runs. {@code docs/stateful-onnx.md} says what
 * stands in them.
 *
 * <p>A file is read by its metadata, which holds everything but the numbers that are constants of
 * the graph. What was read is then written again and compared with the file: a file whose graph no
 * longer is what its metadata says is refused.
 */
public final class OnnxFormat implements ModelFormat {

  /** The suffix of the names of all ONNX files, spiking or not. */
  public static final String SUFFIX = ".onnx";

  static final String EXPORT_AGAIN = "export the spiking model again";

  /** The first version with metadata in all its tools, and the one that opset 13 came with. */
  private static final int IR_VERSION = 7;

  /** Whether an ONNX file is a spiking model of ours; false if it cannot be read. */
  public static boolean isSpiking(Path file) {
    try {
      return new Entries("", OnnxModel.read(file).proto()).has(Metadata.FORM);
    } catch (ModelException | FileException e) {
      return false;
    }
  }

  @Override
  public String suffix() {
    return SUFFIX;
  }

  @Override
  public SpikingModel read(Path file, FormatOptions options, Consumer<String> notes) {
    return read(file);
  }

  @Override
  public Export prepare(SpikingModel model, FormatOptions options) {
    byte[] bytes = proto(model, options.onnxForm(), options.unrolled()).toByteArray();
    return new Export(List.of(), file -> AtomicFile.write(file, bytes));
  }

  /**
   * Writes a model, atomically.
   *
   * @throws ModelException if it holds numbers that are not finite
   * @throws io.spikeport.error.FileException if the file cannot be written
   */
  public static void write(SpikingModel model, OnnxForm form, Path file) {
    AtomicFile.write(file, toBytes(model, form));
  }

  static byte[] toBytes(SpikingModel model, OnnxForm form) {
    return proto(model, form).toByteArray();
  }

  static ModelProto proto(SpikingModel model, OnnxForm form) {
    return proto(model, form, OptionalInt.empty());
  }

  private static ModelProto proto(SpikingModel model, OnnxForm form, OptionalInt unrolled) {
    FiniteCheck.check(model);
    StepGraph graph = form.graph(model, unrolled);
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("spikeport")
            .setProducerVersion(Producer.NAME.replaceFirst("^spikeport ", ""))
            .setDocString(description(form, graph))
            .setGraph(graph.graph())
            .addAllOpsetImport(graph.opsets());
    Metadata.of(model, form, unrolled, graph)
        .forEach(
            (key, value) ->
                proto.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return proto.build();
  }

  private static String description(OnnxForm form, StepGraph graph) {
    String image =
        "Input '"
            + graph.input()
            + "' is the image after preprocessing, which is not part of this graph: (x*scale -"
            + " mean)/std per channel, with the numbers of metadata '"
            + Metadata.PREPROCESSING
            + "'. ";
    return switch (form) {
      case STEP ->
          "One timestep of a spiking network. "
              + image
              + "Give the same image in every timestep, and each state's output of one timestep as"
              + " its input of the next; metadata '"
              + Metadata.STATES
              + "' lists them with their initial values. Sum output '"
              + graph.output()
              + "' over the timesteps from the readout's start on; where there is metadata '"
              + Metadata.HEAD
              + "', its block makes the model's output of their mean.";
      case LOOP, UNROLLED ->
          "All timesteps of a spiking network. "
              + image
              + "Output '"
              + graph.output()
              + "' is summed over the timesteps from the readout's start on.";
    };
  }

  /**
   * Reads a model.
   *
   * @throws ModelException if the file is no spiking ONNX model, or its graph is not what its
   *     metadata says
   * @throws io.spikeport.error.FileException if the file cannot be read
   */
  public static SpikingModel read(Path file) {
    return read(OnnxModel.read(file));
  }

  private static SpikingModel read(OnnxModel file) {
    Entries entries = new Entries(file.path().toString(), file.proto());
    OnnxForm form = form(file, entries);
    Constants constants = new Constants(file.path(), file.proto().getGraph());
    SpikingModel model = model(file, entries, constants);
    try {
      FiniteCheck.check(model);
      OptionalInt unrolled = Metadata.unrolled(entries, form, model.defaults());
      requireNodes(file, form, unrolled, model);
      StepGraph graph = form.graph(model, unrolled);
      Metadata.requireAgreement(entries, constants, graph);
      new Agreement(file.path()).require(graph.graph(), file.proto().getGraph());
    } catch (ModelException e) {
      throw e.problems().get(0).place().startsWith(file.path().toString())
          ? e
          : new ModelException(
              e.problems().stream().map(p -> p.within(file.path().toString())).toList());
    }
    return model;
  }

  /** Each timestep of an unrolled graph has nodes of its own; a number alone makes none large. */
  private static void requireNodes(
      OnnxModel file, OnnxForm form, OptionalInt unrolled, SpikingModel model) {
    int timesteps = unrolled.orElse(model.defaults().timesteps());
    int nodes = file.proto().getGraph().getNodeCount();
    if (form == OnnxForm.UNROLLED && timesteps - model.defaults().readoutStart() > nodes) {
      throw new ModelException(
          Problem.mismatch(
              "graph", "nodes of " + timesteps + " timesteps", nodes + " nodes", EXPORT_AGAIN));
    }
  }

  private static OnnxForm form(OnnxModel file, Entries entries) {
    if (!entries.has(Metadata.FORM)) {
      throw new ModelException(
          Problem.mismatch(
              file.path().toString(),
              "a spiking model",
              "an ONNX model without our metadata",
              "if it is a trained network, convert it first"));
    }
    String version = entries.text(Metadata.VERSION);
    if (!version.equals(Metadata.CURRENT)) {
      throw new ModelException(
          Problem.mismatch(
              entries.place(Metadata.VERSION),
              "version " + Metadata.CURRENT,
              "'" + version + "'",
              "use a newer Spikeport"));
    }
    String word = entries.text(Metadata.FORM);
    return OnnxForm.of(word)
        .orElseThrow(
            () ->
                new ModelException(
                    Problem.mismatch(
                        entries.place(Metadata.FORM),
                        "step, loop or unrolled",
                        "'" + word + "'",
                        EXPORT_AGAIN)));
  }

  private static SpikingModel model(OnnxModel file, Entries entries, Constants constants) {
    try {
      return Metadata.model(entries, constants);
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          new Problem(file.path().toString(), e.getMessage(), EXPORT_AGAIN), e);
    }
  }
}
