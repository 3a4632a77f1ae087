package io.spikeport.simulation;

import ai.onnxruntime.OrtEnvironment;

/** Which ONNX Runtime is loaded. */
final class OnnxRuntimeVersion {

  private OnnxRuntimeVersion() {}

  static String get() {
    return OrtEnvironment.getEnvironment().getVersion();
  }
}
