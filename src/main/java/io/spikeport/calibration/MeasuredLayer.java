package io.spikeport.calibration;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.ImportedModel;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A layer whose magnitudes are measured: a ReLU, or any other value.
 *
 * @param name name of the node
 * @param source the ONNX value that it is, or that it follows from
 * @param magnitudes whether its values may be negative
 * @param histograms of the whole layer, or one per channel
 */
record MeasuredLayer(
    String name, Derivation source, boolean magnitudes, List<Histogram> histograms) {

  static MeasuredLayer of(
      Graph graph, Node relu, ImportedModel imported, CalibrationOptions options) {
    boolean perChannel = options.granularity() == Granularity.CHANNEL;
    int histograms = perChannel ? graph.shape(relu.name()).extent(0) : 1;
    int bits = perChannel ? CalibrationOptions.CHANNEL_BITS : CalibrationOptions.LAYER_BITS;
    return new MeasuredLayer(
        relu.name(),
        Derivation.of(relu, imported),
        !(relu.op() instanceof Relu || relu.op() instanceof ClippedRelu),
        IntStream.range(0, histograms).mapToObj(i -> new Histogram(bits)).toList());
  }

  /** Name of the ONNX value to read. */
  String value() {
    return source.value();
  }

  /**
   * Counts a batch.
   *
   * @param read bits of the ONNX value's floats
   * @param chunk to work with
   * @throws ModelException if a value is NaN or infinite
   */
  void add(IntBuffer read, int count, int perSample, ActivationChunk chunk) {
    IntBuffer values = source.of(read, count, perSample);
    int perHistogram = perSample / histograms.size();
    try {
      for (int n = 0; n < count; n++) {
        for (int c = 0; c < histograms.size(); c++) {
          int from = n * perSample + c * perHistogram;
          histograms.get(c).add(values, from, from + perHistogram, magnitudes, chunk);
        }
      }
    } catch (NonFiniteException e) {
      throw new ModelException(
          Problem.mismatch(
              "layer '" + name + "'",
              "finite activations",
              e.getMessage(),
              "look for NaN in the calibration data, and for the same preprocessing as in"
                  + " training"),
          e);
    }
  }

  LayerActivations activations() {
    return new LayerActivations(name, histograms);
  }
}
