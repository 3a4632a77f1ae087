package io.spikeport.onnx.network;

import io.spikeport.error.Problem;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the importer knows of an ONNX value. */
public sealed interface Value
    permits Value.Activation,
        Value.Capped,
        Value.Quantized,
        Constant,
        Value.Missing,
        Value.Unsettled {

  /**
   * A value that depends on the network's input.
   *
   * @param node the graph's node that computes it, or the graph's input
   * @param layout how the ONNX value's elements lie in that node's value
   * @param bare whether the ONNX value has no batch axis, in a model for one image at a time that
   *     folded it into another shape
   */
  record Activation(String node, ValueLayout layout, boolean bare) implements Value {

    public Activation(String node, ValueLayout layout) {
      this(node, layout, false);
    }

    /** Shape of one sample as ONNX has it: without the batch axis, which is axis 0 if any. */
    public Shape sample() {
      return layout.sample();
    }

    /** Number of axes as ONNX counts them. */
    public int rank() {
      return sample().rank() + (bare ? 0 : 1);
    }

    /** The ONNX value's extents in a model for one image. */
    public List<Integer> extentsOfOne() {
      return bare ? sample().toList() : sample().prepend(1).toList();
    }

    public Activation withBare(boolean other) {
      return new Activation(node, layout, other);
    }

    @Override
    public String toString() {
      return Stream.concat(bare ? Stream.of() : Stream.of("N"), sample().toList().stream())
          .map(Object::toString)
          .collect(Collectors.joining(", ", "a value of shape [", "]"));
    }
  }

  /**
   * {@code min(value, cap)}, which has no operator of its own: it must meet a ReLU next.
   *
   * @param by for messages: the node that caps
   */
  record Capped(Activation value, float cap, String by) implements Value {

    @Override
    public String toString() {
      return "a value that " + by + " caps without a ReLU next to it";
    }
  }

  /**
   * A value as the integers that QuantizeLinear makes of it: {@code value/step + zero}.
   *
   * @param value what DequantizeLinear makes of them again
   * @param step a scalar, or one per channel
   * @param zero likewise
   */
  record Quantized(Activation value, Tensor step, Tensor zero) implements Value {

    @Override
    public String toString() {
      return "integers that QuantizeLinear made, without a DequantizeLinear between";
    }
  }

  /**
   * A value whose first axis is not the batch, which only float blocks can take.
   *
   * @param refusal what is told if no block comes of it
   */
  record Unsettled(List<Problem> refusal) implements Value {

    public Unsettled {
      refusal = List.copyOf(refusal);
    }

    @Override
    public String toString() {
      return "a value whose first axis is not the batch";
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

    public static final Missing TOLD = new Missing("");

    /** Whether what is wrong has been told already. */
    boolean isTold() {
      return reason.isEmpty();
    }
  }
}
