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
import io.spikeport.onnx.OnnxModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Measures the activations of every ReLU over a whole data set: ONNX Runtime runs the model as it
 * was exported, with the ReLUs' outputs exposed, and histograms take them in. Memory does not grow
 * with the set, and the result does not depend on the batch size.
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
   * Measures.
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
    Graph graph = imported.graph();
    requireShape(graph, data);
    List<Layer> layers =
        relus(graph).stream().map(node -> Layer.of(graph, node, imported, options)).toList();
    List<String> values = layers.stream().map(Layer::value).toList();
    ExecutorService workers = Executors.newFixedThreadPool(options.threads());
    try (OnnxRuntimeNetwork network =
        OnnxRuntimeNetwork.open(
            model, imported, values, affordable(graph, options.batch()), options.threads())) {
      float[] samples = new float[network.batch() * data.sampleShape().size()];
      for (int first = 0; first < data.size(); first += network.batch()) {
        int count = Math.min(network.batch(), data.size() - first);
        data.read(first, count, samples);
        network.run(samples, count);
        takeIn(network, layers, count, workers);
        progress.accept(first + count);
      }
    } finally {
      workers.shutdownNow();
    }
    return new ActivationStatistics(layers.stream().map(Layer::activations).toList(), data.size());
  }

  /** A batch no larger than wanted whose activations stay within {@link #MOST_VALUES}. */
  private static int affordable(Graph graph, int wanted) {
    long values = graph.input().shape().size();
    for (Node node : relus(graph)) {
      values += graph.shape(node.name()).size();
    }
    return (int) Math.max(1, Math.min(wanted, MOST_VALUES / values));
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

  private static void takeIn(
      OnnxRuntimeNetwork network, List<Layer> layers, int count, ExecutorService workers) {
    List<Future<?>> tasks =
        layers.stream()
            .<Future<?>>map(
                layer ->
                    workers.submit(
                        () ->
                            layer.add(
                                network.value(layer.value()),
                                count,
                                network.elementsPerSample(layer.value()))))
            .toList();
    for (int i = 0; i < tasks.size(); i++) {
      await(tasks.get(i), layers.get(i));
    }
  }

  private static void await(Future<?> task, Layer layer) {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NonFiniteException found) {
        throw new ModelException(
            Problem.mismatch(
                "layer '" + layer.name() + "'",
                "finite activations",
                found.getMessage(),
                "look for NaN in the calibration data, and for the same preprocessing as in"
                    + " training"),
            found);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** One ReLU: where its values are, and their histograms so far. */
  private record Layer(String name, String value, List<Histogram> histograms) {

    static Layer of(Graph graph, Node relu, ImportedModel imported, CalibrationOptions options) {
      String value = imported.onnxValues().get(relu.name());
      if (value == null) {
        throw new ModelException(
            new Problem(
                relu.describe(), "its output has no name in the ONNX model to read it by", ""));
      }
      boolean perChannel = options.granularity() == Granularity.CHANNEL;
      int histograms = perChannel ? graph.shape(relu.name()).extent(0) : 1;
      int bits = perChannel ? CalibrationOptions.CHANNEL_BITS : CalibrationOptions.LAYER_BITS;
      return new Layer(
          relu.name(),
          value,
          IntStream.range(0, histograms).mapToObj(i -> new Histogram(bits)).toList());
    }

    void add(FloatBuffer values, int count, int perSample) {
      float[] sample = new float[perSample];
      int perHistogram = perSample / histograms.size();
      for (int n = 0; n < count; n++) {
        values.get(n * perSample, sample);
        for (int c = 0; c < histograms.size(); c++) {
          histograms.get(c).add(sample, c * perHistogram, (c + 1) * perHistogram);
        }
      }
    }

    LayerActivations activations() {
      return new LayerActivations(name, histograms);
    }
  }
}
