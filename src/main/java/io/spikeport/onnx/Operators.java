package io.spikeport.onnx;

import java.util.Map;

/** The ONNX operators that can be imported. */
final class Operators {

  private static final Map<String, Translation> BY_NAME =
      Map.ofEntries(
          Map.entry("Add", Arithmetic::add),
          Map.entry("AveragePool", Pooling::average),
          Map.entry("BatchNormalization", Layers::batchNormalization),
          Map.entry("Constant", Plumbing::constant),
          Map.entry("Conv", Layers::conv),
          Map.entry("Dropout", Plumbing::identity),
          Map.entry("Flatten", Plumbing::flatten),
          Map.entry("Gemm", Layers::gemm),
          Map.entry("GlobalAveragePool", Pooling::globalAverage),
          Map.entry("Identity", Plumbing::identity),
          Map.entry("MatMul", Layers::matMul),
          Map.entry("MaxPool", Pooling::max),
          Map.entry("Pad", Plumbing::pad),
          Map.entry("Relu", Activations::relu),
          Map.entry("Reshape", Plumbing::reshape),
          Map.entry("Softmax", Activations::softmax));

  private Operators() {}

  static Translation translation(String domain, OnnxNode node) {
    Translation translation = BY_NAME.get(node.type());
    if (translation == null || !(domain.isEmpty() || domain.equals("ai.onnx"))) {
      throw node.refuse(
          "operator " + (domain.isEmpty() ? "" : domain + ".") + node.type() + " is not supported",
          "export the model without it");
    }
    return translation;
  }
}
