package io.spikeport.simulation;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Op;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights in ND4J's memory, shared by all plans of one network. Not for concurrent use. */
final class Weights {

  private final Map<Op, INDArray[]> arrays = new IdentityHashMap<>();

  /** The arrays of an operator (this very object), made now if they were not before. */
  INDArray[] get(Op op, Supplier<INDArray[]> make) {
    return arrays.computeIfAbsent(op, key -> make.get());
  }

  /** Lets go of all but those of the operators of a graph. */
  void retain(Graph graph) {
    Set<Op> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.nodes().forEach(node -> kept.add(node.op()));
    for (Op op : List.copyOf(arrays.keySet())) {
      if (!kept.contains(op)) {
        close(arrays.remove(op));
      }
    }
  }

  void close() {
    arrays.values().forEach(Weights::close);
    arrays.clear();
  }

  private static void close(INDArray[] group) {
    for (INDArray array : group) {
      array.close();
    }
  }
}
