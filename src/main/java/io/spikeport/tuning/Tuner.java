package io.spikeport.tuning;

import io.spikeport.calibration.ActivationScales;
import io.spikeport.data.ChosenSamples;
import io.spikeport.data.Dataset;
import io.spikeport.error.MemoryException;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.Node;
import io.spikeport.graph.Softmax;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.OutputCorrection;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.ArrayPool;
import io.spikeport.simulation.ValuesOverTime;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Calibrates what activation scales leave, on spiking runs: layer by layer, every layer sees the
 * spikes that the layers before it, tuned already, really send it over T timesteps, and is fitted
 * to the ANN's activations on the same images. No labels, no gradients, the same result on every
 * run.
 */
public final class Tuner {

  /**
   * Memory for the values of all images, in bytes. A constant, since the number of images decides
   * what a model becomes, and the same command gives the same bytes on every machine.
   */
  private static final long MEMORY = 1L << 30;

  /** Values of the largest layer's size that are alive at once, both networks together. */
  private static final int ALIVE = 4;

  private static final int LEAST_IMAGES = 8;

  /** Heap that all the rest takes, in bytes. */
  private static final long BASE = 128L << 20;

  /** Images for the readout, which has a weight for every feature, as a multiple of the others. */
  private static final int READOUT_SHARE = 2;

  private final Graph prepared;
  private final NeuronModel.If neurons;
  private final float initialPotential;
  private final int timesteps;
  private final ReadoutWindow window;
  private final Tuning tuning;
  private final int threads;
  private final ArrayPool spare = new ArrayPool();

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
   * @throws MemoryException if the values of all images do not fit into Java's heap
   */
  public TunedNetwork tune(
      ActivationScales scales, MaxPooling maxPooling, Dataset data, IntConsumer progress) {
    try {
      return tuneAll(scales, maxPooling, data, progress);
    } catch (OutOfMemoryError e) {
      throw MemoryException.heap("tuning on spiking runs", BASE + bytes(affordable(data)), e);
    }
  }

  /** Positions of the images that would be simulated. */
  public Set<Integer> simulated(Dataset data) {
    int affordable = affordable(data);
    Set<Integer> positions = new HashSet<>(ChosenSamples.spread(data, affordable).indices());
    if (tuning.readout()) {
      positions.addAll(forReadout(data, affordable).indices());
    }
    return positions;
  }

  private static ChosenSamples forReadout(Dataset data, int forLayers) {
    return ChosenSamples.spread(data, Math.min(data.size(), READOUT_SHARE * forLayers));
  }

  private TunedNetwork tuneAll(
      ActivationScales scales, MaxPooling maxPooling, Dataset data, IntConsumer progress) {
    Map<String, NeuronParameters> calibrated = new LinkedHashMap<>();
    scales
        .byLayer()
        .forEach(
            (layer, scale) -> calibrated.put(layer, NeuronParameters.of(scale, initialPotential)));
    Graph spiking = spiking(calibrated, maxPooling);
    ChosenSamples chosen = ChosenSamples.spread(data, affordable(data));
    Map<String, NeuronParameters> parameters = new LinkedHashMap<>();
    Map<Integer, ReadoutSample> seen = new HashMap<>();
    Optional<OutputCorrection> shift;
    try (PairedRun run = run(spiking, chosen)) {
      run.run(
          (neuron, currents, activations) -> {
            String layer = neuron.name();
            NeuronModel.If model = model(layer);
            LayerTuner.Tuned tuned =
                new LayerTuner(model, timesteps, window.start(), tuning)
                    .tune(
                        currents,
                        activations,
                        spiking.shape(layer),
                        scales.of(layer),
                        initialPotential,
                        largestScale(layer),
                        (p, last) -> run.fire(neuron, model.create(p.initialPotential()), p, last));
            parameters.put(layer, tuned.parameters());
            progress.accept(parameters.size());
            return tuned.outputs();
          });
      shift = shift(spiking, run);
      if (tuning.readout() && last(spiking).op() instanceof Linear) {
        see(run, chosen, seen);
      }
    }
    // Only now that the memory of that run is spare.
    return new TunedNetwork(
        parameters, readout(parameters, maxPooling, data, seen).or(() -> shift));
  }

  private PairedRun run(Graph spiking, Dataset data) {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      float[] image = new float[data.sampleShape().size()];
      data.read(i, 1, image);
      images.add(image);
    }
    return new PairedRun(prepared, spiking, images, timesteps, threads, spare);
  }

  private void see(PairedRun run, ChosenSamples chosen, Map<Integer, ReadoutSample> seen) {
    List<ReadoutSample> samples = run.readoutSamples(window);
    for (int i = 0; i < samples.size(); i++) {
      seen.put(chosen.indices().get(i), samples.get(i));
    }
  }

  /** The network with its scalers apart, so that all values are in activation units. */
  private Graph spiking(Map<String, NeuronParameters> parameters, MaxPooling maxPooling) {
    return Rewriting.spike(
        prepared, parameters, Optional.empty(), neurons, maxPooling, Scalers.SEPARATE);
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
    long affordable = MEMORY / bytes(1);
    return (int)
        Math.min(Math.min(tuning.images(), data.size()), Math.max(LEAST_IMAGES, affordable));
  }

  /** Memory that so many images take. */
  private long bytes(int images) {
    long largest = prepared.input().shape().size();
    for (Node node : prepared.nodes()) {
      largest = Math.max(largest, prepared.shape(node.name()).size());
    }
    return images * ALIVE * largest * timesteps * Float.BYTES;
  }

  /** Fits the readout, to as many images again as the layers were tuned on. */
  private Optional<OutputCorrection> readout(
      Map<String, NeuronParameters> parameters,
      MaxPooling maxPooling,
      Dataset data,
      Map<Integer, ReadoutSample> seen) {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    ChosenSamples all = forReadout(data, seen.size());
    List<Integer> others = all.indices().stream().filter(i -> !seen.containsKey(i)).toList();
    if (!others.isEmpty()) {
      ChosenSamples chosen = new ChosenSamples(data, others);
      try (PairedRun run = run(spiking(parameters, maxPooling), chosen)) {
        run.run((neuron, currents, activations) -> run.fire(neuron));
        see(run, chosen, seen);
      }
    }
    return ReadoutFit.fit(all.indices().stream().map(seen::get).toList());
  }

  private static Node last(Graph graph) {
    return graph.node(graph.output());
  }

  /** What the output lacks on average, per channel; a Softmax at the end has no such shift. */
  private Optional<OutputCorrection> shift(Graph spiking, PairedRun run) {
    Node last = last(spiking);
    if (!tuning.bias() || last.op() instanceof Softmax || last.op() instanceof LogSoftmax) {
      return Optional.empty();
    }
    Shape shape = spiking.outputShape();
    ValuesOverTime expected = run.expected();
    double[] sums = new double[shape.extent(0)];
    for (int image = 0; image < expected.images(); image++) {
      double[] mean = window.mean(run.found(), image, shape.size());
      for (int i = 0; i < mean.length; i++) {
        sums[i % sums.length] += expected.image(image)[i] - mean[i];
      }
    }
    float[] shift = new float[sums.length];
    for (int c = 0; c < shift.length; c++) {
      shift[c] = (float) (sums[c] / ((double) expected.images() * shape.stride(0)));
    }
    return Optional.of(
        new OutputCorrection(Optional.empty(), Tensor.wrap(Shape.of(shift.length), shift)));
  }
}
