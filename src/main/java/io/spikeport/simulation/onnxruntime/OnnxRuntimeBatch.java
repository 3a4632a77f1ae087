package io.spikeport.simulation.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.spikeport.data.array.Finite;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.cost.SpikeTally;
import io.spikeport.simulation.natives.OnnxRuntimeValue;
import io.spikeport.simulation.run.Head;
import io.spikeport.stepgraph.SplitGraph;
import io.spikeport.stepgraph.StateVariable;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Simulates one batch after the other in buffers of its own. States are never copied: two sets of
 * tensors take turns as a timestep's inputs and outputs.
 */
final class OnnxRuntimeBatch implements AutoCloseable {

  private final Graph graph;
  private final SimulationOptions options;
  private final Head head;
  private final Map<String, SpikeTally> tallies;
  private final List<FanOut.Arrival> counted;
  private final Optional<OrtSession> once;
  private final Optional<OrtSession> step;
  private final int batch;
  private final List<OnnxRuntimeValue> all = new ArrayList<>();

  private final OnnxRuntimeValue image;
  private final Map<String, OnnxTensor> onceInputs;
  private final Map<String, OnnxTensor> onceOutputs = new HashMap<>();

  /** By value of the graph. */
  private final Map<String, OnnxRuntimeValue> values = new HashMap<>();

  private final Map<String, OnnxRuntimeValue> products = new LinkedHashMap<>();
  private final List<StateVariable> states;
  private final List<List<OnnxRuntimeValue>> stateValues =
      List.of(new ArrayList<>(), new ArrayList<>());
  private final List<Map<String, OnnxTensor>> stepInputs =
      List.of(new HashMap<>(), new HashMap<>());
  private final List<Map<String, OnnxTensor>> stepOutputs =
      List.of(new HashMap<>(), new HashMap<>());

  OnnxRuntimeBatch(
      Graph graph,
      SimulationOptions options,
      Head head,
      SplitGraph split,
      Map<String, SpikeTally> tallies,
      List<FanOut.Arrival> counted,
      Optional<OrtSession> once,
      Optional<OrtSession> step,
      int batch)
      throws OrtException {
    this.graph = graph;
    this.options = options;
    this.head = head;
    this.tallies = tallies;
    this.counted = counted;
    this.once = once;
    this.step = step;
    this.batch = batch;
    this.image = allocate(graph.input().shape());
    this.onceInputs = Map.of(split.image(), image.tensor());
    this.states = split.states();
    values.put(graph.input().name(), image);
    for (var entry : split.onceOutputs().entrySet()) {
      onceOutputs.put(entry.getValue(), valueOf(entry.getKey()).tensor());
    }
    bindStates();
    for (int turn = 0; turn < 2; turn++) {
      for (var entry : split.stepInputs().entrySet()) {
        stepInputs.get(turn).put(entry.getValue(), values.get(entry.getKey()).tensor());
      }
      for (var entry : split.stepOutputs().entrySet()) {
        stepOutputs.get(turn).put(entry.getValue(), valueOf(entry.getKey()).tensor());
      }
      for (var entry : split.projections().entrySet()) {
        stepOutputs.get(turn).put(entry.getValue(), productOf(entry.getKey()).tensor());
      }
    }
  }

  private OnnxRuntimeValue allocate(Shape sample) throws OrtException {
    OnnxRuntimeValue value = new OnnxRuntimeValue(batch, sample);
    all.add(value);
    return value;
  }

  private OnnxRuntimeValue valueOf(String name) throws OrtException {
    if (!values.containsKey(name)) {
      values.put(name, allocate(graph.shape(name)));
    }
    return values.get(name);
  }

  private OnnxRuntimeValue productOf(String layer) throws OrtException {
    if (!products.containsKey(layer)) {
      products.put(layer, allocate(Shape.of(tallies.get(layer).columns())));
    }
    return products.get(layer);
  }

  private void bindStates() throws OrtException {
    for (StateVariable state : states) {
      OnnxRuntimeValue even = allocate(state.state().shape());
      OnnxRuntimeValue odd = allocate(state.state().shape());
      stateValues.get(0).add(even);
      stateValues.get(1).add(odd);
      stepInputs.get(0).put(state.input(), even.tensor());
      stepOutputs.get(0).put(state.output(), odd.tensor());
      stepInputs.get(1).put(state.input(), odd.tensor());
      stepOutputs.get(1).put(state.output(), even.tensor());
    }
  }

  /**
   * Simulates images.
   *
   * @param first position of the first one in its data set
   * @param images at most a batch; what is left of the batch runs along with zeros
   */
  List<ImageResult> run(int first, List<float[]> images) throws OrtException {
    List<BatchImage> running = new ArrayList<>();
    float[] nothing = new float[image.sampleSize()];
    for (int i = 0; i < batch; i++) {
      image.write(i, i < images.size() ? images.get(i) : nothing);
      if (i < images.size()) {
        running.add(new BatchImage(graph, options, head, tallies, counted, first + i));
      }
    }
    if (once.isPresent()) {
      once.get().run(onceInputs, onceOutputs).close();
    }
    setInitialStates();
    for (int t = 0; t < options.timesteps() && !allDone(running); t++) {
      int turn = t % 2;
      if (step.isPresent()) {
        step.get().run(stepInputs.get(turn), stepOutputs.get(turn)).close();
      }
      for (int i = 0; i < running.size(); i++) {
        if (!running.get(i).isDone()) {
          running.get(i).take(i, values, products, potentials(1 - turn));
          if (running.get(i).isDone()) {
            requireFinite(i, first + i, stateValues.get(1 - turn));
          }
        }
      }
    }
    return running.stream().map(BatchImage::result).toList();
  }

  private void requireFinite(int position, int index, List<OnnxRuntimeValue> after) {
    for (int s = 0; s < states.size(); s++) {
      String layer = states.get(s).state().layer();
      Finite.require(after.get(s).read(position), "image " + index + ": layer '" + layer + "'");
    }
  }

  private static boolean allDone(List<BatchImage> running) {
    return running.stream().allMatch(BatchImage::isDone);
  }

  private void setInitialStates() {
    for (int s = 0; s < states.size(); s++) {
      Tensor initial = states.get(s).state().initial();
      for (int i = 0; i < batch; i++) {
        stateValues.get(0).get(s).fill(i, initial.buffer());
      }
    }
  }

  /** The recorded potentials after a timestep, by layer. */
  private Map<String, OnnxRuntimeValue> potentials(int set) {
    if (options.recording().potentials().isEmpty()) {
      return Map.of();
    }
    Map<String, OnnxRuntimeValue> potentials = new HashMap<>();
    for (int s = 0; s < states.size(); s++) {
      var state = states.get(s).state();
      if (state.kind() == io.spikeport.stepgraph.State.Kind.POTENTIAL
          && options.recording().potentials().contains(state.layer())) {
        potentials.put(state.layer(), stateValues.get(set).get(s));
      }
    }
    return potentials;
  }

  @Override
  public void close() {
    all.forEach(OnnxRuntimeValue::close);
  }
}
