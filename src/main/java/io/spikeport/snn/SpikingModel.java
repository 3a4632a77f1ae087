package io.spikeport.snn;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.DeltaCoding;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A spiking neural network and all that is needed to run it.
 *
 * @param preprocessing what is done to an image before the network sees it
 * @param graph the network; its input is one preprocessed image {@code [C,H,W]}
 * @param coding what the messages between nodes mean
 * @param head runs on the readout's value, which it takes as its only input: the sum of the graph's
 *     output in delta coding, its mean over the timesteps that are read in rate coding
 * @param classLabels names of the classes in the order of the output, or empty if unknown
 */
public record SpikingModel(
    Preprocessing preprocessing,
    Graph graph,
    Coding coding,
    Optional<FloatBlock> head,
    SimulationDefaults defaults,
    List<String> classLabels,
    Provenance provenance) {

  /** A rate-coded model without a head. */
  public SpikingModel(
      Preprocessing preprocessing,
      Graph graph,
      SimulationDefaults defaults,
      List<String> classLabels,
      Provenance provenance) {
    this(preprocessing, graph, Coding.RATE, Optional.empty(), defaults, classLabels, provenance);
  }

  public SpikingModel {
    Objects.requireNonNull(coding);
    Objects.requireNonNull(defaults);
    Objects.requireNonNull(provenance);
    classLabels = List.copyOf(classLabels);
    int channels = graph.input().shape().rank() == 0 ? 1 : graph.input().shape().extent(0);
    if (!preprocessing.fits(channels)) {
      throw new ModelException(
          Problem.mismatch(
              "preprocessing",
              "one mean and standard deviation, or " + channels,
              preprocessing.mean().size() + " and " + preprocessing.std().size(),
              ""));
    }
    if (!classLabels.isEmpty() && classLabels.size() != outputShape(graph, head).size()) {
      throw new ModelException(
          Problem.mismatch(
              "class labels",
              outputShape(graph, head).size() + " labels",
              String.valueOf(classLabels.size()),
              ""));
    }
    checkCoding(coding, graph, defaults);
    head.ifPresent(block -> requireFits(block, graph));
  }

  private static void checkCoding(Coding coding, Graph graph, SimulationDefaults defaults) {
    for (Node node : graph.neurons()) {
      boolean graded = node.op() instanceof SigmaDelta;
      if (graded != (coding == Coding.DELTA)) {
        throw new ModelException(
            Problem.mismatch(
                node.describe(),
                coding == Coding.DELTA
                    ? "sigma-delta neurons in a delta-coded model"
                    : "no sigma-delta neurons in a rate-coded model",
                node.op().name(),
                ""));
      }
    }
    if (coding == Coding.DELTA) {
      if (defaults.readoutStart() != 0) {
        throw new ModelException(
            Problem.mismatch(
                "defaults",
                "a readout from timestep 0 in a delta-coded model",
                String.valueOf(defaults.readoutStart()),
                ""));
      }
      try {
        DeltaCoding.expand(graph);
      } catch (IllegalArgumentException e) {
        throw new ModelException(new Problem("graph", e.getMessage(), ""), e);
      }
    }
  }

  private static void requireFits(FloatBlock head, Graph graph) {
    if (!head.inputs().equals(List.of(graph.outputShape()))) {
      throw new ModelException(
          Problem.mismatch(
              "head",
              "one input of the shape of the graph's output, " + graph.outputShape(),
              head.inputs().toString(),
              ""));
    }
  }

  private static Shape outputShape(Graph graph, Optional<FloatBlock> head) {
    return head.map(FloatBlock::output).orElse(graph.outputShape());
  }

  /** This model with other preprocessing. */
  public SpikingModel with(Preprocessing other) {
    return new SpikingModel(other, graph, coding, head, defaults, classLabels, provenance);
  }

  /** This model with other simulation defaults. */
  public SpikingModel with(SimulationDefaults other) {
    return new SpikingModel(preprocessing, graph, coding, head, other, classLabels, provenance);
  }

  /** This model with another origin. */
  public SpikingModel with(Provenance other) {
    return new SpikingModel(preprocessing, graph, coding, head, defaults, classLabels, other);
  }

  /** Whether the value of an edge is the sum of its messages. */
  public boolean isDelta() {
    return coding == Coding.DELTA;
  }

  /**
   * Whether what is read out is to be divided by the number of timesteps read: in delta coding the
   * sum is the output, and a head has taken the mean.
   */
  public boolean readsMean() {
    return !isDelta() && head.isEmpty();
  }

  /** Shape of one sample's output: the head's, or the graph's. */
  public Shape outputShape() {
    return outputShape(graph, head);
  }

  /** The graph as the engines run it, timestep by timestep, with a constant input. */
  public Graph runnableGraph() {
    return coding == Coding.DELTA ? DeltaCoding.expand(graph) : graph;
  }
}
