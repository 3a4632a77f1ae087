package io.spikeport.stepgraph;

import io.spikeport.graph.Node;
import java.util.HashMap;
import java.util.Map;

/** The ONNX values that hold the states: what a timestep starts with, then what it leaves. */
final class StateNames {

  private record Key(String layer, State.Kind kind) {}

  private final Map<Key, String> names = new HashMap<>();

  String get(Node node, State.Kind kind) {
    return get(node.name(), kind);
  }

  String get(State state) {
    return get(state.layer(), state.kind());
  }

  private String get(String layer, State.Kind kind) {
    String name = names.get(new Key(layer, kind));
    if (name == null) {
      throw new IllegalStateException("'" + layer + "' has no " + kind.word());
    }
    return name;
  }

  void put(Node node, State.Kind kind, String name) {
    names.put(new Key(node.name(), kind), name);
  }

  void put(State state, String name) {
    names.put(new Key(state.layer(), state.kind()), name);
  }
}
