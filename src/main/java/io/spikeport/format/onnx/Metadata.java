package io.spikeport.format.onnx;

import com.google.gson.Gson;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.stepgraph.StateVariable;
import io.spikeport.stepgraph.StepGraph;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of {@code metadata_props} and what stands in them; all but the first two are JSON.
 */
final class Metadata {

  static final String VERSION = "spikeport.version";
  static final String FORM = "spikeport.form";
  static final String STATES = "spikeport.states";
  static final String SIMULATION = "spikeport.simulation";
  static final String PREPROCESSING = "spikeport.preprocessing";
  static final String LABELS = "spikeport.labels";
  static final String PROVENANCE = "spikeport.provenance";
  static final String NETWORK = "spikeport.network";

  static final String CURRENT = "1";

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

  static Map<String, String> of(SpikingModel model, OnnxForm form, StepGraph graph) {
    Gson plain = NodeJson.writing(Map.of());
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(VERSION, CURRENT);
    entries.put(FORM, form.word());
    entries.put(STATES, plain.toJson(graph.states().stream().map(Variable::of).toList()));
    entries.put(SIMULATION, plain.toJson(model.defaults()));
    entries.put(PREPROCESSING, plain.toJson(model.preprocessing()));
    entries.put(LABELS, plain.toJson(model.classLabels()));
    entries.put(PROVENANCE, plain.toJson(model.provenance()));
    entries.put(NETWORK, NodeJson.writing(graph.tensors()).toJson(Network.of(model.graph())));
    return entries;
  }

  /** The model that entries describe. */
  static SpikingModel model(Entries entries, Constants constants) {
    Gson gson = NodeJson.reading(constants);
    return new SpikingModel(
        entries.json(PREPROCESSING, gson, Preprocessing.class),
        entries.json(NETWORK, gson, Network.class).graph(),
        entries.json(SIMULATION, gson, SimulationDefaults.class),
        List.of(entries.json(LABELS, gson, String[].class)),
        entries.json(PROVENANCE, gson, Provenance.class));
  }
}
