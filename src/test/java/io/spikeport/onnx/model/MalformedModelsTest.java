package io.spikeport.onnx.model;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.spikeport.error.MemoryException;
import io.spikeport.error.ModelException;
import io.spikeport.error.SpikeportException;
import io.spikeport.fuzz.Contract;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.ModelBuilder;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.FunctionProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are damaged or that were made to do harm are refused, and cost next to nothing. */
class MalformedModelsTest {

  @TempDir Path folder;

  private static ModelBuilder model() {
    return ModelBuilder.opset(13).input(2, 3);
  }

  private void refused(ModelBuilder model, String... words) {
    refused(model.build().toByteArray(), words);
  }

  private void refused(byte[] bytes, String... words) {
    Path file = Contract.file(folder, "model.onnx", bytes);
    Contract.check(
        bytes.length,
        Contract.MULTIPLE,
        () -> {
          ModelException e =
              assertThrows(
                  ModelException.class,
                  () -> new OnnxImporter().importModel(OnnxModel.read(file), ImportOptions.NONE));
          for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
          }
        });
  }

  @Test
  void cutShortAnywhere() {
    byte[] bytes =
        model()
            .weights("w", 2, 1)
            .node("Mul", "y", "x", "w")
            .done()
            .output("y")
            .build()
            .toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      Path file = Contract.file(folder, "model.onnx", Arrays.copyOf(bytes, length));
      // A cut at the end of a field leaves a smaller message, which may still be refused later.
      Contract.check(
          length,
          Contract.MULTIPLE,
          () -> new OnnxImporter().importModel(OnnxModel.read(file), ImportOptions.NONE));
    }
  }

  @Test
  void otherFiles() throws IOException {
    refused(new byte[0], "an empty file");
    refused(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, "another format");
    refused("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "an ONNX model");
    Files.createDirectory(folder.resolve("directory"));
    assertThrows(SpikeportException.class, () -> OnnxModel.read(folder.resolve("directory")));
  }

  /** CVE-2024-7254: messages in messages, or groups in groups, until the stack ends. */
  @Test
  void nestingWithoutEnd() {
    GraphProto graph = GraphProto.getDefaultInstance();
    for (int i = 0; i < 500; i++) {
      AttributeProto attribute = AttributeProto.newBuilder().setName("g").setG(graph).build();
      graph =
          GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(attribute)).build();
    }
    refused(
        ModelProto.newBuilder().setIrVersion(8).setGraph(graph).build().toByteArray(), "nesting");
    byte[] groups = new byte[1 << 20];
    Arrays.fill(groups, (byte) (15 << 3 | 3));
    refused(groups, "an ONNX model");
  }

  @Test
  void cyclesAndNamesThatLeadNowhere() {
    refused(
        model().node("Add", "a", "x", "b").done().node("Relu", "b", "a").done().output("b"),
        "depend on their own outputs");
    refused(model().node("Relu", "y", "y").done().output("y"), "depend on their own outputs");
    refused(model().node("Add", "y", "x", "gone").done().output("y"), "'gone'", "nowhere");
    refused(model().node("Relu", "y", "x").done().output("z"), "'z'", "nowhere");
  }

  @Test
  void namesThatAreGivenTwice() {
    refused(
        model().node("Relu", "y", "x").done().node("Relu", "y", "x").done().output("y"),
        "'y'",
        "two values");
    refused(model().node("Relu", "x", "x").done().output("x"), "'x'", "two values");
    refused(
        model().weights("w", 2, 1).weights("w", 2, 1).node("Mul", "y", "x", "w").done().output("y"),
        "'w'",
        "twice");
  }

  @Test
  void shapesThatNoTensorHas() {
    for (long[] dims :
        new long[][] {
          {-1}, {Long.MIN_VALUE}, {1L << 62, 4}, {1 << 30, 1 << 30}, {65536, 65536}, {2, 3}
        }) {
      TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1);
      for (long dim : dims) {
        tensor.addDims(dim);
      }
      refused(
          model()
              .initializer(tensor.setRawData(ByteString.copyFrom(new byte[8])).build())
              .node("Mul", "y", "x", "w")
              .done()
              .output("y"),
          "initializer 'w'");
    }
    refused(
        ModelBuilder.opset(13)
            .inputWithBatch(1, 1 << 20, 1 << 20)
            .node("Relu", "y", "x")
            .done()
            .output("y"),
        "input 'x'");
    refused(
        ModelBuilder.opset(13).inputWithBatch(1, -5).node("Relu", "y", "x").done().output("y"),
        "input 'x'");
  }

  /** A few bytes that ask for gigabytes. */
  @Test
  void constantsThatAreFarLargerThanTheFile() {
    refused(
        model()
            .integers("shape", 1 << 20, 1 << 20)
            .node("ConstantOfShape", "w", "shape")
            .done()
            .node("Mul", "y", "x", "w")
            .done()
            .output("y"),
        "ConstantOfShape");
    ModelBuilder growing = model().integers("c0", new long[1000]);
    for (int i = 1; i < 40; i++) {
      growing
          .node("Concat", "c" + i, List.of("c" + (i - 1), "c" + (i - 1)), List.of("c" + i))
          .integer("axis", 0)
          .done();
    }
    refused(growing.node("Reshape", "y", "x", "c39").done().output("y"), "Concat");
  }

  /** What there is no memory for is told once, with the amount, before any of it is taken. */
  @Test
  void constantsForWhichThereIsNoMemory() {
    ModelBuilder model =
        model()
            .integers("shape", 3, 500, 1000)
            .node("ConstantOfShape", "w", "shape")
            .done()
            .integers("large", 1 << 14, 1 << 16)
            .node("ConstantOfShape", "v", "large")
            .done()
            .node("MatMul", "a", "x", "w")
            .done()
            .node("MatMul", "y", "a", "v")
            .done()
            .output("y");
    OnnxModel read = Judge.read(model.build());
    OnnxImporter importer = new OnnxImporter(16 << 20);
    Contract.check(
        100,
        Contract.MULTIPLE,
        () -> {
          MemoryException e =
              assertThrows(
                  MemoryException.class, () -> importer.importModel(read, ImportOptions.NONE));
          assertTrue(e.getMessage().contains(".onnx: node 'v' (ConstantOfShape)"), e.getMessage());
          // 4 GiB and 6 MB, in three quarters of the heap.
          assertTrue(e.getMessage().contains("5469 MiB of Java heap"), e.getMessage());
          assertTrue(e.getMessage().contains("-Xmx5469m"), e.getMessage());
        });
  }

  /** Nine kilobytes may stand for half a gigabyte of weights, as the ONNX project's own do. */
  @Test
  void weightsThatAreFarLargerThanTheFile() {
    Judge.same(
        ModelBuilder.opset(13)
            .input(512)
            .integers("shape", 512, 2048)
            .node("ConstantOfShape", "w", "shape")
            .attribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(TensorProto.newBuilder().setDataType(1).addDims(1).addFloatData(0.5f))
                    .build())
            .done()
            .node("MatMul", "y", "x", "w")
            .done()
            .output("y")
            .build());
  }

  /** Functions that call each other twice each, thirty deep: 2³⁰ nodes from one. */
  @Test
  void functionsThatExplode() {
    ModelBuilder bomb = model().domain("own");
    for (int i = 0; i < 30; i++) {
      String next = i == 29 ? "Relu" : "F" + (i + 1);
      String domain = i == 29 ? "" : "own";
      NodeProto first = call(next, domain, "a", "m");
      NodeProto second = call(next, domain, "m", "b");
      bomb.function(function("F" + i).addNode(first).addNode(second).build());
    }
    refused(bomb.node("F0", "y", "x").domain("own").done().output("y"), "functions");
  }

  @Test
  void aFunctionThatCallsItself() {
    refused(
        model()
            .domain("own")
            .function(function("F").addNode(call("F", "own", "a", "b")).build())
            .node("F", "y", "x")
            .domain("own")
            .done()
            .output("y"),
        "functions");
  }

  private static FunctionProto.Builder function(String name) {
    return FunctionProto.newBuilder().setDomain("own").setName(name).addInput("a").addOutput("b");
  }

  private static NodeProto call(String name, String domain, String from, String to) {
    return NodeProto.newBuilder()
        .setOpType(name)
        .setDomain(domain)
        .addInput(from)
        .addOutput(to)
        .build();
  }

  /** The oldest operator set is told alike wherever it is told. */
  @Test
  void anOpsetThatIsTooOld() throws IOException {
    String oldest = "opset " + Opsets.OLDEST;
    refused(
        ModelBuilder.opset(Opsets.OLDEST - 1).input(2).node("Relu", "y", "x").done().output("y"),
        "expected " + oldest + " or later");
    for (String page : List.of("README.md", "docs/exporting-from-pytorch.md")) {
      assertTrue(Files.readString(Path.of(page)).contains(oldest + " and later"), page);
    }
  }

  /** Without {@code perm} all axes are reversed, so that the batch would become the last. */
  @Test
  void aTransposeOfTheBatch() {
    refused(model().node("Transpose", "y", "x").done().output("y"), "the batch axis to stay first");
  }

  /** What became inputs later is not silently left out. */
  @Test
  void inputsThatTheOpsetDoesNotHave() {
    refused(
        ModelBuilder.opset(9)
            .input(2, 3)
            .integers("from", 0)
            .integers("to", 1)
            .node("Slice", "y", "x", "from", "to")
            .done()
            .output("y"),
        "'y' (Slice)",
        "inputs, found 3");
    refused(ModelBuilder.opset(9).input(2).node("Slice", "y", "x").done().output("y"), "starts");
  }
}
