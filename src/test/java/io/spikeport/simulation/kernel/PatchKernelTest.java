package io.spikeport.simulation.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Window;
import io.spikeport.simulation.Samples;
import io.spikeport.simulation.natives.RowBuffer;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Patches against oneDNN; all numbers are exact in float, so the results are equal. */
class PatchKernelTest {

  /** Several blocks of the largest of these. */
  private static final int ROWS = 10;

  static Stream<Arguments> convolutions() {
    Window three = Window.of(3, 3);
    return Stream.of(
        Arguments.of(three, 32, Shape.of(32, 9, 9)),
        Arguments.of(three.withPads(List.of(1, 1), List.of(1, 1)), 5, Shape.of(3, 7, 6)),
        Arguments.of(three.withPads(List.of(0, 2), List.of(1, 0)), 5, Shape.of(3, 7, 6)),
        Arguments.of(three.withStrides(2, 3), 5, Shape.of(3, 7, 12)),
        Arguments.of(three.withDilations(2, 1), 5, Shape.of(3, 7, 6)),
        Arguments.of(three.withDilations(1, 2), 5, Shape.of(3, 7, 6)),
        Arguments.of(Window.of(1, 1), 7, Shape.of(4, 5, 5)),
        Arguments.of(Window.of(2, 5), 7, Shape.of(4, 6, 8)),
        Arguments.of(Window.of(3).withStrides(2), 7, Shape.of(4, 15)));
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void givesWhatOneDnnGives(Window window, int outChannels, Shape in) {
    Samples samples = new Samples(17);
    int[] weight = new int[window.rank() + 2];
    weight[0] = outChannels;
    weight[1] = in.extent(0);
    for (int axis = 0; axis < window.rank(); axis++) {
      weight[axis + 2] = window.kernel().get(axis);
    }
    Conv op = new Conv(samples.eighths(weight), samples.eighths(outChannels), window, 1);
    Shape out = op.outputShape(List.of(in));
    Tensor values = samples.eighths(ROWS, in.size());
    RowBuffer input = RowBuffer.offHeap(ROWS, in.size());
    input.writeAll(values.toArray());
    RowBuffer expected = RowBuffer.offHeap(ROWS, out.size());
    RowBuffer found = RowBuffer.onHeap(ROWS, out.size());

    new ConvKernel(op, in, out, input, expected, new SharedWeights()).run(ROWS);
    new PatchKernel(op, in, out, input, found, new SharedWeights()).run(ROWS);

    assertArrayEquals(all(expected), all(found));
  }

  private static float[] all(RowBuffer buffer) {
    float[] values = new float[buffer.rows() * buffer.size()];
    buffer.readAll(values);
    return values;
  }

  @Test
  void areForFewPositionsInEveryTimestep() {
    Samples samples = new Samples(17);
    Conv narrow = new Conv(samples.eighths(4, 4, 3, 3), samples.eighths(4), Window.of(3, 3), 1);
    Conv grouped = new Conv(samples.eighths(4, 2, 3, 3), samples.eighths(4), Window.of(3, 3), 2);
    Conv wide = new Conv(samples.eighths(48, 48, 3, 3), samples.eighths(48), Window.of(3, 3), 1);
    Shape small = Shape.of(4, 7, 7);

    assertEquals(ConvMethod.PATCHES, ConvMethod.of(narrow, small, true));
    assertEquals(ConvMethod.ONEDNN, ConvMethod.of(narrow, small, false));
    assertEquals(ConvMethod.ONEDNN, ConvMethod.of(narrow, Shape.of(4, 7, 8), true));
    assertEquals(ConvMethod.ONEDNN, ConvMethod.of(grouped, small, true));
    assertEquals(ConvMethod.WINOGRAD, ConvMethod.of(wide, Shape.of(48, 7, 7), true));
  }
}
