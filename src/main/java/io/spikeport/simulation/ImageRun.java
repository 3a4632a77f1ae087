package io.spikeport.simulation;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Simulates one image after the other on a plan of its own. One thread at a time. */
final class ImageRun implements AutoCloseable {

  private final Graph graph;
  private final SimulationOptions options;
  private final Map<String, double[]> fanOut;
  private final Plan plan;
  private final RowBuffer output;
  private final Layout outputLayout;
  private final float[] row;
  private final float[] inOrder;
  private final float[] accumulated;

  ImageRun(
      Graph graph,
      SimulationOptions options,
      int rows,
      Map<String, double[]> fanOut,
      Weights weights) {
    this.graph = graph;
    this.options = options;
    this.fanOut = new HashMap<>();
    fanOut.forEach(
        (name, synapses) -> this.fanOut.put(name, Layout.of(graph.shape(name)).toStored(synapses)));
    this.plan = new Plan(graph, rows, observed(options.recording()), weights);
    this.output = plan.value(graph.output());
    this.outputLayout = Layout.of(graph.outputShape());
    this.row = new float[output.size()];
    this.inOrder = new float[output.size()];
    this.accumulated = new float[output.size()];
  }

  private static Set<String> observed(Recording recording) {
    Set<String> names = new java.util.HashSet<>(recording.means());
    names.addAll(recording.trains());
    return names;
  }

  ImageResult run(int index, float[] image) {
    int timesteps = options.timesteps();
    int[] predictions = new int[timesteps];
    Optional<float[]> readout =
        options.recording().readout()
            ? Optional.of(new float[Math.multiplyExact(timesteps, row.length)])
            : Optional.empty();
    Recorder recorder = new Recorder(graph, plan, options);
    Arrays.fill(accumulated, 0);
    plan.begin(image);
    int t = 0;
    boolean decided = false;
    while (t < timesteps && !decided) {
      int count = Math.min(plan.rows(), timesteps - t);
      plan.advance(count);
      int used = 0;
      while (used < count && !decided) {
        accumulate(t + used, used);
        predictions[t + used] = argMax(accumulated);
        int at = (t + used) * row.length;
        readout.ifPresent(all -> System.arraycopy(accumulated, 0, all, at, row.length));
        used++;
        decided = leads(accumulated, options.exitMargin());
      }
      discount(used, count);
      recorder.record(used);
      t += used;
    }
    return result(index, predictions, readout, recorder, t);
  }

  private void accumulate(int timestep, int fromRow) {
    if (timestep >= options.readoutStart()) {
      output.readRow(fromRow, row);
      outputLayout.toChannelsFirst(row, 0, inOrder, 0);
      AddKernel.add(accumulated, inOrder, inOrder.length);
    }
  }

  /** Early exit: what was computed beyond it has not happened. */
  private void discount(int used, int count) {
    if (used < count) {
      plan.neurons().values().forEach(neuron -> neuron.discount(used, count));
    }
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Whether the largest of several values exceeds the second largest by at least a margin. */
  private static boolean leads(float[] values, OptionalDouble margin) {
    if (margin.isEmpty() || values.length < 2) {
      return false;
    }
    double first = Double.NEGATIVE_INFINITY;
    double second = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      second = Math.max(second, Math.min(first, value));
      first = Math.max(first, value);
    }
    return first - second >= margin.getAsDouble();
  }

  private ImageResult result(
      int index, int[] predictions, Optional<float[]> readout, Recorder recorder, int timesteps) {
    List<Long> spikes = new ArrayList<>();
    double operations = 0;
    Map<String, Tensor> counts = new HashMap<>();
    Map<String, Tensor> potentials = new HashMap<>();
    for (Node node : graph.neurons()) {
      NeuronKernel neuron = plan.neurons().get(node.name());
      Layout layout = Layout.of(graph.shape(node.name()));
      double[] synapses = fanOut.get(node.name());
      float[] perNeuron = neuron.spikes();
      long sum = 0;
      for (int i = 0; i < perNeuron.length; i++) {
        sum += (long) perNeuron[i];
        operations += perNeuron[i] * synapses[i];
      }
      spikes.add(sum);
      if (options.recording().spikeCounts().contains(node.name())) {
        counts.put(node.name(), layout.tensor(perNeuron));
      }
      if (options.recording().potentials().contains(node.name())) {
        potentials.put(node.name(), neuron.potential());
      }
    }
    Shape shape = graph.outputShape();
    return new ImageResult(
        index,
        timesteps,
        ImageResult.listOf(predictions, timesteps),
        Tensor.wrap(shape, accumulated.clone()),
        readout.map(
            all ->
                Tensor.wrap(shape.prepend(timesteps), Arrays.copyOf(all, timesteps * row.length))),
        spikes,
        operations,
        recorder.means(),
        potentials,
        recorder.trains(),
        counts);
  }

  @Override
  public void close() {
    plan.close();
  }
}
