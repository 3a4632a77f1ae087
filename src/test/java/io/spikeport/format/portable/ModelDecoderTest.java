package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModelDecoderTest {

  private static final UnknownFieldSet SOMETHING_NEW =
      UnknownFieldSet.newBuilder()
          .addField(77, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();

  /** conv → act (IF), on [1, 4, 4]. */
  private static Snn.SpikingModel.Builder good() {
    Random random = new Random(1);
    Conv conv =
        new Conv(
            OpSamples.normal(random, 2, 1, 3, 3), OpSamples.normal(random, 2), Window.of(3, 3), 1);
    IntegrateAndFire act =
        new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
    return ModelEncoder.encode(
        OpSamples.model(
            new Graph(
                new GraphInput("image", Shape.of(1, 4, 4)),
                List.of(new Node("conv", conv, "image"), new Node("act", act, "conv")),
                "act")))
        .toBuilder();
  }

  private static String refusal(Consumer<Snn.SpikingModel.Builder> change) {
    Snn.SpikingModel.Builder message = good();
    change.accept(message);
    return assertThrows(ModelException.class, () -> ModelDecoder.decode(message.build()))
        .getMessage();
  }

  private static Snn.Conv.Builder conv(Snn.SpikingModel.Builder m) {
    return m.getGraphBuilder().getNodesBuilder(0).getConvBuilder();
  }

  private static Snn.IntegrateAndFire.Builder act(Snn.SpikingModel.Builder m) {
    return m.getGraphBuilder().getNodesBuilder(1).getIntegrateAndFireBuilder();
  }

  private static ByteString floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  @Test
  void ofTauAndTausThereIsExactlyOne() {
    LeakyIntegrateAndFire one =
        new LeakyIntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, 2, true);
    Snn.SpikingModel.Builder message =
        ModelEncoder.encode(
            OpSamples.model(
                new Graph(
                    new GraphInput("image", Shape.of(3)),
                    List.of(new Node("act", one, "image")),
                    "act")))
            .toBuilder();
    Snn.LeakyIntegrateAndFire.Builder leaky =
        message.getGraphBuilder().getNodesBuilder(0).getLeakyIntegrateAndFireBuilder();
    leaky.setTaus(leaky.getThreshold());
    assertTauRefused(message, "both");
    assertTauRefused(clear(message), "none");
  }

  private static Snn.SpikingModel.Builder clear(Snn.SpikingModel.Builder message) {
    message
        .getGraphBuilder()
        .getNodesBuilder(0)
        .getLeakyIntegrateAndFireBuilder()
        .clearTau()
        .clearTaus();
    return message;
  }

  private static void assertTauRefused(Snn.SpikingModel.Builder message, String found) {
    String refusal =
        assertThrows(ModelException.class, () -> ModelDecoder.decode(message.build())).getMessage();
    assertTrue(
        refusal.contains("node 'act' (LeakyIntegrateAndFire)")
            && refusal.contains("expected a field 'tau' or 'taus', found " + found),
        refusal);
  }

  @Test
  void unchangedItIsAccepted() {
    assertEquals(2, ModelDecoder.decode(good().build()).graph().nodes().size());
  }

  @Test
  void aTensorOfTheWrongSize() {
    assertEquals(
        "node 'conv' (Conv): bias: expected 8 bytes for a tensor of shape [2], found 4 bytes;"
            + " the file is malformed; write the model again",
        refusal(m -> conv(m).getBiasBuilder().setData(floats(1))));
  }

  @Test
  void aShapeThatNoTensorHas() {
    assertTrue(
        refusal(m -> conv(m).getBiasBuilder().clearShape().addShape(-2))
            .startsWith("node 'conv' (Conv): bias: expected a shape of positive extents"));
    assertTrue(
        refusal(m -> conv(m).getBiasBuilder().addShape(1 << 20).addShape(1 << 20))
            .contains("found [2, 1048576, 1048576]"));
  }

  @Test
  void shapesThatDoNotFit() {
    assertTrue(
        refusal(m -> conv(m).getBiasBuilder().clearShape().addShape(1).setData(floats(1)))
            .startsWith("node 'conv' (Conv): expected a bias of shape [2], found [1]"));
    assertTrue(
        refusal(m -> m.getInputBuilder().clearShape().addAllShape(List.of(3, 4, 4)))
            .startsWith("node 'conv' (Conv): expected 1 input channels"));
    assertTrue(
        refusal(m -> m.getClassLabelsBuilder().addNames("one too many"))
            .startsWith("class labels: expected 8 labels, found 9"));
  }

  @Test
  void numbersThatAreNone() {
    assertTrue(
        refusal(m -> conv(m).getBiasBuilder().setData(floats(0, Float.NaN)))
            .startsWith("node 'conv' (Conv): bias: expected finite numbers, found NaN at [1]"));
    assertTrue(
        refusal(m -> act(m).getInitialPotentialBuilder().setData(floats(Float.POSITIVE_INFINITY)))
            .startsWith("node 'act' (IntegrateAndFire): initial_potential: expected finite"));
    assertTrue(
        refusal(m -> m.getInputBuilder().getPreprocessingBuilder().setScale(Float.NaN))
            .startsWith("input: preprocessing: scale: expected a finite number, found NaN"));
    assertTrue(
        refusal(m -> m.getProvenanceBuilder().getLayersBuilder(0).setMean(Double.NaN))
            .startsWith("provenance: layers: mean: expected a finite number, found NaN"));
  }

  @Test
  void valuesOutOfRange() {
    assertTrue(
        refusal(m -> act(m).getThresholdBuilder().setData(floats(0)))
            .startsWith("node 'act' (IntegrateAndFire): expected a positive threshold, found 0.0"));
    assertTrue(
        refusal(m -> m.getDefaultsBuilder().setReadoutStart(16))
            .startsWith("defaults: expected a readout start of 0 to 15, found 16"));
    assertTrue(
        refusal(m -> m.getInputBuilder().getPreprocessingBuilder().setScale(0))
            .startsWith("input: preprocessing: expected a finite scale other than 0"));
    assertTrue(refusal(m -> conv(m).getWindowBuilder().setStrides(0, 0)).contains("strides"));
  }

  @Test
  void missingParts() {
    assertTrue(
        refusal(m -> conv(m).clearGroups())
            .startsWith("node 'conv' (Conv): expected a field 'groups', found none"));
    assertTrue(
        refusal(m -> act(m).clearReset())
            .startsWith("node 'act' (IntegrateAndFire): expected a field 'reset', found none"));
    assertTrue(refusal(Snn.SpikingModel.Builder::clearGraph).contains("a field 'graph'"));
    assertTrue(
        refusal(m -> m.getGraphBuilder().getNodesBuilder(0).clearName())
            .startsWith("a node: expected a name, found none"));
  }

  @Test
  void whatOnlyANewerProgramKnows() {
    assertTrue(
        refusal(
                m ->
                    m.getGraphBuilder()
                        .getNodesBuilder(1)
                        .clearOp()
                        .setUnknownFields(SOMETHING_NEW))
            .startsWith(
                "node 'act': expected an operator of format version 1.0, found an unknown one of"
                    + " number 77; install a newer Spikeport"));
    assertTrue(
        refusal(m -> act(m).setResetValue(9))
            .startsWith("node 'act' (IntegrateAndFire): reset: expected a value that format"));
    assertTrue(
        refusal(m -> act(m).setUnknownFields(SOMETHING_NEW))
            .startsWith("node 'act' (IntegrateAndFire): expected only fields of format version"));
    assertTrue(
        refusal(m -> m.getVersionBuilder().setMajor(2)).contains("install a newer Spikeport"));
    assertTrue(refusal(m -> m.getVersionBuilder().setMajor(0)).contains("convert the model again"));
  }

  /** A newer minor version may add fields that change no result, but no operators. */
  @Test
  void aNewerMinorVersion() {
    Snn.SpikingModel.Builder newer = good();
    newer.getVersionBuilder().setMinor(1);
    newer.getProvenanceBuilder().setUnknownFields(SOMETHING_NEW);
    assertEquals(ModelDecoder.decode(good().build()), ModelDecoder.decode(newer.build()));
    assertTrue(
        refusal(
                m -> {
                  m.getVersionBuilder().setMinor(1);
                  m.getGraphBuilder().getNodesBuilder(1).clearOp().setUnknownFields(SOMETHING_NEW);
                })
            .startsWith("node 'act': expected an operator"));
  }

  @Test
  void namesThatLeadNowhereOrRoundInCircles() {
    assertTrue(
        refusal(m -> m.getGraphBuilder().getNodesBuilder(1).setInputs(0, "nothing"))
            .startsWith(
                "node 'act' (IntegrateAndFire): expected inputs that stand before it, found"
                    + " 'nothing'"));
    assertTrue(
        refusal(m -> m.getGraphBuilder().getNodesBuilder(0).setInputs(0, "act"))
            .startsWith(
                "node 'conv' (Conv): expected inputs that stand before it, found 'act', which"
                    + " stands after it; nodes must be in topological order and free of cycles"));
    assertTrue(
        refusal(m -> m.getGraphBuilder().getNodesBuilder(0).setInputs(0, "conv"))
            .contains("found itself: a cycle"));
    assertTrue(
        refusal(m -> m.getGraphBuilder().getNodesBuilder(1).setName("conv"))
            .contains("this name is given twice"));
    assertTrue(
        refusal(m -> m.getGraphBuilder().setOutput("nothing"))
            .startsWith("output: expected the name of a node, found 'nothing'"));
  }

  @Test
  void absurdSizes() {
    Snn.Node pad =
        Snn.Node.newBuilder()
            .setName("pad")
            .addInputs("act")
            .setPad(
                Snn.Pad.newBuilder()
                    .addAllBegin(List.of(0, 0, 30_000))
                    .addAllEnd(List.of(0, 30_000, 0))
                    .setValue(0))
            .build();
    String message = refusal(m -> m.getGraphBuilder().addNodes(pad));
    assertTrue(
        message.startsWith("node 'pad' (Pad): expected at most 268435456 values for one image"),
        message);
    assertTrue(
        refusal(
                m ->
                    m.getGraphBuilder()
                        .addNodes(
                            pad.toBuilder()
                                .setPad(pad.getPad().toBuilder().setBegin(0, Integer.MAX_VALUE))))
            .startsWith("node 'pad' (Pad): "));
  }
}
