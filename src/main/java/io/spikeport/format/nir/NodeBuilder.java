package io.spikeport.format.nir;

import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects a node's fields and metadata; its name is given later. */
final class NodeBuilder {

  private String type;
  private final Map<String, NirValue> fields = new TreeMap<>();
  private final Map<String, NirValue> metadata = new TreeMap<>();

  NodeBuilder(String type) {
    this.type = type;
  }

  NodeBuilder type(String name) {
    type = name;
    return this;
  }

  NodeBuilder real(String field, Tensor values) {
    fields.put(field, new NirValue.Real(values));
    return this;
  }

  NodeBuilder whole(String field, int value) {
    fields.put(field, NirValue.Whole.of(value));
    return this;
  }

  NodeBuilder whole(String field, List<Integer> values) {
    fields.put(field, NirValue.Whole.of(values));
    return this;
  }

  NodeBuilder note(String key, String value) {
    metadata.put(key, NirValue.Text.of(value));
    return this;
  }

  NodeBuilder note(String key, int value) {
    metadata.put(key, NirValue.Whole.of(value));
    return this;
  }

  NodeBuilder note(String key, List<Integer> values) {
    metadata.put(key, NirValue.Whole.of(values));
    return this;
  }

  NodeBuilder note(String key, Tensor values) {
    metadata.put(key, new NirValue.Real(values));
    return this;
  }

  NirNode build() {
    return new NirNode("", type, fields, metadata);
  }
}
