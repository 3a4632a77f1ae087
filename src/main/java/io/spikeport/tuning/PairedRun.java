package io.spikeport.tuning;

import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegratingNeuron;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Node;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.simulation.ArrayPool;
import io.spikeport.simulation.StagedSimulation;
import io.spikeport.simulation.ValuesOverTime;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The float network and the spiking one side by side over the same images, node by node, so that
 * the neurons of each layer can be chosen when all before it is known.
 */
final class PairedRun implements AutoCloseable {

  /** What a layer of neurons puts out. */
  interface LayerFunction {
    /**
     * @param neuron the layer's node
     * @param currents in activation units
     * @param activations the ANN's
     * @return T rows, in activation units
     */
    ValuesOverTime outputs(Node neuron, ValuesOverTime currents, ValuesOverTime activations);
  }

  private final Graph prepared;
  private final Graph spiking;
  private final StagedSimulation ann;
  private final StagedSimulation snn;
  private final Map<String, Node> scalersIn = new HashMap<>();

  /** Names of both scalers of each neuron layer; the layer does their work. */
  private final Set<String> scalers = new HashSet<>();

  /**
   * @param prepared the float network
   * @param spiking the same with neurons for its ReLUs, its scalers separate
   * @param images preprocessed, {@code [C,H,W]} each
   * @param spare memory for all values
   */
  PairedRun(
      Graph prepared,
      Graph spiking,
      List<float[]> images,
      int timesteps,
      int threads,
      ArrayPool spare) {
    this.prepared = prepared;
    this.spiking = spiking;
    this.ann = new StagedSimulation(prepared, images, 1, threads, spare);
    this.snn = new StagedSimulation(spiking, images, timesteps, threads, spare);
    for (Node neuron : spiking.neurons()) {
      Node scalerIn = spiking.node(neuron.inputs().get(0));
      scalersIn.put(neuron.name(), scalerIn);
      scalers.add(scalerIn.name());
      scalers.add(scalerOut(neuron).name());
    }
  }

  /** Runs all nodes. */
  void run(LayerFunction layers) {
    snn.keep(lastInput());
    for (Node node : spiking.nodes()) {
      if (prepared.hasNode(node.name())) {
        ann.compute(node.name());
      }
      if (node.op() instanceof Neuron) {
        Node scalerIn = scalersIn.get(node.name());
        ValuesOverTime outputs =
            layers.outputs(node, snn.trains(current(node)), ann.trains(node.name()));
        snn.put(scalerOut(node).name(), outputs);
        snn.skip(scalerIn.name());
      } else if (!scalers.contains(node.name())) {
        snn.compute(node.name());
      }
    }
  }

  private String current(Node neuron) {
    return scalersIn.get(neuron.name()).inputs().get(0);
  }

  private Node scalerOut(Node neuron) {
    return spiking.consumers(neuron.name()).get(0);
  }

  /** What a layer puts out as it is in the graph. */
  ValuesOverTime fire(Node neuron) {
    return snn.fire(
        current(neuron),
        (IntegratingNeuron) neuron.op(),
        factor(scalersIn.get(neuron.name())),
        Optional.empty(),
        factor(scalerOut(neuron)),
        true);
  }

  private static Tensor factor(Node scaler) {
    return ((VoltageScaler) scaler.op()).factor();
  }

  /**
   * What a layer puts out with other parameters.
   *
   * @param neurons created with the parameters' initial potential
   * @param parameters scales and biases per channel
   * @param last whether this is the last time: the currents may be overwritten
   */
  ValuesOverTime fire(
      Node layer, IntegratingNeuron neurons, NeuronParameters parameters, boolean last) {
    float[] factors = new float[parameters.scale().size()];
    float[] shifts = new float[factors.length];
    for (int c = 0; c < factors.length; c++) {
      factors[c] = 1 / parameters.scale().get(c);
      shifts[c] = parameters.bias().get(c) * factors[c];
    }
    return snn.fire(
        current(layer),
        neurons,
        Tensor.vector(factors),
        Optional.of(Tensor.vector(shifts)),
        parameters.outputScale(),
        last);
  }

  /** The ANN's output; once all nodes are run. */
  ValuesOverTime expected() {
    return ann.trains(prepared.output());
  }

  /** The spiking network's output; once all nodes are run. */
  ValuesOverTime found() {
    return snn.trains(spiking.output());
  }

  /** For every image what the last layer says about its readout; once all nodes are run. */
  List<ReadoutSample> readoutSamples(ReadoutWindow window) {
    int inputs = spiking.shape(lastInput()).size();
    int outputs = spiking.outputShape().size();
    List<ReadoutSample> samples = new ArrayList<>();
    for (int image = 0; image < snn.images(); image++) {
      double[] mean = window.mean(snn.trains(lastInput()), image, inputs);
      float[] features = new float[mean.length];
      for (int i = 0; i < features.length; i++) {
        features[i] = (float) mean[i];
      }
      samples.add(
          new ReadoutSample(
              features, expected().image(image), window.mean(found(), image, outputs)));
    }
    return samples;
  }

  private String lastInput() {
    return spiking.node(spiking.output()).inputs().get(0);
  }

  @Override
  public void close() {
    ann.close();
    snn.close();
  }
}
