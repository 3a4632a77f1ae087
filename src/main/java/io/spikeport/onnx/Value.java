package io.spikeport.onnx;

import io.spikeport.tensor.Shape;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the importer knows of an ONNX value. */
sealed interface Value permits Value.Activation, Constant, Value.Missing {

  /**
   * A value that depends on the network's input.
   *
   * @param node the graph's node that computes it, or the graph's input
   * @param sample extents without the batch axis, which is always axis 0
   */
  record Activation(String node, Shape sample) implements Value {

    /** Number of axes as ONNX counts them, with the batch axis. */
    int rank() {
      return sample.rank() + 1;
    }

    @Override
    public String toString() {
      return Stream.concat(Stream.of("N"), sample.toList().stream())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "a value of shape [", "]"));
    }
  }

  /**
   * A value that is not there: its node was refused, or it is an output that has no counterpart in
   * the graph.
   *
   * @param reason why, where a node that takes the value is to be refused for it; empty where what
   *     is wrong has been told already
   */
  record Missing(String reason) implements Value {

    static final Missing TOLD = new Missing("");
  }
}
