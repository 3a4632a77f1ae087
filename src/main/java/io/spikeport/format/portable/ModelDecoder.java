package io.spikeport.format.portable;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.proto.Snn;
import io.spikeport.snn.ActivationHistogram;
import io.spikeport.snn.Coding;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From the message to the model. Every message names the place. */
final class ModelDecoder {

  private ModelDecoder() {}

  /**
   * @throws ModelException if anything in the message is missing or does not fit
   */
  static SpikingModel decode(Snn.SpikingModel message) {
    FormatVersion version =
        new FormatVersion(message.getVersion().getMajor(), message.getVersion().getMinor());
    version.requireReadable();
    new MessageCheck(version.mayHoldUnknownFields()).check(message);
    Graph graph = graph(message.getInput(), message.getGraph());
    return new SpikingModel(
        at("input: preprocessing", () -> preprocessing(message.getInput().getPreprocessing())),
        graph,
        message.hasCoding() ? EnumCodec.decode(message.getCoding()) : Coding.RATE,
        message.hasHead()
            ? Optional.of(at("head", () -> OpDecoder.block("head", message.getHead())))
            : Optional.empty(),
        at("defaults", () -> defaults(message.getDefaults())),
        message.getClassLabels().getNamesList(),
        at("provenance", () -> provenance(message.getProducer(), message.getProvenance())));
  }

  private static <T> T at(String place, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(new Problem(place, e.getMessage(), ""), e);
    }
  }

  private static Preprocessing preprocessing(Snn.Preprocessing message) {
    return new Preprocessing(
        message.getScale(),
        message.getMeanList(),
        message.getStdList(),
        message.getResizeList(),
        message.getCropList());
  }

  private static SimulationDefaults defaults(Snn.SimulationDefaults message) {
    return new SimulationDefaults(
        message.getTimesteps(),
        EnumCodec.decode(message.getReadout()),
        message.getReadoutStart(),
        EnumCodec.decode(message.getCoding()));
  }

  private static Graph graph(Snn.Input input, Snn.Graph message) {
    requireOrder(message);
    List<Node> nodes = new ArrayList<>();
    for (Snn.Node node : message.getNodesList()) {
      String place = MessageCheck.describe(node);
      Op op = at(place, () -> new OpDecoder(place).decode(node));
      nodes.add(new Node(node.getName(), op, node.getInputsList()));
    }
    Graph graph =
        new Graph(
            new GraphInput(
                message.getInput(), TensorCodec.decodeShape("input: shape", input.getShapeList())),
            nodes,
            message.getOutput());
    nodes.forEach(node -> requireModest(node, graph));
    return graph;
  }

  /** {@link Graph} checks this too, but cannot tell a cycle from a name that does not exist. */
  private static void requireOrder(Snn.Graph message) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < message.getNodesCount(); i++) {
      positions.putIfAbsent(message.getNodes(i).getName(), i);
    }
    for (int i = 0; i < message.getNodesCount(); i++) {
      Snn.Node node = message.getNodes(i);
      for (String name : node.getInputsList()) {
        int position = positions.getOrDefault(name, -1);
        if (position >= i && !name.equals(message.getInput())) {
          throw new ModelException(
              Problem.mismatch(
                  MessageCheck.describe(node),
                  "inputs that stand before it",
                  position == i ? "itself: a cycle" : "'" + name + "', which stands after it",
                  "nodes must be in topological order and free of cycles"));
        }
      }
    }
  }

  private static void requireModest(Node node, Graph graph) {
    int size = graph.shape(node.name()).size();
    if (size > TensorCodec.MAXIMUM_ELEMENTS) {
      throw new ModelException(
          Problem.mismatch(
              node.describe(),
              "at most " + TensorCodec.MAXIMUM_ELEMENTS + " values for one image",
              size + " values " + graph.shape(node.name()),
              ""));
    }
  }

  private static Provenance provenance(String producer, Snn.Provenance message) {
    List<LayerStatistics> layers = new ArrayList<>();
    message.getLayersList().forEach(layer -> layers.add(statistics(layer)));
    return new Provenance(
        producer,
        message.getSource(),
        message.getSourceSha256(),
        message.getNormalization(),
        message.getGranularity(),
        message.getSamples(),
        layers,
        message.getApproximationsList(),
        message.getOptionsList(),
        message.hasSamplesSha256() ? Optional.of(message.getSamplesSha256()) : Optional.empty(),
        message.hasJudgment()
            ? Optional.of(at("provenance: judgment", () -> judgment(message.getJudgment())))
            : Optional.empty());
  }

  private static Judgment judgment(Snn.Judgment message) {
    return new Judgment(
        message.getImages(),
        message.hasAgreement() ? Optional.of(message.getAgreement()) : Optional.empty(),
        message.hasOutputError() ? Optional.of(message.getOutputError()) : Optional.empty());
  }

  private static LayerStatistics statistics(Snn.LayerStatistics layer) {
    Snn.ActivationHistogram histogram = layer.getHistogram();
    return new LayerStatistics(
        layer.getLayer(),
        layer.getMaximum(),
        layer.getMean(),
        TensorCodec.decode(ModelEncoder.statisticsPlace(layer.getLayer()), layer.getScale()),
        layer.hasHistogram()
            ? Optional.of(
                at(
                    "provenance: layer '" + layer.getLayer() + "': histogram",
                    () -> new ActivationHistogram(histogram.getZeros(), histogram.getCountsList())))
            : Optional.empty());
  }
}
