package io.spikeport.onnx;

import static io.spikeport.onnx.network.OperatorBuilder.refused;

import io.spikeport.onnx.network.Operator;
import java.util.ArrayList;
import java.util.List;

/** Declarations of the operators that users are likely to meet and that cannot be imported. */
final class RefusedOperators {

  private static final String NO_SPIKES = "no spiking equivalent";
  private static final String RETRAIN = "retrain with ReLU or ReLU6";
  private static final String NOT_PER_IMAGE =
      "its statistics depend on the activations, so it is no fixed factor";
  private static final String BATCH_NORM = "retrain with BatchNormalization";
  private static final String CONTROL = "control flow has no place in a feed-forward network";
  private static final String TRACE =
      "export by tracing, with constant conditions, so that it disappears";
  private static final String INTEGERS = "it computes with integers, which is not read";
  static final String QDQ =
      "quantize in QDQ format: float operators between QuantizeLinear and DequantizeLinear";
  private static final String DYNAMIC = "its scale depends on the activations";
  private static final String RECURRENT = "recurrent layers are not converted";
  private static final String FEED_FORWARD = "use a feed-forward network";

  static final List<Operator> ALL = all();

  private RefusedOperators() {}

  private static List<Operator> all() {
    List<Operator> all = new ArrayList<>();
    add(all, NO_SPIKES, RETRAIN, "Swish", "ThresholdedRelu", "Shrink", "Erf");
    add(all, NOT_PER_IMAGE, BATCH_NORM, "LRN", "InstanceNormalization", "LayerNormalization");
    add(all, NOT_PER_IMAGE, BATCH_NORM, "GroupNormalization", "RMSNormalization");
    add(all, NOT_PER_IMAGE, BATCH_NORM, "LpNormalization", "MeanVarianceNormalization");
    add(all, CONTROL, TRACE, "If", "Loop", "Scan");
    add(all, INTEGERS, QDQ, "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger");
    add(all, DYNAMIC, "quantize statically, in QDQ format", "DynamicQuantizeLinear");
    add(all, RECURRENT, FEED_FORWARD, "LSTM", "GRU", "RNN");
    add(
        all,
        "attention multiplies activations with each other",
        "use a convolutional network",
        "Attention");
    all.add(refused("LpPool", "only maximum and average pooling have a spiking form", "use those"));
    return List.copyOf(all);
  }

  private static void add(List<Operator> all, String why, String remedy, String... names) {
    for (String name : names) {
      all.add(refused(name, why, remedy));
    }
  }
}
