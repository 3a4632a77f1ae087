package io.spikeport.simulation.geometry;

import io.spikeport.graph.Pad;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.tensor.Shape;
import java.util.Arrays;

/**
 * Where each element of an output comes from when an operator only moves elements: a position in
 * the input sample, or {@link #NOWHERE}.
 */
public final class Gather {

  public static final int NOWHERE = -1;

  private final int[] sources;

  private Gather(int[] sources) {
    this.sources = sources;
  }

  public int size() {
    return sources.length;
  }

  public int source(int element) {
    return sources[element];
  }

  /** Every element stays where it is in row-major order. */
  public static Gather identity(Shape shape) {
    return build(shape, position -> index(shape, position));
  }

  public static Gather of(Pad op, Shape input, Shape output) {
    return build(
        output,
        position -> {
          int[] source = new int[position.length];
          for (int axis = 0; axis < source.length; axis++) {
            source[axis] = position[axis] - op.begin().get(axis);
            if (source[axis] < 0 || source[axis] >= input.extent(axis)) {
              return NOWHERE;
            }
          }
          return index(input, source);
        });
  }

  public static Gather of(Slice op, Shape input, Shape output) {
    return build(
        output,
        position -> {
          position[op.axis() - 1] += op.start();
          return index(input, position);
        });
  }

  public static Gather of(Take op, Shape input, Shape output) {
    int[] indices = op.indices().stream().mapToInt(Integer::intValue).toArray();
    return build(
        output,
        position -> {
          int index = indices[position[op.axis() - 1]];
          position[op.axis() - 1] = index;
          return index == Take.NOWHERE ? NOWHERE : index(input, position);
        });
  }

  public static Gather of(Transpose op, Shape input, Shape output) {
    return build(
        output,
        position -> {
          int[] source = new int[position.length];
          for (int axis = 0; axis < source.length; axis++) {
            source[op.permutation().get(axis) - 1] = position[axis];
          }
          return index(input, source);
        });
  }

  public static Gather of(Upsample op, Shape input, Shape output) {
    return build(
        output,
        position -> {
          for (int axis = 1; axis < position.length; axis++) {
            position[axis] /= op.factors().get(axis - 1);
          }
          return index(input, position);
        });
  }

  private interface SourceOf {
    /** Index in the input of what belongs at an output position, which it may change. */
    int at(int[] position);
  }

  private static Gather build(Shape output, SourceOf sourceOf) {
    int[] sources = new int[output.size()];
    int[] position = new int[output.rank()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = sourceOf.at(Arrays.copyOf(position, position.length));
      for (int axis = position.length - 1; axis >= 0; axis--) {
        if (++position[axis] < output.extent(axis)) {
          break;
        }
        position[axis] = 0;
      }
    }
    return new Gather(sources);
  }

  private static int index(Shape shape, int[] position) {
    int index = 0;
    for (int axis = 0; axis < position.length; axis++) {
      index = index * shape.extent(axis) + position[axis];
    }
    return index;
  }
}
