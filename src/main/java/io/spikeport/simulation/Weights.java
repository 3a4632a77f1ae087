package io.spikeport.simulation;

import io.spikeport.graph.Graph;
import io.spikeport.graph.Op;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights in ND4J's memory, shared by all plans of one network. Not for concurrent use. */
final class Weights {

  private final Map<Op, Map<Class<? extends Kernel>, INDArray[]>> arrays = new IdentityHashMap<>();

  /**
   * The arrays of an operator (this very object), made now if they were not before.
   *
   * @param form the kernel whose form they have: nodes that share an operator may be computed in
   *     different ways
   */
  INDArray[] get(Op op, Class<? extends Kernel> form, Supplier<INDArray[]> make) {
    return arrays
        .computeIfAbsent(op, key -> new HashMap<>())
        .computeIfAbsent(form, key -> make.get());
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

  private static void close(Map<Class<? extends Kernel>, INDArray[]> forms) {
    for (INDArray[] group : forms.values()) {
      for (INDArray array : group) {
        array.close();
      }
    }
  }
}
