package io.spikeport.data;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How data is read, beyond what its files say. Scaling and normalisation are not part of it: they
 * belong to the model ({@code snn.Preprocessing}).
 *
 * @param layout which axis of an array is which; images from image files need none
 * @param resize the size to bring images to; none leaves them as they are
 * @param limit how many samples to take, see {@link Dataset#limited}; none takes all
 * @param channels 1 for grey or 3 for colour images, whatever the image files hold; none takes grey
 *     if all are grey, else colour
 */
public record DataOptions(
    Layout layout, Optional<Resize> resize, OptionalInt limit, OptionalInt channels) {

  /** Data as it is. */
  public static final DataOptions DEFAULT =
      new DataOptions(Layout.AUTO, Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

  public DataOptions {
    Objects.requireNonNull(layout);
    Objects.requireNonNull(resize);
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException("expected at least 1 sample, found " + limit.getAsInt());
    }
    if (channels.isPresent() && channels.getAsInt() != 1 && channels.getAsInt() != 3) {
      throw new IllegalArgumentException("expected 1 or 3 channels, found " + channels.getAsInt());
    }
  }

  public DataOptions withLayout(Layout other) {
    return new DataOptions(other, resize, limit, channels);
  }

  public DataOptions withResize(int height, int width) {
    return new DataOptions(layout, Optional.of(new Resize(height, width)), limit, channels);
  }

  public DataOptions withLimit(int samples) {
    return new DataOptions(layout, resize, OptionalInt.of(samples), channels);
  }

  public DataOptions withChannels(int number) {
    return new DataOptions(layout, resize, limit, OptionalInt.of(number));
  }
}
