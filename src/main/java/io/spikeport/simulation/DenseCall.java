package io.spikeport.simulation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** One ND4J operation bound to its arrays once, so that a call allocates nothing. */
final class DenseCall {

  private final DynamicCustomOp op;
  private final OpContext context;

  DenseCall(String name, INDArray[] inputs, INDArray output, long... arguments) {
    op = DynamicCustomOp.builder(name).build();
    context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(inputs);
    context.setOutputArrays(output);
    context.setIArguments(arguments);
  }

  void run() {
    Nd4j.exec(op, context);
  }
}
