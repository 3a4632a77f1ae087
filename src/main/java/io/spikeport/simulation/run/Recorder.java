package io.spikeport.simulation.run;

import io.spikeport.graph.Graph;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.geometry.SampleLayout;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.simulation.plan.Plan;
import io.spikeport.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what a {@link Recording} asks for of one image. */
final class Recorder {

  private final Graph graph;
  private final Plan plan;
  private final Map<String, double[]> sums = new LinkedHashMap<>();
  private final Map<String, float[]> trains = new LinkedHashMap<>();
  private final int start;
  private int timesteps;

  Recorder(Graph graph, Plan plan, SimulationOptions options) {
    this.graph = graph;
    this.plan = plan;
    this.start = options.readoutStart();
    Recording recording = options.recording();
    int most = options.timesteps();
    recording.means().forEach(name -> sums.put(name, new double[graph.shape(name).size()]));
    recording
        .trains()
        .forEach(
            name ->
                trains.put(name, new float[Math.multiplyExact(graph.shape(name).size(), most)]));
  }

  /** Takes the first rows of the plan's last run. */
  void record(int rows) {
    sums.forEach(
        (name, sum) -> {
          RowBuffer value = plan.value(name);
          float[] row = new float[sum.length];
          for (int r = Math.max(0, start - timesteps); r < rows; r++) {
            value.readRow(r, row);
            for (int i = 0; i < row.length; i++) {
              sum[i] += row[i];
            }
          }
        });
    trains.forEach(
        (name, train) -> {
          RowBuffer value = plan.value(name);
          for (int r = 0; r < rows; r++) {
            value.read(r, 0, value.size(), train, (timesteps + r) * value.size());
          }
        });
    timesteps += rows;
  }

  Map<String, Tensor> means() {
    Map<String, Tensor> means = new HashMap<>();
    sums.forEach(
        (name, sum) -> {
          float[] mean = new float[sum.length];
          for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / (timesteps - start));
          }
          means.put(name, SampleLayout.of(graph.shape(name)).tensor(mean));
        });
    return means;
  }

  Map<String, Tensor> trains() {
    Map<String, Tensor> result = new HashMap<>();
    trains.forEach(
        (name, train) -> {
          SampleLayout layout = SampleLayout.of(graph.shape(name));
          float[] inOrder = new float[timesteps * layout.size()];
          for (int start = 0; start < inOrder.length; start += layout.size()) {
            layout.toChannelsFirst(train, start, inOrder, start);
          }
          result.put(name, Tensor.wrap(graph.shape(name).prepend(timesteps), inOrder));
        });
    return result;
  }
}
