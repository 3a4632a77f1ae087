package io.spikeport.cli;

import io.spikeport.simulation.NativeLibraries;
import java.util.ArrayList;
import java.util.List;

/** What {@code doctor} finds wrong, each with what to do. */
final class Diagnoses {

  static final String THREADS =
      "one per processor, each with images of its own; BLAS, oneDNN and ONNX Runtime's engine use one"
          + " thread per product, ONNX Runtime's calibration all";

  private static final long LEAST_HEAP = 512L << 20;

  private Diagnoses() {}

  static List<String> of(Machine machine, NativeLibraries natives) {
    List<String> wrong = new ArrayList<>();
    if (!natives.nd4jWorks()) {
      wrong.add(
          "ND4J's natives do not work ("
              + natives.nd4j()
              + "); build on this machine, so that Maven picks its natives");
    } else {
      if (!natives.oneDnn()) {
        wrong.add(
            "ND4J's natives are without oneDNN, convolutions take ten times as long; build on this"
                + " machine, or use --engine onnxruntime");
      }
      if (!natives.suitsProcessor()) {
        wrong.add(
            "ND4J's natives do not use this processor's vector instructions; build on this machine,"
                + " or use --engine onnxruntime");
      }
    }
    if (!natives.onnxRuntimeWorks()) {
      wrong.add(
          "ONNX Runtime does not load ("
              + natives.onnxRuntime()
              + "); convert, --reference and --engine onnxruntime need it: check that this platform"
              + " is one of its own");
    }
    if (!machine.spinCount().equals("0")) {
      wrong.add(
          "idle OpenMP threads spin on the cores that others need; start with ./spikeport or set"
              + " GOMP_SPINCOUNT=0 in the environment");
    }
    if (machine.heap() < LEAST_HEAP) {
      wrong.add(
          "the Java heap may grow to "
              + Machine.bytes(machine.heap())
              + " only; set SPIKEPORT_JAVA_OPTS=-Xmx1g");
    }
    if (machine.heap() + natives.offHeapLimit() > machine.memory()) {
      wrong.add(
          "the Java heap and ND4J's may grow beyond the memory there is ("
              + Machine.bytes(machine.memory())
              + "), and the system would end the process; set SPIKEPORT_JAVA_OPTS=-Xmx"
              + (machine.memory() >> 22)
              + "m");
    }
    return wrong;
  }
}
