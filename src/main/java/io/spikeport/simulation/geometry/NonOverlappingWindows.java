package io.spikeport.simulation.geometry;

import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Windows that lie side by side, without overlap, padding or anything cut off but at the end of an
 * axis: every element of the input is in one window at most.
 */
public final class NonOverlappingWindows {

  private final int height;
  private final int width;
  private final int inputWidth;
  private final int inputPlane;
  private final int outputWidth;
  private final int outputPlane;

  private NonOverlappingWindows(
      int height, int width, int inputWidth, int inputPlane, Shape positions) {
    this.height = height;
    this.width = width;
    this.inputWidth = inputWidth;
    this.inputPlane = inputPlane;
    this.outputWidth = positions.extent(positions.rank() - 1);
    this.outputPlane = positions.size();
  }

  /**
   * The tiling of a pooling with one or two spatial axes, if it is one.
   *
   * @param sample shape of one sample
   */
  public static Optional<NonOverlappingWindows> of(AveragePool pool, Shape sample) {
    Window window = pool.window();
    int rank = window.rank();
    boolean plain =
        rank <= 2
            && window.strides().equals(window.kernel())
            && IntStream.range(0, rank)
                .allMatch(
                    a ->
                        window.dilations().get(a) == 1
                            && window.padsBegin().get(a) == 0
                            && window.padsEnd().get(a) == 0);
    if (!plain) {
      return Optional.empty();
    }
    Shape positions = window.outputExtents(sample, pool.ceilMode());
    boolean inside =
        IntStream.range(0, rank)
            .allMatch(a -> positions.extent(a) * window.kernel().get(a) <= sample.extent(a + 1));
    return inside
        ? Optional.of(
            new NonOverlappingWindows(
                rank == 1 ? 1 : window.kernel().get(0),
                window.kernel().get(rank - 1),
                sample.extent(rank),
                sample.stride(0),
                positions))
        : Optional.empty();
  }

  /** Taps below each other. */
  public int height() {
    return height;
  }

  /** Taps beside each other. */
  public int width() {
    return width;
  }

  /** Spatial positions of a tap in all windows, in the windows' order. */
  public int[] positions(int y, int x) {
    return IntStream.range(0, outputPlane)
        .map(p -> (p / outputWidth * height + y) * inputWidth + p % outputWidth * width + x)
        .toArray();
  }

  /** Spatial positions that are in no window. */
  public int[] rest() {
    int coveredWidth = outputWidth * width;
    int coveredHeight = outputPlane / outputWidth * height;
    return IntStream.range(0, inputPlane)
        .filter(p -> p % inputWidth >= coveredWidth || p / inputWidth >= coveredHeight)
        .toArray();
  }
}
