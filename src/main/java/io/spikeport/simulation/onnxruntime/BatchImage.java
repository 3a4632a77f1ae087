package io.spikeport.simulation.onnxruntime;

import io.spikeport.graph.Graph;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.cost.FanOut;
import io.spikeport.simulation.cost.MessageTally;
import io.spikeport.simulation.cost.SpikeTally;
import io.spikeport.simulation.natives.OnnxRuntimeValue;
import io.spikeport.simulation.run.Head;
import io.spikeport.simulation.run.ReadoutAccumulator;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is found for one image of a batch, timestep by timestep. */
final class BatchImage {

  private final Graph graph;
  private final SimulationOptions options;
  private final Map<String, SpikeTally> tallies;
  private final Map<String, MessageTally> messages = new HashMap<>();
  private final int index;
  private final ReadoutAccumulator answer;
  private final float[] output;
  private final long[] spikes;
  private double operations;
  private final Map<String, double[]> sums = new HashMap<>();
  private final Map<String, float[]> trains = new HashMap<>();
  private final Map<String, float[]> counts = new HashMap<>();
  private final Map<String, Tensor> potentials = new HashMap<>();

  /**
   * @param counted messages that are to be counted where they arrive
   */
  BatchImage(
      Graph graph,
      SimulationOptions options,
      Head head,
      Map<String, SpikeTally> tallies,
      List<FanOut.Arrival> counted,
      int index) {
    this.graph = graph;
    this.options = options;
    this.tallies = tallies;
    this.index = index;
    this.answer = new ReadoutAccumulator(options, head);
    this.output = new float[graph.outputShape().size()];
    this.spikes = new long[tallies.size()];
    for (FanOut.Arrival arrival : counted) {
      messages.put(arrival.value(), new MessageTally(arrival.spikes(), arrival.synapses()));
    }
    Recording recording = options.recording();
    recording.means().forEach(name -> sums.put(name, new double[graph.shape(name).size()]));
    recording.spikeCounts().forEach(name -> counts.put(name, new float[graph.shape(name).size()]));
    for (String name : recording.trains()) {
      int size = Math.multiplyExact(graph.shape(name).size(), options.timesteps());
      trains.put(name, new float[size]);
    }
  }

  boolean isDone() {
    return answer.isDone();
  }

  /**
   * Takes what a timestep yielded.
   *
   * @param position of the image in the batch
   * @param values of the graph, those that are recorded or counted and the output
   * @param products of each layer's spikes
   * @param after the recorded potentials after the timestep
   */
  void take(
      int position,
      Map<String, OnnxRuntimeValue> values,
      Map<String, OnnxRuntimeValue> products,
      Map<String, OnnxRuntimeValue> after) {
    int timestep = answer.timesteps();
    values.get(graph.output()).read(position, output);
    answer.add(output);
    count(position, products);
    messages.forEach((name, tally) -> tally.add(values.get(name).read(position)));
    trains.forEach(
        (name, train) -> {
          float[] now = values.get(name).read(position);
          System.arraycopy(now, 0, train, timestep * now.length, now.length);
        });
    counts.forEach(
        (name, count) -> {
          float[] now = values.get(name).read(position);
          boolean graded = graph.node(name).op() instanceof SigmaDelta;
          for (int i = 0; i < now.length; i++) {
            count[i] += Math.abs(graded ? Math.signum(now[i]) : now[i]);
          }
        });
    if (timestep >= options.readoutStart()) {
      sums.forEach(
          (name, sum) -> {
            float[] now = values.get(name).read(position);
            for (int i = 0; i < now.length; i++) {
              sum[i] += now[i];
            }
          });
    }
    if (answer.isDone()) {
      after.forEach(
          (layer, value) ->
              potentials.put(layer, Tensor.wrap(graph.shape(layer), value.read(position))));
    }
  }

  private void count(int position, Map<String, OnnxRuntimeValue> products) {
    int layer = 0;
    for (var entry : tallies.entrySet()) {
      float[] product = products.get(entry.getKey()).read(position);
      spikes[layer++] += entry.getValue().spikes(product, 0);
      operations += entry.getValue().operations(product, 0);
    }
  }

  ImageResult result() {
    answer.requireFinite("image " + index);
    int timesteps = answer.timesteps();
    Map<String, Tensor> means = new HashMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] mean = new float[sum.length];
          for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / (timesteps - options.readoutStart()));
          }
          means.put(name, Tensor.wrap(graph.shape(name), mean));
        });
    Map<String, Tensor> values = new HashMap<>();
    trains.forEach(
        (name, train) -> {
          var shape = graph.shape(name).prepend(timesteps);
          values.put(name, Tensor.wrap(shape, Arrays.copyOf(train, shape.size())));
        });
    Map<String, Tensor> perNeuron = new HashMap<>();
    counts.forEach((name, count) -> perNeuron.put(name, Tensor.wrap(graph.shape(name), count)));
    List<Long> perLayer = new ArrayList<>();
    for (long count : spikes) {
      perLayer.add(count);
    }
    double multiplyAccumulates = 0;
    double synapticOperations = operations;
    for (MessageTally tally : messages.values()) {
      synapticOperations += tally.synapticOperations();
      multiplyAccumulates += tally.multiplyAccumulates();
    }
    return new ImageResult(
        index,
        timesteps,
        answer.predictions(),
        answer.accumulated(),
        answer.readout(),
        perLayer,
        synapticOperations,
        multiplyAccumulates,
        means,
        potentials,
        values,
        perNeuron);
  }
}
