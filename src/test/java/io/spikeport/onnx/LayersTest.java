package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {

  static List<String> operators(Graph graph) {
    return graph.nodes().stream().map(node -> node.op().name()).toList();
  }

  @Test
  void convolutionWithEverything() {
    Graph graph =
        Judge.same(
            ModelBuilder.opset(13)
                .input(4, 9, 10)
                .weights("w", 6, 2, 3, 2)
                .weights("b", 6)
                .node("Conv", "y", "x", "w", "b")
                .ints("kernel_shape", 3, 2)
                .ints("strides", 2, 1)
                .ints("dilations", 1, 2)
                .ints("pads", 1, 0, 2, 3)
                .integer("group", 2)
                .done()
                .output("y")
                .build());

    assertEquals(List.of("Conv"), operators(graph));
  }
}
