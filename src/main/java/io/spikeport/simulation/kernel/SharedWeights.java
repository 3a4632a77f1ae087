package io.spikeport.simulation.kernel;

import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Op;
import io.spikeport.simulation.natives.OnnxRuntimeBlock;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights in ND4J's memory and float blocks, shared by all plans of one network. Not for concurrent
 * use.
 */
public final class SharedWeights {

  private final Map<Op, Map<Class<? extends Kernel>, INDArray[]>> arrays = new IdentityHashMap<>();
  private final Map<Op, OnnxRuntimeBlock> blocks = new IdentityHashMap<>();

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

  /** A float block in ONNX Runtime, made now if it was not before. */
  public OnnxRuntimeBlock block(String name, FloatBlock op) {
    return blocks.computeIfAbsent(op, key -> new OnnxRuntimeBlock("node '" + name + "'", op));
  }

  /** Lets go of all but those of the operators of a graph. */
  public void retain(Graph graph) {
    Set<Op> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    graph.nodes().forEach(node -> kept.add(node.op()));
    for (Op op : List.copyOf(arrays.keySet())) {
      if (!kept.contains(op)) {
        close(arrays.remove(op));
      }
    }
    for (Op op : List.copyOf(blocks.keySet())) {
      if (!kept.contains(op)) {
        blocks.remove(op).close();
      }
    }
  }

  public void close() {
    arrays.values().forEach(SharedWeights::close);
    arrays.clear();
    blocks.values().forEach(OnnxRuntimeBlock::close);
    blocks.clear();
  }

  private static void close(Map<Class<? extends Kernel>, INDArray[]> forms) {
    for (INDArray[] group : forms.values()) {
      for (INDArray array : group) {
        array.close();
      }
    }
  }
}
