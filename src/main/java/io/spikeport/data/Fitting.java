package io.spikeport.data;

import io.spikeport.data.array.Faults;
import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings samples into the form that a network wants. Whatever fits in one way only is taken that
 * way: as it is, with axes of extent 1 put in or left out, from channels last to channels first or
 * back, and a vector as an image of one channel or back. What fits in two ways is not guessed.
 */
final class Fitting {

  /** Which axis of a sample is which. */
  enum Axes {
    /** Not known. */
    UNKNOWN,
    /** Channels first. */
    CHANNELS_FIRST,
    /** Those of the network. */
    GIVEN
  }

  /** A way to read a sample: its layout, and the whole chain of views. */
  private record Way(String layout, Dataset data) {}

  private final Dataset data;
  private final Shape stored;
  private final Fit fit;

  private Fitting(Dataset data, Shape stored, Fit fit) {
    this.data = data;
    this.stored = stored;
    this.fit = fit;
  }

  /**
   * Fits samples of an array.
   *
   * @param stored a sample's axes, in the order in which {@code data} gives its elements
   * @throws io.spikeport.error.DataException if they do not fit
   * @throws UsageException if they fit in more than one way
   */
  static Dataset fit(Dataset data, Shape stored, Axes axes, Fit fit) {
    List<Way> ways = new Fitting(data, stored, fit).ways(axes);
    if (ways.isEmpty()) {
      throw refused(data.source(), stored, fit);
    }
    boolean open = fit.extents().isEmpty() || fit.extents().get(0) == 0;
    if (ways.size() > 1 && !open) {
      throw new UsageException(
          Problem.mismatch(
              "--layout",
              ways.get(0).layout() + " or " + ways.get(1).layout(),
              "none, and samples of shape "
                  + stored
                  + " in "
                  + data.source()
                  + " fit the model's input in both ways",
              "say which it is"));
    }
    Way way = ways.get(0);
    return new FittedDataset(way.data());
  }

  static RuntimeException refused(String source, Shape found, Fit fit) {
    return Faults.mismatch(
        source,
        "images of " + fit.describe() + " for the model's input",
        found
            + (fit.geometry().isNone() ? "" : ", with " + String.join(" ", fit.geometry().words())),
        "use data in the model's shape, or see --resize, --crop and --layout");
  }

  private List<Way> ways(Axes axes) {
    List<Way> ways = new ArrayList<>();
    boolean image = stored.rank() == 3;
    if (fit.geometry().isNone()) {
      straight(data, stored).ifPresent(found -> ways.add(new Way(image ? "nchw" : "ncl", found)));
      if (axes == Axes.GIVEN || axes == Axes.CHANNELS_FIRST && !ways.isEmpty()) {
        return ways;
      }
      if (stored.rank() > 1) {
        Rearranged first = Rearranged.channelsFirst(data, stored);
        Rearranged last = Rearranged.channelsLast(data, stored);
        boolean isNew = ways.isEmpty();
        if (axes == Axes.UNKNOWN
            && fit.takes(first.sampleShape())
            && (isNew || !first.keepsOrder())) {
          ways.add(new Way(image ? "nhwc" : "nlc", first));
        } else if (fit.takes(last.sampleShape()) && (isNew || !last.keepsOrder())) {
          ways.add(new Way(image ? "nhwc" : "nlc", last));
        }
      }
      return ways;
    }
    if (axes == Axes.UNKNOWN && stored.rank() == 2) {
      sized(new Rearranged(data, stored.prepend(1))).ifPresent(f -> ways.add(new Way("auto", f)));
      return ways;
    }
    if (!image) {
      throw Faults.mismatch(
          data.source(),
          "images [C, H, W] to resize or crop",
          "samples of shape " + stored,
          "leave out --resize and --crop, or state the --layout");
    }
    sized(new Rearranged(data, stored)).ifPresent(f -> ways.add(new Way("nchw", f)));
    if (axes == Axes.UNKNOWN) {
      sized(Rearranged.channelsFirst(data, stored)).ifPresent(f -> ways.add(new Way("nhwc", f)));
    }
    return ways;
  }

  /** Images of the wanted size, if they then fit. */
  private Optional<Dataset> sized(Dataset images) {
    return arranged(new ResizedDataset(images, fit.geometry()), fit);
  }

  private Optional<Dataset> straight(Dataset samples, Shape shape) {
    return fit.takes(shape)
        ? Optional.of(new Rearranged(samples, shape))
        : reshaped(shape, fit).map(other -> new Rearranged(samples, other));
  }

  /** Images {@code [C,H,W]} in the network's order, if they fit. */
  static Optional<Dataset> arranged(Dataset images, Fit fit) {
    Shape shape = images.sampleShape();
    if (fit.takes(shape)) {
      return Optional.of(images);
    }
    Optional<Shape> other = reshaped(shape, fit);
    if (other.isPresent()) {
      return Optional.of(new Rearranged(images, other.get()));
    }
    Dataset last = Rearranged.channelsLast(images, shape);
    return fit.takes(last.sampleShape()) ? Optional.of(last) : Optional.empty();
  }

  /** The wanted shape, if it has the same elements in the same order beyond doubt. */
  private static Optional<Shape> reshaped(Shape shape, Fit fit) {
    if (!fit.isClosed()) {
      Shape image = shape.prepend(1);
      return fit.takes(image) ? Optional.of(image) : Optional.empty();
    }
    Shape wanted = Shape.of(fit.extents());
    boolean isVector = moving(shape).size() <= 1 && isOneChannel(wanted);
    boolean toVector = moving(wanted).size() <= 1 && isOneChannel(shape);
    return wanted.size() == shape.size()
            && (moving(wanted).equals(moving(shape)) || isVector || toVector)
        ? Optional.of(wanted)
        : Optional.empty();
  }

  private static List<Integer> moving(Shape shape) {
    return shape.toList().stream().filter(extent -> extent > 1).toList();
  }

  /** Height and width, with a channel axis of extent 1 or none. */
  private static boolean isOneChannel(Shape shape) {
    return shape.rank() == 3 && (shape.extent(0) == 1 || shape.extent(2) == 1) || shape.rank() == 2;
  }
}
