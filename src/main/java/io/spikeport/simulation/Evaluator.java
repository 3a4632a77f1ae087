package io.spikeport.simulation;

import io.spikeport.data.Dataset;
import io.spikeport.error.DataException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.simulation.contract.ImageListener;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.LayerActivity;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures a spiking model on a data set: accuracy over time, activity, cost, speed. */
public final class Evaluator {

  private final SpikingModel model;
  private final SimulationOptions options;
  private final Engine engine;

  /** With the reference engine. */
  public Evaluator(SpikingModel model, SimulationOptions options) {
    this(model, options, Engine.ND4J);
  }

  public Evaluator(SpikingModel model, SimulationOptions options, Engine engine) {
    this.model = model;
    this.options = options;
    this.engine = engine;
  }

  /**
   * Evaluates the model on the first images of a data set.
   *
   * @param labels class of each image, if known; at least as many as images
   * @param images number of images, at most the data set's size
   * @throws DataException if images or labels do not fit the model or each other
   */
  public Evaluation evaluate(
      Dataset data, Optional<List<Integer>> labels, int images, ProgressListener progress) {
    return evaluate(data, labels, images, progress, result -> {});
  }

  /**
   * Evaluates, and hands on every image's result as well.
   *
   * @param listener receives the results in order, with what the options record
   */
  public Evaluation evaluate(
      Dataset data,
      Optional<List<Integer>> labels,
      int images,
      ProgressListener progress,
      ImageListener listener) {
    labels.ifPresent(known -> checkLabels(data, known, images));
    try (Simulation simulation = engine.open(model, options)) {
      long start = System.nanoTime();
      Tally tally = new Tally(labels, options.timesteps(), model.graph().neurons().size());
      simulation.run(
          data,
          images,
          result -> {
            tally.add(result);
            listener.image(result);
            progress.progress(tally.images, images);
          });
      return tally.evaluation(model.graph(), (System.nanoTime() - start) / 1e9);
    }
  }

  /** Evaluates the model on all images of a data set. */
  public Evaluation evaluate(Dataset data, Optional<List<Integer>> labels) {
    return evaluate(data, labels, data.size(), ProgressListener.NONE);
  }

  private void checkLabels(Dataset data, List<Integer> labels, int images) {
    if (labels.size() < images) {
      throw new DataException(
          Problem.mismatch(
              data.source(),
              "a label for each of " + images + " images",
              labels.size() + " labels",
              "give the labels that belong to these images"));
    }
    int classes = model.outputShape().size();
    for (int i = 0; i < images; i++) {
      if (labels.get(i) < 0 || labels.get(i) >= classes) {
        throw new DataException(
            Problem.mismatch(
                "label of image " + i,
                "a class of 0 to " + (classes - 1),
                labels.get(i).toString(),
                ""));
      }
    }
  }

  private static final class Tally {
    private final Optional<List<Integer>> labels;
    private final int timesteps;
    private final long[] correct;
    private final long[] spikes;
    private int images;
    private long stepsRun;
    private double operations;
    private double multiplyAccumulates;

    Tally(Optional<List<Integer>> labels, int timesteps, int layers) {
      this.labels = labels;
      this.timesteps = timesteps;
      this.correct = new long[timesteps];
      this.spikes = new long[layers];
    }

    void add(ImageResult result) {
      images++;
      stepsRun += result.timesteps();
      operations += result.synapticOperations();
      multiplyAccumulates += result.multiplyAccumulates();
      for (int layer = 0; layer < spikes.length; layer++) {
        spikes[layer] += result.spikes().get(layer);
      }
      labels.ifPresent(
          known -> {
            int label = known.get(result.index());
            for (int t = 0; t < timesteps; t++) {
              int last = Math.min(t, result.timesteps() - 1);
              if (result.predictions().get(last) == label) {
                correct[t]++;
              }
            }
          });
    }

    Evaluation evaluation(Graph graph, double seconds) {
      List<LayerActivity> layers = new ArrayList<>();
      for (Node node : graph.neurons()) {
        int neurons = graph.shape(node.name()).size();
        double rate = spikes[layers.size()] / ((double) stepsRun * neurons);
        layers.add(new LayerActivity(node.name(), neurons, rate));
      }
      List<Double> accuracy = new ArrayList<>();
      for (long count : correct) {
        accuracy.add((double) count / images);
      }
      return new Evaluation(
          images,
          timesteps,
          labels.map(known -> accuracy),
          (double) stepsRun / images,
          layers,
          operations / images,
          Energy.multiplyAccumulatesOnce(graph) + multiplyAccumulates / images,
          seconds,
          stepsRun / seconds);
    }
  }
}
