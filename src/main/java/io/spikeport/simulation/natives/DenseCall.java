package io.spikeport.simulation.natives;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One ND4J operation bound to its arrays once, so that a call allocates nothing. It goes straight
 * to the native operation: what ND4J's executioner looks after before and behind every call costs
 * more than a small product, and half a second of compiling it in a short run.
 */
public final class DenseCall {

  private final NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
  private final String name;
  private final long hash;

  /** Owns what the pointer points to. */
  private final OpContext context;

  private final Pointer pointer;

  public DenseCall(String name, INDArray[] inputs, INDArray output, long... arguments) {
    this.name = name;
    this.hash = DynamicCustomOp.builder(name).build().opHash();
    this.context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(inputs);
    context.setOutputArrays(output);
    context.setIArguments(arguments);
    this.pointer = context.contextPointer();
  }

  public void run() {
    if (natives.execCustomOp2(null, hash, pointer) != 0) {
      throw new IllegalStateException("ND4J's " + name + ": " + natives.lastErrorMessage());
    }
  }
}
