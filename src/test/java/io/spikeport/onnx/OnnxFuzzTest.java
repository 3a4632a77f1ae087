package io.spikeport.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikeport.format.OpSamples;
import io.spikeport.fuzz.Contract;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.Neuron;
import io.spikeport.graph.Op;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.proto.Onnx.FunctionProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.TensorProto;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading ONNX files keeps its {@link Contract} on any bytes. */
class OnnxFuzzTest {

  /** Within what reading a small file may take; a user has the heap. */
  private static final long CONSTANTS = 2 << 20;

  @TempDir static Path folder;

  static Stream<byte[]> seeds() {
    Stream<ModelProto> operators =
        OpSamples.all().stream()
            .map(sample -> OpSamples.model(sample).graph())
            .filter(graph -> graph.nodes().stream().allMatch(node -> hasOnnxForm(node.op())))
            .map(GraphAsOnnx::of);
    return Stream.concat(operators, Stream.of(withFunction(), withShapes(), withExternalData()))
        .map(ModelProto::toByteArray);
  }

  private static boolean hasOnnxForm(Op op) {
    return !(op instanceof Neuron
        || op instanceof VoltageScaler
        || op instanceof GatedMaxPool
        || op instanceof InhibitedMaxPool);
  }

  private static ModelProto withFunction() {
    ModelBuilder inner = ModelBuilder.opset(18);
    return ModelBuilder.opset(18)
        .domain("own")
        .input(3, 4)
        .function(
            FunctionProto.newBuilder()
                .setDomain("own")
                .setName("F")
                .addInput("a")
                .addOutput("b")
                .addNode(inner.node("Relu", "b", "a").build())
                .build())
        .node("F", "y", "x")
        .domain("own")
        .done()
        .output("y")
        .build();
  }

  private static ModelProto withShapes() {
    return ModelBuilder.opset(13)
        .input(2, 3, 4)
        .integer("zero", 0)
        .integers("axis", 0)
        .integers("rest", -1)
        .weights("w", 24, 2)
        .node("Shape", "shape", "x")
        .done()
        .node("Gather", "batch", "shape", "zero")
        .done()
        .node("Unsqueeze", "batches", "batch", "axis")
        .done()
        .node("Concat", "to", List.of("batches", "rest"), List.of("to"))
        .integer("axis", 0)
        .done()
        .node("Reshape", "flat", "x", "to")
        .done()
        .node("MatMul", "y", "flat", "w")
        .done()
        .output("y")
        .build();
  }

  private static ModelProto withExternalData() {
    ModelBuilder model = ModelBuilder.opset(13).input(4).node("Add", "y", "x", "w").done();
    model
        .graph()
        .addInitializerBuilder()
        .setName("w")
        .setDataType(1)
        .addDims(4)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalDataBuilder()
        .setKey("location")
        .setValue("model.onnx");
    return model.output("y").build();
  }

  @MethodSource("seeds")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void keepsItsContract(byte[] bytes) {
    Path file = Contract.file(folder, "model.onnx", bytes);
    Contract.check(
        bytes.length,
        Contract.MULTIPLE,
        () -> {
          OnnxModel model = OnnxModel.read(file);
          new OnnxImporter(CONSTANTS).inspect(model, ImportOptions.NONE);
          ImportedModel imported =
              new OnnxImporter(CONSTANTS).importModel(model, ImportOptions.NONE);
          RuntimeModel.of(model, imported, imported.onnxValues().values());
        });
  }
}
