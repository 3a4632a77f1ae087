package io.spikeport.simulation.run;

import io.spikeport.data.array.Finite;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.cost.MessageTally;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.kernel.SharedWeights;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.neuron.NeuronLayer;
import io.spikeport.simulation.plan.Plan;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Simulates one image after the other on a plan of its own: of a sequence all of them, from image 0
 * on. One thread at a time.
 */
public final class ImageRun implements AutoCloseable {

  private final Graph graph;
  private final SimulationOptions options;
  private final Head head;
  private final Map<String, double[]> fanOut;
  private final Plan plan;
  private final RowBuffer output;
  private final SampleLayout outputLayout;
  private final float[] row;
  private final float[] inOrder;
  private float[] sum;

  public ImageRun(
      Graph graph,
      SimulationOptions options,
      Head head,
      int rows,
      FanOut fanOut,
      SharedWeights weights) {
    this.head = head;
    this.graph = graph;
    this.options = options;
    this.fanOut = new HashMap<>();
    for (Node node : graph.neurons()) {
      SampleLayout layout = SampleLayout.of(graph.shape(node.name()));
      this.fanOut.put(node.name(), layout.toStored(fanOut.of(node)));
    }
    this.plan =
        new Plan(
            graph,
            rows,
            observed(options.recording()),
            options.exitMargin().isPresent(),
            fanOut.arrivals(),
            weights);
    this.output = plan.value(graph.output());
    this.outputLayout = SampleLayout.of(graph.outputShape());
    this.row = new float[output.size()];
    this.inOrder = new float[output.size()];
    this.sum = new float[output.size()];
  }

  private static Set<String> observed(Recording recording) {
    Set<String> names = new java.util.HashSet<>(recording.means());
    names.addAll(recording.trains());
    return names;
  }

  public ImageResult run(int index, float[] image) {
    boolean goesOn = options.sequence() && index > 0;
    if (!goesOn || !head.sumsFrames()) {
      sum = new float[head.sumShape().size()];
    }
    ReadoutAccumulator answer = new ReadoutAccumulator(options, head, sum);
    Recorder recorder = new Recorder(graph, plan, options);
    if (goesOn) {
      plan.next(image);
    } else {
      plan.begin(image);
    }
    while (!answer.isDone()) {
      int count = Math.min(plan.rows(), options.timesteps() - answer.timesteps());
      plan.advance(count);
      int used = 0;
      while (used < count && !answer.isDone()) {
        output.readRow(used, row);
        outputLayout.toChannelsFirst(row, 0, inOrder, 0);
        answer.add(inOrder);
        used++;
      }
      dropUnusedTimesteps(used, count);
      recorder.record(used);
    }
    return result(index, answer, recorder);
  }

  /** Early exit: what was computed beyond it has not happened. */
  private void dropUnusedTimesteps(int used, int count) {
    if (used < count) {
      plan.subtractSpikes(used, count);
    }
  }

  private ImageResult result(int index, ReadoutAccumulator answer, Recorder recorder) {
    List<Long> spikes = new ArrayList<>();
    double operations = 0;
    Map<String, Tensor> counts = new HashMap<>();
    Map<String, Tensor> potentials = new HashMap<>();
    answer.requireFinite("image " + index);
    for (Node node : graph.neurons()) {
      NeuronLayer neuron = plan.neurons().get(node.name());
      if (!neuron.isFinite()) {
        throw Finite.overflow("image " + index + ": layer '" + node.name() + "'");
      }
      SampleLayout layout = SampleLayout.of(graph.shape(node.name()));
      double[] synapses = fanOut.get(node.name());
      float[] perNeuron = neuron.spikes();
      spikes.add(sum(perNeuron));
      operations += product(perNeuron, synapses);
      if (options.recording().spikeCounts().contains(node.name())) {
        counts.put(node.name(), layout.tensor(perNeuron));
      }
      if (options.recording().potentials().contains(node.name())) {
        potentials.put(node.name(), neuron.potential());
      }
    }
    double multiplyAccumulates = 0;
    for (MessageTally tally : plan.tallies()) {
      operations += tally.synapticOperations();
      multiplyAccumulates += tally.multiplyAccumulates();
    }
    return new ImageResult(
        index,
        answer.timesteps(),
        answer.predictions(),
        answer.accumulated(),
        answer.readout(),
        spikes,
        operations,
        multiplyAccumulates,
        recorder.means(),
        potentials,
        recorder.trains(),
        counts);
  }

  private static long sum(float[] counts) {
    long sum = 0;
    for (float count : counts) {
      sum += (long) count;
    }
    return sum;
  }

  private static double product(float[] counts, double[] synapses) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] * synapses[i];
    }
    return sum;
  }

  @Override
  public void close() {
    plan.close();
  }
}
