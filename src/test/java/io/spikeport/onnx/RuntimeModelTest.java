package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.spikeport.data.Python;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataLocation;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What ONNX Runtime gets is the same network, whatever the model does that it cannot take. */
class RuntimeModelTest {

  @TempDir Path folder;

  private static ModelBuilder network() {
    return ModelBuilder.opset(13)
        .input(2, 4, 4)
        .initializer("w", eighths(3, 2, 3, 3))
        .initializer("v", eighths(2, 3))
        .node("Conv", "c", "x", "w")
        .done()
        .node("Relu", "r", "c")
        .done()
        .node("GlobalAveragePool", "g", "r")
        .done()
        .node("Flatten", "f", "g")
        .done()
        .node("Gemm", "y", "f", "v")
        .integer("transB", 1)
        .done()
        .output("y");
  }

  /** Numbers that every real type holds. */
  private static Tensor eighths(int... extents) {
    float[] values = new float[Shape.of(extents).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7 % 13 - 6) / 8f;
    }
    return Tensor.wrap(Shape.of(extents), values);
  }

  private static float[] run(ModelProto model, float[] samples) {
    OnnxModel read = Judge.read(model);
    ImportedModel imported = new OnnxImporter().importModel(read, ImportOptions.NONE);
    return run(RuntimeModel.of(read, imported, List.of()), imported, samples);
  }

  private static float[] run(ModelProto copy, ImportedModel imported, float[] samples) {
    GraphInput input = imported.graph().input();
    Shape shape = input.shape().prepend(samples.length / input.shape().size());
    return Judge.run(
        copy.toByteArray(), imported.inputName(), samples, shape, imported.outputName());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT16", "BFLOAT16", "DOUBLE"})
  void otherRealTypesAreFloat32(DataType type) {
    float[] samples = Judge.samples(2 * 2 * 4 * 4);

    assertArrayEquals(run(network().build(), samples), run(retyped(network(), type), samples));
    assertEquals(
        Judge.imported(network().build()).graph(),
        Judge.imported(retyped(network(), type)).graph());
  }

  /** Types are also told by casts, constants and filled tensors inside the network. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT16", "BFLOAT16", "DOUBLE"})
  void otherRealTypesInsideAreFloat32(DataType type) {
    TensorProto half =
        TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(0.5f).build();
    ModelBuilder mixed =
        ModelBuilder.opset(13)
            .input(3)
            .integers("n", 3)
            .node("Cast", "a", "x")
            .integer("to", type.getNumber())
            .done()
            .node("ConstantOfShape", "b", "n")
            .attribute(tensor(retyped(half, type)))
            .done()
            .node("Constant", "c")
            .attribute(tensor(retyped(half, type)))
            .done()
            .node("Add", "d", "a", "b")
            .done()
            .node("Mul", "e", "d", "c")
            .done()
            .node("Relu", "f", "e")
            .done()
            .node("Cast", "y", "f")
            .integer("to", 1)
            .done()
            .output("y");

    assertArrayEquals(new float[] {0.75f, 0, 1.25f}, run(mixed.build(), new float[] {1, -2, 2}), 0);
  }

  private static AttributeProto tensor(TensorProto value) {
    return AttributeProto.newBuilder()
        .setName("value")
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  private static ModelProto retyped(ModelBuilder model, DataType type) {
    GraphProto.Builder graph = model.graph();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      graph.setInitializer(i, retyped(graph.getInitializer(i), type));
    }
    graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
    graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
    return model.build();
  }

  private static TensorProto retyped(TensorProto tensor, DataType type) {
    ByteBuffer raw = ByteBuffer.allocate(8 * tensor.getFloatDataCount());
    raw.order(ByteOrder.LITTLE_ENDIAN);
    for (float value : tensor.getFloatDataList()) {
      int bits = Float.floatToIntBits(value);
      switch (type) {
        case DOUBLE -> raw.putDouble(value);
        case BFLOAT16 -> raw.putShort((short) (bits >>> 16));
        default -> {
          int exponent = (bits >>> 23 & 0xff) - 127 + 15;
          int number = value == 0 ? 0 : exponent << 10 | bits >>> 13 & 0x3ff;
          raw.putShort((short) (bits >>> 16 & 0x8000 | number));
        }
      }
    }
    return tensor.toBuilder()
        .setDataType(type.getNumber())
        .clearFloatData()
        .setRawData(ByteString.copyFrom(raw.flip()))
        .build();
  }

  /** Endless loops and gigabytes cost nothing where they lead nowhere. */
  @Test
  void onlyWhatIsAskedForIsInIt() {
    ModelBuilder model =
        network()
            .inputNamed("unused", ModelBuilder.dims("N", 5))
            .integers("huge", 1 << 20, 1 << 20)
            .node("ConstantOfShape", "dead", "huge")
            .done()
            .node("Tanh", "other", "r")
            .done()
            .output("other");
    OnnxModel read = Judge.read(model.build());
    ImportedModel imported =
        new OnnxImporter().importModel(read, new ImportOptions(Optional.of("y"), Optional.empty()));

    GraphProto whole = RuntimeModel.of(read, imported, List.of()).getGraph();
    assertEquals(List.of("c", "r", "g", "f", "y"), nodes(whole));
    assertEquals(1, whole.getInputCount());
    assertEquals(2, whole.getInitializerCount());
    assertEquals(
        List.of("c", "r"), nodes(RuntimeModel.of(read, imported, List.of("r")).getGraph()));
  }

  private static List<String> nodes(GraphProto graph) {
    return graph.getNodeList().stream().map(NodeProto::getName).toList();
  }

  /** ONNX Runtime wants shapes inside the model. */
  @Test
  void shapesInOtherFiles() throws Exception {
    ByteBuffer shape = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(folder.resolve("shape"), shape.putLong(0).putLong(32).array());
    ModelBuilder model =
        ModelBuilder.opset(13).input(2, 4, 4).node("Reshape", "r", "x", "shape").done();
    model
        .graph()
        .addInitializerBuilder()
        .setName("shape")
        .setDataType(DataType.INT64.getNumber())
        .addDims(2)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalDataBuilder()
        .setKey("location")
        .setValue("shape");
    Path file = folder.resolve("model.onnx");
    ModelProto proto = model.node("Relu", "y", "r").done().output("y").build();
    OnnxModel read = OnnxModel.read(Files.write(file, proto.toByteArray()));
    ImportedModel imported = new OnnxImporter().importModel(read, ImportOptions.NONE);
    float[] samples = Judge.samples(64);

    float[] values = run(RuntimeModel.of(read, imported, List.of()), imported, samples);

    for (int i = 0; i < samples.length; i++) {
      assertEquals(Math.max(0, samples[i]), values[i]);
    }
  }

  /**
   * A last window that lies in the padding alone, which PyTorch leaves out and its export keeps.
   */
  @Test
  void lastWindowsBeyondAPad() {
    Judge.same(
        ModelBuilder.opset(13)
            .input(2, 8, 9)
            .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .node("Pad", "p", "x", "pads")
            .done()
            .node("AveragePool", "y", "p")
            .ints("kernel_shape", 2, 2)
            .ints("strides", 3, 3)
            .integer("ceil_mode", 1)
            .done()
            .output("y")
            .build());
  }

  /**
   * PyTorch's means, with everything that its exporter writes: ONNX Runtime 1.28 counts too much
   * below opset 19, at the latest when it has joined the Pad and the pooling.
   */
  @Test
  void lastWindowsOfAveragePooling() throws Exception {
    Python.require("torch", "onnx", "numpy");
    Python.run(
        """
        import sys, torch, numpy
        torch.manual_seed(3)
        x = torch.rand(2, 2, 8, 9)
        pools = (3, 2, 0, True), (3, 2, 1, True), (3, 2, 1, False), (4, 3, 2, True)
        for i, (kernel, stride, pad, counts) in enumerate(pools):
            file = f'{sys.argv[1]}/{i}.onnx'
            net = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3, padding=1), torch.nn.ReLU(),
                torch.nn.AvgPool2d(kernel, stride, pad, ceil_mode=True, count_include_pad=counts))
            torch.onnx.export(net, x, file, input_names=['x'], output_names=['y'],
                opset_version=13, dynamic_axes={'x': [0], 'y': [0]})
            both = x.numpy().ravel(), net(x).detach().numpy().ravel()
            numpy.concatenate(both).tofile(file + '.f4')
        """,
        folder);
    for (int i = 0; i < 4; i++) {
      assertRecorded(folder.resolve(i + ".onnx"), folder.resolve(i + ".onnx.f4"));
    }
  }

  private static void assertRecorded(Path file, Path values) throws IOException {
    ByteBuffer recorded = ByteBuffer.wrap(Files.readAllBytes(values));
    recorded.order(ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[2 * 2 * 8 * 9];
    float[] expected = new float[recorded.capacity() / 4 - samples.length];
    recorded.asFloatBuffer().get(samples).get(expected);
    OnnxModel model = OnnxModel.read(file);
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);

    ModelProto copy = RuntimeModel.of(model, imported, List.of());
    Judge.assertClose(expected, run(copy, imported, samples));
    Judge.assertClose(
        expected,
        Judge.run(
            GraphAsOnnx.of(imported.graph()).toByteArray(),
            imported.inputName(),
            samples,
            imported.graph().input().shape().prepend(2),
            imported.graph().output()));
  }

  /** Opset 6 has kernels nowhere; opsets that are newer than we are mean what they meant. */
  @ParameterizedTest
  @CsvSource({"6, 1", "6, -3", "99, 1"})
  void opsetsThatOnnxRuntimeDoesNotKnow(int opset, int axis) {
    ModelBuilder model = ModelBuilder.opset(opset).input(3, 4, 5).weights("w", 2, 3, 1, 1);
    model.node("Conv", "c", "x", "w").done();
    if (opset < 7) {
      model.initializer("b", Tensor.vector(1, 2));
      model.node("Add", "a", "c", "b").integer("broadcast", 1).integer("axis", axis).done();
      model.node("Dropout", "d", "a").integer("is_test", 1).done();
    } else {
      model.initializer("b", Tensor.wrap(Shape.of(2, 1, 1), new float[] {1, 2}));
      model.node("Add", "d", "c", "b").done();
    }
    ModelProto proto = model.node("Relu", "y", "d").done().output("y").build();

    Graph graph = Judge.same(proto);
    assertTrue(graph.node(graph.output()).op() instanceof Relu);
    List<String> notes = Judge.imported(proto).notes();
    assertEquals(opset > Opsets.NEWEST, notes.toString().contains("opset 99 is newer than"));
  }
}
