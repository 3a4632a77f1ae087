package io.spikeport.data;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How data is read, beyond what its files say. Preprocessing is not part of it: it belongs to the
 * model ({@code snn.Preprocessing}).
 *
 * @param layout which axis of an array is which; images from image files need none
 * @param limit how many samples to take, see {@link Dataset#limited}; none takes all
 * @param channels 1 for grey or 3 for color images, whatever the image files hold; none takes grey
 *     if all are grey, else color
 */
public record DataOptions(AxisOrder layout, OptionalInt limit, OptionalInt channels) {

  /** Data as it is. */
  public static final DataOptions DEFAULT =
      new DataOptions(AxisOrder.AUTO, OptionalInt.empty(), OptionalInt.empty());

  public DataOptions {
    Objects.requireNonNull(layout);
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException("expected at least 1 sample, found " + limit.getAsInt());
    }
    if (channels.isPresent() && channels.getAsInt() != 1 && channels.getAsInt() != 3) {
      throw new IllegalArgumentException("expected 1 or 3 channels, found " + channels.getAsInt());
    }
  }

  public DataOptions withLayout(AxisOrder other) {
    return new DataOptions(other, limit, channels);
  }

  public DataOptions withLimit(int samples) {
    return new DataOptions(layout, OptionalInt.of(samples), channels);
  }

  public DataOptions withChannels(int number) {
    return new DataOptions(layout, limit, OptionalInt.of(number));
  }
}
