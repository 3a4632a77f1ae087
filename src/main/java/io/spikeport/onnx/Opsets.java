package io.spikeport.onnx;

/** The versions of ONNX's standard operator set that are read. */
final class Opsets {

  /** The oldest; opset 7 changed how values are broadcast, 6 is read where that does not matter. */
  static final int OLDEST = 6;

  /** The newest that this importer knows all operators of. */
  static final int NEWEST = 25;

  private Opsets() {}

  /** Whether a domain name is one of the two spellings of the standard domain. */
  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }
}
