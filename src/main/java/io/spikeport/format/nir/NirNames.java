package io.spikeport.format.nir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names of nodes as other tools can take them: {@code /} would be a path in HDF5 and {@code .} one
 * in PyTorch, so that everything but ASCII letters, digits and {@code _} becomes {@code _}. Unique.
 */
final class NirNames {

  static final String INPUT = "input";
  static final String OUTPUT = "output";

  private final Set<String> taken = new HashSet<>(Set.of(INPUT, OUTPUT));
  private final Map<String, String> names = new HashMap<>();

  /** The name that stands for one of the model's own, the same each time. */
  String of(String name) {
    return names.computeIfAbsent(name, this::fresh);
  }

  /** A name that nothing else has. */
  String fresh(String wanted) {
    String plain = wanted.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^_+", "");
    String stem = plain.isEmpty() ? "node" : plain;
    String name = stem;
    for (int i = 2; !taken.add(name); i++) {
      name = stem + "_" + i;
    }
    return name;
  }
}
