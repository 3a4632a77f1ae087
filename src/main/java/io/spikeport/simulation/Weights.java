package io.spikeport.simulation;

import io.spikeport.graph.Op;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights in ND4J's memory, shared by all plans of one network. Not for concurrent use. */
final class Weights {

  private final Map<Op, INDArray[]> arrays = new IdentityHashMap<>();

  /** The arrays of an operator (this very object), made now if they were not before. */
  INDArray[] get(Op op, Supplier<INDArray[]> make) {
    return arrays.computeIfAbsent(op, key -> make.get());
  }

  void close() {
    for (INDArray[] group : arrays.values()) {
      for (INDArray array : group) {
        array.close();
      }
    }
    arrays.clear();
  }
}
