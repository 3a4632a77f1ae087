package io.spikeport.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose graph and metadata do not belong together, and files that are damaged. */
class BadOnnxTest {

  private static final SpikingModel MODEL =
      OpSamples.model(
          new Graph(
              new GraphInput("x", Shape.of(1, 4, 4)),
              List.of(
                  new Node(
                      "conv",
                      new Conv(
                          Tensor.filled(Shape.of(2, 1, 3, 3), 0.25f),
                          Tensor.vector(0, 0.5f),
                          Window.of(3, 3),
                          1),
                      "x"),
                  new Node(
                      "if",
                      new IntegrateAndFire(
                          Tensor.scalar(2), Tensor.vector(0.5f, 0.1f), Reset.SOFT, Firing.PLAIN),
                      "conv")),
              "if"));

  @TempDir Path folder;

  private String refusal(OnnxForm form, Consumer<ModelProto.Builder> change) throws IOException {
    ModelProto.Builder model = OnnxFormat.proto(MODEL, form).toBuilder();
    change.accept(model);
    Path file = folder.resolve("bad.onnx");
    Files.write(file, model.build().toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> OnnxFormat.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    return e.getMessage().substring(file.toString().length());
  }

  private static void metadata(ModelProto.Builder model, String key, String from, String to) {
    for (int i = 0; i < model.getMetadataPropsCount(); i++) {
      var entry = model.getMetadataPropsBuilder(i);
      if (entry.getKey().equals(key)) {
        assertTrue(entry.getValue().contains(from), entry.getValue());
        entry.setValue(entry.getValue().replace(from, to));
      }
    }
  }

  @Test
  void aChangedOperatorIsNamed() throws IOException {
    String message =
        refusal(OnnxForm.STEP, model -> model.getGraphBuilder().getNodeBuilder(1).setOpType("Sub"));
    assertEquals(
        ": node 'if/integrated': expected Add as the file's metadata says, found Sub; export the"
            + " spiking model again",
        message);
  }

  @Test
  void aChangedAttributeIsNamed() throws IOException {
    String message =
        refusal(
            OnnxForm.STEP,
            model ->
                model.getGraphBuilder().getNodeBuilder(0).getAttributeBuilder(1).setInts(0, 2));
    assertTrue(message.startsWith(": node 'conv': strides: expected what"), message);
  }

  @Test
  void aNodeInsideALoopIsComparedToo() throws IOException {
    String message =
        refusal(
            OnnxForm.LOOP,
            model -> {
              var graph = model.getGraphBuilder();
              var loop = graph.getNodeBuilder(graph.getNodeCount() - 1);
              loop.getAttributeBuilder(0).getGBuilder().getNodeBuilder(0).setOpType("Mul");
            });
    assertTrue(message.startsWith(": node 'if/integrated': expected Add"), message);
  }

  @Test
  void aFurtherNodeIsNoticed() throws IOException {
    String message =
        refusal(
            OnnxForm.STEP, model -> model.getGraphBuilder().addNode(model.getGraph().getNode(0)));
    assertTrue(message.startsWith(": number of nodes: expected "), message);
  }

  @Test
  void anotherWeightIsNoticed() throws IOException {
    String message = refusal(OnnxForm.STEP, BadOnnxTest::changeWeight);
    assertEquals(
        ": metadata 'spikeport.constants.sha256': expected what belongs to the model in the file,"
            + " found numbers that were changed since; export the spiking model again",
        message);
  }

  /** Files that were written before there was such an entry. */
  @Test
  void withoutTheDigestTheConstantsAreTaken() throws IOException {
    ModelProto.Builder model = OnnxFormat.proto(MODEL, OnnxForm.STEP).toBuilder();
    changeWeight(model);
    for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
      if (model.getMetadataProps(i).getKey().equals("spikeport.constants.sha256")) {
        model.removeMetadataProps(i);
      }
    }
    Path file = folder.resolve("other.onnx");
    Files.write(file, model.build().toByteArray());
    Conv conv = (Conv) OnnxFormat.read(file).graph().node("conv").op();
    assertEquals(Float.intBitsToFloat(0x40800000), conv.weight().get(0));
  }

  private static void changeWeight(ModelProto.Builder model) {
    var weight = model.getGraphBuilder().getInitializerBuilder(0);
    assertEquals("conv/weight", weight.getName());
    byte[] raw = weight.getRawData().toByteArray();
    raw[3] = 0x40;
    weight.setRawData(ByteString.copyFrom(raw));
  }

  @Test
  void anotherInitialPotentialContradictsTheStates() throws IOException {
    String message =
        refusal(
            OnnxForm.STEP, model -> metadata(model, "spikeport.network", "[0.5,0.1]", "[0.5,0.2]"));
    assertTrue(message.startsWith(": metadata 'spikeport.states': expected what"), message);
  }

  @Test
  void aMissingConstantIsNamed() throws IOException {
    String message = refusal(OnnxForm.STEP, model -> model.getGraphBuilder().removeInitializer(0));
    assertEquals(
        ": metadata 'spikeport.network': nodes[0].parameters.weight: there is no constant"
            + " 'conv/weight'; export the spiking model again",
        message);
  }

  @Test
  void aWeightThatIsNoNumberIsNamed() throws IOException {
    Path file = folder.resolve("nan.onnx");
    ModelProto.Builder model = OnnxFormat.proto(MODEL, OnnxForm.STEP).toBuilder();
    var weight = model.getGraphBuilder().getInitializerBuilder(0);
    byte[] raw = weight.getRawData().toByteArray();
    raw[2] = (byte) 0xc0;
    raw[3] = 0x7f;
    weight.setRawData(ByteString.copyFrom(raw));
    Files.write(file, model.build().toByteArray());
    ModelException e = assertThrows(ModelException.class, () -> OnnxFormat.read(file));
    assertTrue(e.getMessage().startsWith(file + ": node 'conv' (Conv): weight"), e.getMessage());
    assertTrue(e.getMessage().contains("NaN"), e.getMessage());
  }

  @Test
  void damagedMetadataIsNamed() throws IOException {
    for (String key : List.of("network", "states", "simulation", "preprocessing", "provenance")) {
      String message =
          refusal(OnnxForm.STEP, model -> metadata(model, "spikeport." + key, "", "}"));
      assertTrue(message.startsWith(": metadata 'spikeport."), key + message);
    }
    String shape =
        refusal(OnnxForm.STEP, model -> metadata(model, "spikeport.network", "[2,1,3,3]", "[9]"));
    assertTrue(
        shape.startsWith(
            ": metadata 'spikeport.network': nodes[0].parameters.weight: 18 values for shape"),
        shape);
    String operator =
        refusal(OnnxForm.STEP, model -> metadata(model, "spikeport.network", "\"Conv\"", "\"X\""));
    assertTrue(
        operator.contains("expected an operator of Spikeport, found the text 'X'"), operator);
    String missing =
        refusal(
            OnnxForm.STEP, model -> metadata(model, "spikeport.network", "\"groups\"", "\"g\""));
    assertTrue(missing.contains("expected a field 'groups', found none"), missing);
  }

  @Test
  void aNewerVersionIsRefused() throws IOException {
    String message =
        refusal(OnnxForm.STEP, model -> metadata(model, "spikeport.version", "1", "2"));
    assertEquals(
        ": metadata 'spikeport.version': expected version 1, found '2'; use a newer Spikeport",
        message);
  }

  @Test
  void aCutFileIsRefused() throws IOException {
    byte[] bytes = OnnxFormat.toBytes(MODEL, OnnxForm.STEP);
    Path file = folder.resolve("cut.onnx");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThrows(ModelException.class, () -> OnnxFormat.read(file));
  }
}
