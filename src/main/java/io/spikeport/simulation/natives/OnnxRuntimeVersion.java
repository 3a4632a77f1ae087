package io.spikeport.simulation.natives;

import ai.onnxruntime.OrtEnvironment;

/** Which ONNX Runtime is loaded. */
public final class OnnxRuntimeVersion {

  private OnnxRuntimeVersion() {}

  public static String get() {
    return OrtEnvironment.getEnvironment().getVersion();
  }
}
