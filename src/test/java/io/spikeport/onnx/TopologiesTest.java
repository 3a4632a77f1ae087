package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Graph;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network of torchvision that has a spiking form, as PyTorch exports it. The fixtures are of
 * tiny width; {@code fixtures/export_topologies.py FOLDER} writes them at real width, and {@code
 * -Dtopologies=FOLDER} makes this test read those.
 */
class TopologiesTest {

  static List<Path> models() throws IOException {
    Path folder = Path.of(System.getProperty("topologies", "fixtures/topologies"));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void isReadAsOnnxRuntimeReadsIt(Path file) {
    Graph graph = Judge.same(OnnxModel.read(file), ImportOptions.NONE);

    assertEquals(Shape.of(graph.outputShape().size()), graph.outputShape());
  }
}
