package io.spikeport.tuning;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.simulation.StagedSimulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a tuned network on calibration images to fit its last layer. */
final class ReadoutTuner {

  private final Graph prepared;
  private final Graph spiking;
  private final int timesteps;
  private final ReadoutWindow window;
  private final int threads;
  private final List<float[]> features = new ArrayList<>();
  private final List<double[]> errors = new ArrayList<>();

  /**
   * @param prepared the float network
   * @param spiking the tuned network, its scalers separate
   * @param timesteps T
   * @param start t₀ of the readout
   */
  ReadoutTuner(Graph prepared, Graph spiking, int timesteps, int start, int threads) {
    this.prepared = prepared;
    this.spiking = spiking;
    this.timesteps = timesteps;
    this.window = new ReadoutWindow(start, timesteps);
    this.threads = threads;
  }

  /** Whether the last layer is one that can be fitted. */
  boolean applies() {
    return spiking.node(spiking.output()).op() instanceof Linear;
  }

  /** Runs some images; as many at a time as memory allows. */
  void run(List<float[]> images) {
    Node last = spiking.node(spiking.output());
    String input = last.inputs().get(0);
    try (StagedSimulation ann = new StagedSimulation(prepared, images, 1, threads);
        StagedSimulation snn = new StagedSimulation(spiking, images, timesteps, threads)) {
      prepared.nodes().forEach(node -> ann.compute(node.name()));
      for (Node node : spiking.nodes()) {
        if (node.equals(last)) {
          for (float[] train : snn.trains(input)) {
            features.add(mean(train, spiking.shape(input).size()));
          }
        }
        snn.compute(node.name());
      }
      float[][] expected = ann.trains(prepared.output());
      float[][] found = snn.trains(spiking.output());
      for (int i = 0; i < expected.length; i++) {
        errors.add(difference(expected[i], mean(found[i], expected[i].length)));
      }
    }
  }

  /** The correction; nothing where a fit does not help. */
  Optional<OutputCorrection> fit() {
    return ReadoutFit.fit(features.toArray(float[][]::new), errors.toArray(double[][]::new));
  }

  private float[] mean(float[] train, int size) {
    double[] mean = window.mean(train, size);
    float[] rounded = new float[size];
    for (int i = 0; i < size; i++) {
      rounded[i] = (float) mean[i];
    }
    return rounded;
  }

  private static double[] difference(float[] a, float[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = (double) a[i] - b[i];
    }
    return difference;
  }
}
