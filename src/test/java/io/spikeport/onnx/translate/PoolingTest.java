package io.spikeport.onnx.translate;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Graph;
import io.spikeport.onnx.Judge;
import io.spikeport.onnx.ModelBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pooling and means in all their spellings, against ONNX Runtime. */
class PoolingTest {

  private static Graph same(ModelBuilder.NodeBuilder last) {
    return Judge.same(last.done().output("y").build());
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 1, 0", "0, 2, 1", "1, 1, 1"})
  void maxPool(int ceil, int dilation, int pad) {
    same(
        ModelBuilder.opset(12)
            .input(2, 10, 9)
            .node("MaxPool", "y", "x")
            .ints("kernel_shape", 3, 2)
            .ints("strides", 2, 3)
            .ints("dilations", dilation, dilation)
            .ints("pads", pad, 0, 1, 1)
            .integer("ceil_mode", ceil)
            .integer("storage_order", 0));
  }

  @Test
  void maxPoolOverOneAxisAndWithAnUnusedOutput() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(8)
                .input(2, 11)
                .node("MaxPool", "pool", List.of("x"), List.of("y", "indices"))
                .ints("kernel_shape", 3)
                .ints("strides", 2)
                .text("auto_pad", "SAME_LOWER")
                .done()
                .output("y")
                .build());

    assertEquals("pool", graph.output());
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "0, 1, 1", "1, 0, 0", "1, 0, 1", "0, 1, 0"})
  void averagePool(int ceil, int countPads, int pad) {
    same(
        ModelBuilder.opset(11)
            .input(2, 10, 8)
            .node("AveragePool", "y", "x")
            .ints("kernel_shape", 3, 3)
            .ints("strides", 2, 2)
            .ints("pads", pad, 0, pad, pad)
            .integer("ceil_mode", ceil)
            .integer("count_include_pad", countPads));
  }

  /** As PyTorch exports {@code avg_pool2d(padding=1)}. */
  @Test
  void padBeforeAveragePoolCountsInTheMean() {
    Graph graph =
        same(
            ModelBuilder.opset(11)
                .input(2, 6, 6)
                .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .node("Pad", "p", "x", "pads")
                .text("mode", "constant")
                .done()
                .node("AveragePool", "y", "p")
                .ints("kernel_shape", 3, 3)
                .ints("strides", 2, 2));

    assertEquals(List.of("AveragePool"), operators(graph));
    assertEquals(true, ((AveragePool) graph.nodes().get(0).op()).countIncludePad());
  }

  @Test
  void padBeforeAPoolWithUncountedPadsStaysAPad() {
    Graph graph =
        same(
            ModelBuilder.opset(11)
                .input(2, 6, 6)
                .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .node("Pad", "p", "x", "pads")
                .done()
                .node("AveragePool", "y", "p")
                .ints("kernel_shape", 3, 3)
                .ints("pads", 1, 1, 1, 1));

    assertEquals(List.of("Pad", "AveragePool"), operators(graph));
  }

  @Test
  void globalPools() {
    same(ModelBuilder.opset(13).input(3, 4, 5).node("GlobalAveragePool", "y", "x"));
    same(ModelBuilder.opset(13).input(3, 4, 5).node("GlobalMaxPool", "y", "x"));
    same(ModelBuilder.opset(13).input(3, 7).node("GlobalAveragePool", "y", "x"));
  }

  @ParameterizedTest
  @CsvSource({"1, GlobalAveragePool", "0, GlobalAveragePool Flatten"})
  void meanOverBothSpatialAxes(int keepDims, String expected) {
    Graph graph =
        same(
            ModelBuilder.opset(13)
                .input(3, 4, 5)
                .node("ReduceMean", "y", "x")
                .ints("axes", -1, 2)
                .integer("keepdims", keepDims));

    assertEquals(List.of(expected.split(" ")), operators(graph));
  }

  @Test
  void meanWithAxesAsInput() {
    Graph graph =
        same(
            ModelBuilder.opset(18)
                .input(3, 4, 5)
                .integers("axes", 2, 3)
                .node("ReduceMean", "y", "x", "axes"));

    assertEquals(List.of("GlobalAveragePool"), operators(graph));
  }

  /** {@code x.mean(3).mean(2)}. */
  @Test
  void meanOverOneAxisAfterTheOther() {
    same(
        ModelBuilder.opset(13)
            .input(3, 4, 5)
            .weights("w", 3, 2)
            .node("ReduceMean", "a", "x")
            .ints("axes", 3)
            .integer("keepdims", 0)
            .done()
            .node("ReduceMean", "b", "a")
            .ints("axes", 2)
            .integer("keepdims", 0)
            .done()
            .node("MatMul", "y", "b", "w"));
  }

  @Test
  void maximumOverSpatialAxes() {
    same(
        ModelBuilder.opset(13)
            .input(3, 4, 5)
            .node("ReduceMax", "y", "x")
            .ints("axes", 2, 3)
            .integer("keepdims", 0));
    same(ModelBuilder.opset(13).input(3, 4, 5).node("ReduceMax", "y", "x").ints("axes", 2));
  }
}
