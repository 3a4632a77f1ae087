package io.spikeport.tuning;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.data.ChosenSamples;
import io.spikeport.data.Dataset;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.Softmax;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.StagedSimulation;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Calibrates what activation scales leave, on spiking runs: layer by layer, every layer sees the
 * spikes that the layers before it, tuned already, really send it over T timesteps, and is fitted
 * to the ANN's activations on the same images. No labels, no gradients, the same result on every
 * run.
 */
public final class Tuner {

  /** Memory for the values of all images, in bytes. */
  private static final long MEMORY = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

  /** Values of the largest layer's size that are alive at once, both networks together. */
  private static final int ALIVE = 4;

  private static final int LEAST_IMAGES = 8;

  /** Images for the readout, which has a weight for every feature, as a multiple of the others. */
  private static final int READOUT_SHARE = 2;

  private final Graph prepared;
  private final NeuronModel.If neurons;
  private final float initialPotential;
  private final int timesteps;
  private final ReadoutWindow window;
  private final Tuning tuning;
  private final int threads;

  /**
   * @param prepared the float network after its exact rewrites
   * @param initialPotential v₀ in threshold units, where it is not tuned
   * @param timesteps T that the network is tuned for
   * @param start t₀ of the readout
   */
  public Tuner(
      Graph prepared,
      NeuronModel.If neurons,
      float initialPotential,
      int timesteps,
      int start,
      Tuning tuning,
      int threads) {
    this.prepared = prepared;
    this.neurons = neurons;
    this.initialPotential = initialPotential;
    this.timesteps = timesteps;
    this.window = new ReadoutWindow(start, timesteps);
    this.tuning = tuning;
    this.threads = threads;
  }

  /**
   * Tunes every layer.
   *
   * @param scales where the search starts
   * @param data preprocessed calibration images
   * @param progress told the number of neuron layers done so far
   */
  public TunedNetwork tune(
      ActivationScales scales, MaxPooling maxPooling, Dataset data, IntConsumer progress) {
    Map<String, NeuronParameters> parameters = new LinkedHashMap<>();
    scales
        .byLayer()
        .forEach(
            (layer, scale) -> parameters.put(layer, NeuronParameters.of(scale, initialPotential)));
    Graph spiking = spiking(parameters, maxPooling);
    int count = affordable(data);
    ChosenSamples chosen = ChosenSamples.spread(data, count);
    List<float[]> images = images(chosen);
    Map<String, Node> scalersIn = scalersIn(spiking);
    Map<Integer, ReadoutSample> seen = new HashMap<>();
    Optional<OutputCorrection> shift;
    try (StagedSimulation ann = new StagedSimulation(prepared, images, 1, threads);
        StagedSimulation snn = new StagedSimulation(spiking, images, timesteps, threads)) {
      boolean fitsReadout = tuning.readout() && last(spiking).op() instanceof Linear;
      if (fitsReadout) {
        snn.keep(last(spiking).inputs().get(0));
      }
      int done = 0;
      for (Node node : spiking.nodes()) {
        if (prepared.hasNode(node.name())) {
          ann.compute(node.name());
        }
        if (node.op() instanceof Neuron) {
          Node scalerIn = scalersIn.get(node.name());
          String current = scalerIn.inputs().get(0);
          LayerTuner layerTuner =
              new LayerTuner(model(node.name()), timesteps, window.start(), tuning);
          LayerTuner.Tuned tuned =
              layerTuner.tune(
                  snn.trains(current),
                  ann.trains(node.name()),
                  spiking.shape(node.name()),
                  scales.of(node.name()),
                  initialPotential,
                  largestScale(node.name()));
          parameters.put(node.name(), tuned.parameters());
          snn.skip(scalerIn.name());
          snn.put(spiking.consumers(node.name()).get(0).name(), tuned.outputs());
          progress.accept(++done);
        } else if (!isScaler(spiking, node, scalersIn)) {
          snn.compute(node.name());
        }
      }
      shift = shift(spiking, ann, snn);
      for (int i = 0; fitsReadout && i < images.size(); i++) {
        seen.put(chosen.indices().get(i), sample(spiking, ann, snn, i));
      }
    }
    // Only now that the memory of those runs is free.
    return new TunedNetwork(
        parameters, readout(parameters, maxPooling, data, seen).or(() -> shift));
  }

  /** The network with its scalers apart, so that all values are in activation units. */
  private Graph spiking(Map<String, NeuronParameters> parameters, MaxPooling maxPooling) {
    return Rewriting.spike(
        prepared, parameters, Optional.empty(), neurons, maxPooling, Scalers.SEPARATE);
  }

  private static Map<String, Node> scalersIn(Graph spiking) {
    Map<String, Node> scalers = new HashMap<>();
    for (Node neuron : spiking.neurons()) {
      scalers.put(neuron.name(), spiking.node(neuron.inputs().get(0)));
    }
    return scalers;
  }

  /** Whether a node is one of the two scalers of a neuron layer; the layer does their work. */
  private static boolean isScaler(Graph spiking, Node node, Map<String, Node> scalersIn) {
    return scalersIn.containsValue(node) || scalersIn.containsKey(node.inputs().get(0));
  }

  private NeuronModel.If model(String layer) {
    return prepared.node(layer).op() instanceof ClippedRelu ? neurons.saturating() : neurons;
  }

  private float largestScale(String layer) {
    return prepared.node(layer).op() instanceof ClippedRelu clipped
        ? clipped.maximum()
        : Float.MAX_VALUE;
  }

  private int affordable(Dataset data) {
    long largest = prepared.input().shape().size();
    for (Node node : prepared.nodes()) {
      largest = Math.max(largest, prepared.shape(node.name()).size());
    }
    long affordable = MEMORY / (ALIVE * largest * timesteps * Float.BYTES);
    return (int)
        Math.min(Math.min(tuning.images(), data.size()), Math.max(LEAST_IMAGES, affordable));
  }

  private static List<float[]> images(Dataset data) {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      float[] image = new float[data.sampleShape().size()];
      data.read(i, 1, image);
      images.add(image);
    }
    return images;
  }

  private Optional<OutputCorrection> readout(
      Map<String, NeuronParameters> parameters,
      MaxPooling maxPooling,
      Dataset data,
      Map<Integer, ReadoutSample> seen) {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    int count = Math.min(data.size(), READOUT_SHARE * seen.size());
    return new ReadoutTuner(prepared, spiking(parameters, maxPooling), window, threads)
        .fit(ChosenSamples.spread(data, count), seen);
  }

  private static Node last(Graph graph) {
    return graph.node(graph.output());
  }

  private ReadoutSample sample(
      Graph spiking, StagedSimulation ann, StagedSimulation snn, int image) {
    String input = last(spiking).inputs().get(0);
    double[] mean = window.mean(snn.trains(input)[image], spiking.shape(input).size());
    float[] features = new float[mean.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) mean[i];
    }
    double[] found = window.mean(snn.trains(spiking.output())[image], spiking.outputShape().size());
    return new ReadoutSample(features, ann.trains(prepared.output())[image], found);
  }

  /** What the output lacks on average, per channel; a Softmax at the end has no such shift. */
  private Optional<OutputCorrection> shift(
      Graph spiking, StagedSimulation ann, StagedSimulation snn) {
    Node last = last(spiking);
    if (!tuning.bias() || last.op() instanceof Softmax || last.op() instanceof LogSoftmax) {
      return Optional.empty();
    }
    Shape shape = spiking.outputShape();
    float[][] expected = ann.trains(prepared.output());
    float[][] found = snn.trains(spiking.output());
    int perChannel = shape.stride(0);
    double[] sums = new double[shape.extent(0)];
    for (int image = 0; image < found.length; image++) {
      double[] mean = window.mean(found[image], shape.size());
      for (int i = 0; i < mean.length; i++) {
        sums[i / perChannel] += expected[image][i] - mean[i];
      }
    }
    float[] shift = new float[sums.length];
    for (int c = 0; c < shift.length; c++) {
      shift[c] = (float) (sums[c] / ((double) found.length * perChannel));
    }
    return Optional.of(
        new OutputCorrection(Optional.empty(), Tensor.wrap(Shape.of(shift.length), shift)));
  }
}
