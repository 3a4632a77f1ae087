package io.spikeport.format.onnx;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import com.google.gson.Gson;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.CheckedJson;
import io.spikeport.file.ContentHash;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.snn.Coding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.stepgraph.StateVariable;
import io.spikeport.stepgraph.StepGraph;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * The entries of {@code metadata_props} and what stands in them; all but the first two are JSON.
 */
final class Metadata {

  static final String VERSION = "spikeport.version";
  static final String FORM = "spikeport.form";
  static final String UNROLLED = "spikeport.unrolled";
  static final String STATES = "spikeport.states";
  static final String CONSTANTS = "spikeport.constants.sha256";
  static final String SIMULATION = "spikeport.simulation";
  static final String PREPROCESSING = "spikeport.preprocessing";
  static final String LABELS = "spikeport.labels";
  static final String PROVENANCE = "spikeport.provenance";
  static final String NETWORK = "spikeport.network";
  static final String CODING = "spikeport.coding";
  static final String HEAD = "spikeport.head";

  static final String CURRENT = "1";

  /** What files of earlier versions do not say. */
  private static final Set<String> ADDED = Set.of("geometry");

  private Metadata() {}

  /** A state that the caller carries from run to run. */
  private record Variable(
      String layer, String state, String input, String output, Shape shape, Tensor initial) {

    static Variable of(StateVariable variable) {
      var state = variable.state();
      return new Variable(
          state.layer(),
          state.kind().word(),
          variable.input(),
          variable.output(),
          state.shape(),
          state.initial());
    }
  }

  /** The graph without the numbers that are constants of the ONNX graph. */
  record Network(GraphInput input, List<NodeJson.Layer> nodes, String output) {

    Graph graph() {
      return new Graph(input, nodes.stream().map(NodeJson.Layer::node).toList(), output);
    }

    static Network of(Graph graph) {
      return new Network(
          graph.input(), graph.nodes().stream().map(NodeJson.Layer::new).toList(), graph.output());
    }
  }

  static Map<String, String> of(
      SpikingModel model, OnnxForm form, OptionalInt unrolled, StepGraph graph) {
    Gson plain = NodeJson.writing(Map.of());
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(VERSION, CURRENT);
    entries.put(FORM, form.word());
    unrolled.ifPresent(
        timesteps -> {
          if (timesteps != model.defaults().timesteps()) {
            entries.put(UNROLLED, String.valueOf(timesteps));
          }
        });
    entries.put(STATES, plain.toJson(variables(graph)));
    entries.put(CONSTANTS, digest(graph));
    entries.put(SIMULATION, plain.toJson(model.defaults()));
    entries.put(PREPROCESSING, plain.toJson(model.preprocessing()));
    entries.put(LABELS, plain.toJson(model.classLabels()));
    entries.put(PROVENANCE, plain.toJson(model.provenance()));
    if (model.coding() != Coding.RATE) {
      entries.put(CODING, plain.toJson(model.coding()));
    }
    model.head().ifPresent(head -> entries.put(HEAD, plain.toJson(head)));
    entries.put(NETWORK, NodeJson.writing(graph.tensors()).toJson(Network.of(model.graph())));
    return entries;
  }

  /**
   * Timesteps of an unrolled graph that are not the model's own.
   *
   * @throws ModelException if what the file says of them cannot be
   */
  static OptionalInt unrolled(Entries entries, OnnxForm form, SimulationDefaults defaults) {
    if (!entries.has(UNROLLED)) {
      return OptionalInt.empty();
    }
    String text = entries.text(UNROLLED);
    if (form == OnnxForm.UNROLLED && text.matches("[1-9]\\d{0,5}")) {
      int timesteps = Integer.parseInt(text);
      if (timesteps > defaults.readoutStart() && timesteps != defaults.timesteps()) {
        return OptionalInt.of(timesteps);
      }
    }
    throw new ModelException(
        Problem.mismatch(
            entries.place(UNROLLED),
            "timesteps of an unrolled model, other than its own",
            "'" + text + "'",
            OnnxFormat.EXPORT_AGAIN));
  }

  /** The model that entries describe. */
  static SpikingModel model(Entries entries, Constants constants) {
    var decoders = NodeJson.decoders(constants);
    CheckedJson network = entries.json(NETWORK).decoding(decoders);
    Network graph = network.as(Network.class);
    return new SpikingModel(
        entries.json(PREPROCESSING).allowingMissing(ADDED).as(Preprocessing.class),
        network.checked(graph::graph),
        entries.has(CODING) ? entries.json(CODING).as(Coding.class) : Coding.RATE,
        entries.has(HEAD)
            ? Optional.of(entries.json(HEAD).decoding(decoders).as(FloatBlock.class))
            : Optional.empty(),
        entries.json(SIMULATION).as(SimulationDefaults.class),
        entries.json(LABELS).asList(String.class),
        entries.json(PROVENANCE).decoding(decoders).as(Provenance.class));
  }

  /**
   * Requires that what the entries say twice agrees with the graph that the model makes.
   *
   * @throws ModelException naming the entry that does not
   */
  static void requireAgreement(Entries entries, Constants constants, StepGraph graph) {
    List<Variable> found =
        entries.json(STATES).decoding(NodeJson.decoders(constants)).asList(Variable.class);
    require(entries, STATES, found.equals(variables(graph)), "another state");
    if (entries.has(CONSTANTS)) {
      boolean same = entries.text(CONSTANTS).equals(digest(graph));
      require(entries, CONSTANTS, same, "numbers that were changed since");
    }
  }

  private static void require(Entries entries, String key, boolean agrees, String found) {
    if (!agrees) {
      throw new ModelException(
          Problem.mismatch(
              entries.place(key),
              "what belongs to the model in the file",
              found,
              OnnxFormat.EXPORT_AGAIN));
    }
  }

  private static List<Variable> variables(StepGraph graph) {
    return graph.states().stream().map(Variable::of).toList();
  }

  /** SHA-256 of the constants that tensors of the model are, by name, however they are kept. */
  private static String digest(StepGraph graph) {
    Map<String, Tensor> byName = new TreeMap<>();
    graph.tensors().forEach((tensor, name) -> byName.put(name, tensor));
    StringBuilder lines = new StringBuilder();
    byName.forEach(
        (name, tensor) -> {
          byte[] bytes = new byte[tensor.size() * Float.BYTES];
          ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).asFloatBuffer().put(tensor.buffer());
          lines.append(name).append(tensor.shape()).append(ContentHash.of(bytes)).append('\n');
        });
    return ContentHash.of(lines.toString());
  }
}
