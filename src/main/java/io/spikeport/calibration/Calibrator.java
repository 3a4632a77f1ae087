package io.spikeport.calibration;

import io.spikeport.data.Dataset;
import io.spikeport.error.DataException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Measures the activations of every ReLU, or other values, over a whole data set: ONNX Runtime runs
 * the model as it was exported, with the ReLUs' outputs exposed, and histograms take them in. Every
 * processor has a batch of its own under way, from its images to its histograms, so none waits for
 * another. Memory does not grow with the set, and the result does not depend on the batch size.
 */
public final class Calibrator {

  /** Most activations to have in memory at once: 64 MiB, beside what ONNX Runtime works with. */
  private static final long MOST_VALUES = 1L << 24;

  private Calibrator() {}

  /** The ReLUs of a graph, saturating ones among them, in topological order. */
  public static List<Node> relus(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Relu || node.op() instanceof ClippedRelu)
        .toList();
  }

  /**
   * Measures the ReLUs.
   *
   * @param data preprocessed images of the model's input shape
   * @param progress told the number of images done so far
   * @throws ModelException if an activation is NaN or infinite; the message names the layer
   * @throws DataException if the images do not fit the model
   */
  public static ActivationStatistics measure(
      OnnxModel model,
      ImportedModel imported,
      Dataset data,
      CalibrationOptions options,
      IntConsumer progress) {
    List<String> layers = relus(imported.graph()).stream().map(Node::name).toList();
    return measure(model, imported, layers, data, options, progress);
  }

  /**
   * Measures the magnitudes of some values.
   *
   * @param layers names of nodes of the imported graph
   * @param data as above, as are the others
   */
  public static ActivationStatistics measure(
      OnnxModel model,
      ImportedModel imported,
      List<String> layers,
      Dataset data,
      CalibrationOptions options,
      IntConsumer progress) {
    Graph graph = imported.graph();
    requireShape(graph, data);
    int lanes = options.threads();
    int batch = affordable(graph, layers, options.batch(), lanes);
    lanes = Math.max(1, Math.min(lanes, data.size() / imported.fixedBatch().orElse(batch)));
    Supplier<List<MeasuredLayer>> nothing =
        () ->
            layers.stream()
                .map(name -> MeasuredLayer.of(graph, graph.node(name), imported, options))
                .toList();
    List<String> values = nothing.get().stream().map(MeasuredLayer::value).distinct().toList();
    try (OnnxRuntimeNetwork network =
        OnnxRuntimeNetwork.open(model, imported, values, batch, options.threads() / lanes)) {
      return CalibrationWorker.measure(network, lanes, data, progress, nothing);
    }
  }

  /** A batch no larger than wanted; those of all lanes stay within {@link #MOST_VALUES}. */
  private static int affordable(Graph graph, List<String> layers, int wanted, int lanes) {
    long values = graph.input().shape().size();
    for (String layer : layers) {
      values += graph.shape(layer).size();
    }
    return (int) Math.max(1, Math.min(wanted, MOST_VALUES / lanes / values));
  }

  /**
   * @throws DataException if the images do not have the shape of the model's input
   */
  public static void requireShape(Graph graph, Dataset data) {
    if (!data.sampleShape().equals(graph.input().shape())) {
      throw new DataException(
          Problem.mismatch(
              data.source(),
              "images of shape " + graph.input().shape() + " for the model's input",
              data.sampleShape().toString(),
              "use data in the model's shape, or see --resize and --layout"));
    }
  }
}
