package io.spikeport.conversion;

import io.spikeport.data.ChosenSamples;
import io.spikeport.data.Dataset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Calibration images that are kept back from tuning, to judge a spiking model by: a quarter of them
 * and at most 256, at even distances. They are taken from those that tuning leaves out anyway, if
 * there are enough. Of a single image there is no part; the model is judged by it as well.
 *
 * @param judging positions of the images that judge
 * @param tuning positions of those that tuning may use
 */
record HeldBack(List<Integer> judging, List<Integer> tuning) {

  private static final int MOST = 256;

  /**
   * @param tuned positions of the images that tuning would use of all
   */
  static HeldBack of(Dataset data, Set<Integer> tuned) {
    List<Integer> all = IntStream.range(0, data.size()).boxed().toList();
    int count = Math.min(MOST, Math.max(1, data.size() / 4));
    List<Integer> spare = without(all, tuned);
    if (spare.size() >= count) {
      return new HeldBack(spread(spare, count), all);
    }
    List<Integer> judging = spread(all, count);
    return new HeldBack(judging, data.size() == 1 ? all : without(all, Set.copyOf(judging)));
  }

  private static List<Integer> without(List<Integer> all, Set<Integer> some) {
    return all.stream().filter(i -> !some.contains(i)).toList();
  }

  private static List<Integer> spread(List<Integer> all, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }

  /** The images that tuning may use. */
  Dataset tuning(Dataset data) {
    return tuning.size() == data.size() ? data : new ChosenSamples(data, tuning);
  }

  /**
   * The images that judge.
   *
   * @param most of which so many are taken, at most
   */
  Dataset judging(Dataset data, int most) {
    return new ChosenSamples(data, spread(judging, Math.min(most, judging.size())));
  }
}
