package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.error.BoundException;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A graph that computes something else than the model is noticed, and the first such node named.
 */
class ParityCheckTest {

  private final OnnxModel model = OnnxModel.read(Fixtures.model("fashion-resnet"));
  private final ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);

  private ParityCheck check(Graph graph) {
    ImportedModel other =
        new ImportedModel(
            graph,
            imported.onnxValues(),
            imported.fixedBatch(),
            imported.inputName(),
            imported.outputName(),
            imported.transposes(),
            imported.notes(),
            imported.blocks(),
            imported.wholeNumbers());
    return new ParityCheck(model, other, new RandomImages(2, graph.input().shape()), 2);
  }

  private static Graph prepared(Graph graph) {
    return Rewriting.prepare(graph, true, MaxPooling.SPIKES);
  }

  /** The graph with the weights of one convolution off by a twentieth. */
  private static Graph wrongAt(Graph graph, Node wrong) {
    Conv conv = (Conv) wrong.op();
    float[] weights = conv.weight().toArray();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 1.05f;
    }
    Conv other =
        new Conv(
            Tensor.wrap(conv.weight().shape(), weights), conv.bias(), conv.window(), conv.groups());
    List<Node> nodes =
        graph.nodes().stream()
            .map(node -> node.equals(wrong) ? new Node(node.name(), other, node.inputs()) : node)
            .toList();
    return new Graph(graph.input(), nodes, graph.output());
  }

  private static List<Node> convolutions(Graph graph) {
    return graph.nodes().stream().filter(node -> node.op() instanceof Conv).toList();
  }

  @Test
  void agreesUpToRounding() {
    Parity parity = check(imported.graph()).check(prepared(imported.graph()));

    assertEquals(2, parity.samples());
    assertTrue(parity.maximumRelative() < 1e-4, parity.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6})
  void namesTheFirstNodeThatDiverges(int index) {
    Node wrong = convolutions(imported.graph()).get(index);
    Graph graph = wrongAt(imported.graph(), wrong);
    ParityCheck check = check(graph);

    BoundException e = assertThrows(BoundException.class, () -> check.check(prepared(graph)));

    assertTrue(e.getMessage().contains("'" + wrong.name() + "'"), e.getMessage());
    assertTrue(e.getMessage().contains(model.path().toString()), e.getMessage());
  }

  @Test
  void noticesARewriteThatChangesTheNetwork() {
    Graph right = prepared(imported.graph());
    Graph wrong = wrongAt(right, convolutions(right).get(2));
    ParityCheck check = check(imported.graph());

    BoundException e = assertThrows(BoundException.class, () -> check.check(wrong));

    assertTrue(e.getMessage().contains("the rewritten network"), e.getMessage());
  }
}
