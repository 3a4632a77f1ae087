package io.spikeport.format.portable;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.proto.Snn;
import io.spikeport.snn.Coding;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;

/** From the model to the message; nothing is lost. */
final class ModelEncoder {

  static final String FORMAT = "spikeport.snn";

  /** A message must stay below 2 GiB; the rest is for provenance and labels. */
  private static final long MAXIMUM_BYTES = Integer.MAX_VALUE - (1L << 24);

  private ModelEncoder() {}

  /**
   * The whole message.
   *
   * @throws ModelException if a number is NaN or infinite, or a node has no name
   */
  static Snn.SpikingModel encode(SpikingModel model) {
    return encode(model, TensorCodec::encode);
  }

  /**
   * Likewise.
   *
   * @param tensors makes the nodes' tensors, and may keep their numbers back
   */
  static Snn.SpikingModel encode(SpikingModel model, TensorEncoder tensors) {
    Snn.SpikingModel.Builder message =
        Snn.SpikingModel.newBuilder()
            .setFormat(FORMAT)
            .setVersion(
                Snn.Version.newBuilder()
                    .setMajor(FormatVersion.CURRENT.major())
                    .setMinor(FormatVersion.CURRENT.minor()))
            .setProducer(model.provenance().producer())
            .setInput(input(model))
            .setGraph(graph(model.graph(), tensors))
            .setDefaults(defaults(model.defaults()))
            .setProvenance(provenance(model.provenance()));
    if (!model.classLabels().isEmpty()) {
      message.setClassLabels(Snn.ClassLabels.newBuilder().addAllNames(model.classLabels()));
    }
    if (model.coding() != Coding.RATE) {
      message.setCoding(EnumCodec.encode(model.coding()));
    }
    model.head().ifPresent(head -> message.setHead(OpEncoder.block(head)));
    Snn.SpikingModel built = message.build();
    new MessageCheck(false).check(built);
    return built;
  }

  private static Snn.Input input(SpikingModel model) {
    Preprocessing preprocessing = model.preprocessing();
    return Snn.Input.newBuilder()
        .addAllShape(model.graph().input().shape().toList())
        .setLayout(Snn.Layout.LAYOUT_CHANNELS_FIRST)
        .setPreprocessing(
            Snn.Preprocessing.newBuilder()
                .setScale(preprocessing.scale())
                .addAllMean(preprocessing.mean())
                .addAllStd(preprocessing.std())
                .addAllResize(preprocessing.resize())
                .addAllCrop(preprocessing.crop()))
        .build();
  }

  private static Snn.Graph graph(Graph graph, TensorEncoder tensors) {
    Snn.Graph.Builder message =
        Snn.Graph.newBuilder().setInput(graph.input().name()).setOutput(graph.output());
    long bytes = 0;
    for (Node node : graph.nodes()) {
      Snn.Node.Builder builder =
          Snn.Node.newBuilder().setName(node.name()).addAllInputs(node.inputs());
      Snn.Node encoded = node.op().accept(new OpEncoder(builder, node.describe(), tensors)).build();
      bytes += tensors.size(encoded);
      if (bytes > MAXIMUM_BYTES) {
        throw new ModelException(
            Problem.mismatch(
                node.describe(),
                "parameters of at most " + MAXIMUM_BYTES + " bytes up to here",
                bytes + " bytes",
                "models beyond 2 GiB are not supported"));
      }
      message.addNodes(encoded);
    }
    return message.build();
  }

  private static Snn.SimulationDefaults defaults(SimulationDefaults defaults) {
    return Snn.SimulationDefaults.newBuilder()
        .setTimesteps(defaults.timesteps())
        .setReadout(EnumCodec.encode(defaults.readout()))
        .setReadoutStart(defaults.readoutStart())
        .setCoding(EnumCodec.encode(defaults.coding()))
        .build();
  }

  private static Snn.Provenance provenance(Provenance provenance) {
    Snn.Provenance.Builder message =
        Snn.Provenance.newBuilder()
            .setSource(provenance.source())
            .setSourceSha256(provenance.sourceSha256())
            .setNormalization(provenance.normalization())
            .setGranularity(provenance.granularity())
            .setSamples(provenance.samples())
            .addAllApproximations(provenance.approximations())
            .addAllOptions(provenance.options());
    provenance.samplesSha256().ifPresent(message::setSamplesSha256);
    provenance.judgment().ifPresent(judgment -> message.setJudgment(judgment(judgment)));
    provenance.layers().forEach(layer -> message.addLayers(statistics(layer)));
    return message.build();
  }

  private static Snn.Judgment judgment(Judgment judgment) {
    Snn.Judgment.Builder message = Snn.Judgment.newBuilder().setImages(judgment.images());
    judgment.agreement().ifPresent(message::setAgreement);
    judgment.outputError().ifPresent(message::setOutputError);
    return message.build();
  }

  private static Snn.LayerStatistics statistics(LayerStatistics layer) {
    Snn.LayerStatistics.Builder message =
        Snn.LayerStatistics.newBuilder()
            .setLayer(layer.layer())
            .setMaximum(layer.maximum())
            .setMean(layer.mean())
            .setScale(TensorCodec.encode(statisticsPlace(layer.layer()), layer.scale()));
    layer
        .histogram()
        .ifPresent(
            histogram ->
                message.setHistogram(
                    Snn.ActivationHistogram.newBuilder()
                        .setZeros(histogram.zeros())
                        .addAllCounts(histogram.counts())));
    return message.build();
  }

  static String statisticsPlace(String layer) {
    return "provenance: layer '" + layer + "': scale";
  }
}
