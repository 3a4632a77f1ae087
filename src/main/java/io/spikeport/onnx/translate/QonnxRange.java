package io.spikeport.onnx.translate;

import io.spikeport.onnx.network.OnnxNode;
import java.util.List;
import java.util.Set;

/**
 * The integers that QONNX's Quant rounds to, and how it rounds ({@code qonnx/custom_op/general}).
 *
 * @param shift what is added before rounding to the nearest integer, in steps: rounding down and up
 *     are such roundings
 */
public record QonnxRange(double low, double high, double shift) {

  public static final List<String> ROUNDINGS = List.of("ROUND", "HALF_EVEN", "FLOOR", "CEIL");

  /** Domains that have the operator, in the order in which its home changed. */
  public static final Set<String> DOMAINS =
      Set.of("qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general");

  public static final Set<String> NAMES = Set.of("Quant", "IntQuant");

  static QonnxRange of(OnnxNode node) {
    return of(
        node.number(3),
        node.flag("signed", true),
        node.flag("narrow", false),
        node.text("rounding_mode", "ROUND"));
  }

  public static QonnxRange of(double bits, boolean signed, boolean narrow, String rounding) {
    double shift = rounding.equals("FLOOR") ? -0.5 : rounding.equals("CEIL") ? 0.5 : 0;
    double half = Math.pow(2, bits - 1);
    return signed
        ? new QonnxRange(narrow ? 1 - half : -half, half - 1, shift)
        : new QonnxRange(0, 2 * half - (narrow ? 2 : 1), shift);
  }

  double rounded(double level) {
    return shift == 0 ? Math.rint(level) : shift < 0 ? Math.floor(level) : Math.ceil(level);
  }
}
