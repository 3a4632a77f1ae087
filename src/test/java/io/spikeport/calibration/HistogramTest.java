package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

  /** The bound that calibration promises: 0.1 % relative. */
  private static final double PROMISED = 1e-3;

  /** numpy's default percentile: linear between order statistics. */
  static double numpyPercentile(float[] values, double percent) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double rank = (sorted.length - 1) * (percent / 100);
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * ((double) sorted[above] - sorted[below]);
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private static Histogram of(int bits, float... values) {
    Histogram histogram = new Histogram(bits);
    histogram.add(values, 0, values.length);
    return histogram;
  }

  @Property
  void percentilesAreWithinATenthOfAPercentOfNumpys(
      @ForAll @Size(min = 1, max = 400) List<@FloatRange(max = 50) Float> activations,
      @ForAll @DoubleRange(max = 100) double percent) {
    float[] values = array(activations);
    double expected = numpyPercentile(values, percent);
    for (int bits : new int[] {CalibrationOptions.LAYER_BITS, CalibrationOptions.CHANNEL_BITS}) {
      assertEquals(expected, of(bits, values).percentile(percent), PROMISED * expected + 1e-44);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 90, 99, 99.9, 99.99, 100})
  void percentilesOfManyActivationsLikeThoseOfAReluAreWithinATenthOfAPercent(double percent) {
    Random random = new Random(7);
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian() * 3);
    }
    double expected = numpyPercentile(values, percent);
    assertEquals(
        expected,
        of(CalibrationOptions.CHANNEL_BITS, values).percentile(percent),
        PROMISED * expected);
  }

  @Property
  void theOrderAndTheGroupingOfValuesDoNotMatter(
      @ForAll @Size(min = 2, max = 60) List<@FloatRange(max = 9) Float> activations) {
    float[] values = array(activations);
    Histogram whole = of(9, values);
    Histogram merged = of(9, Arrays.copyOfRange(values, values.length / 2, values.length));
    merged.merge(of(9, Arrays.copyOf(values, values.length / 2)));
    for (double percent : new double[] {0, 33.3, 99.9, 100}) {
      assertEquals(whole.percentile(percent), merged.percentile(percent));
    }
    assertEquals(whole.maximum(), merged.maximum());
    assertEquals(whole.count(), merged.count());
    assertEquals(whole.mean(), merged.mean(), 1e-9);
  }

  @Test
  void negativeValuesCountAsZero() {
    Histogram histogram = of(9, -1f, -0f, 0f, 2f);
    assertEquals(0, histogram.percentile(50));
    assertEquals(2, histogram.maximum());
    assertEquals(0.5, histogram.mean());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatAreNotFiniteAreRefused(float value) {
    assertThrows(NonFiniteException.class, () -> of(9, 1f, value));
  }

  @Test
  void aNegativeNanIsRefusedToo() {
    assertThrows(NonFiniteException.class, () -> of(9, Float.intBitsToFloat(0xffc00001)));
  }

  @Test
  void binsAreVisitedInAscendingOrderWithAllPositiveValues() {
    float[] values = {0, 0.5f, 3f, 0.5f, 1e-30f, 700f};
    double[] last = {0};
    long[] count = {0};
    of(5, values)
        .forEachBin(
            (value, n) -> {
              assertEquals(true, value > last[0]);
              last[0] = value;
              count[0] += n;
            });
    assertEquals(5, count[0]);
  }

  @Property
  void aValueIsFoundInItsBinWhereverTheOthersAre(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 1, max = 0x7f7fffff) Integer> raws) {
    int bits = 3;
    TreeMap<Double, Long> expected = new TreeMap<>();
    float[] values = new float[raws.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(raws.get(i));
      int bin = raws.get(i) >>> 23 - bits;
      double lower = Float.intBitsToFloat(bin << 23 - bits);
      double upper = Float.intBitsToFloat(bin + 1 << 23 - bits);
      expected.merge((lower + upper) / 2, 1L, Long::sum);
    }
    TreeMap<Double, Long> found = new TreeMap<>();
    of(bits, values).forEachBin((value, count) -> found.put(value, (long) count));
    assertEquals(expected, found);
  }

  /** Zeros are counted beside the bins, in ints that are emptied before they overflow. */
  @Test
  void thereCanBeMoreZerosThanAnIntCounts() {
    Histogram histogram = new Histogram(9);
    IntBuffer zeros = IntBuffer.allocate(1 << 20);
    ActivationChunk chunk = new ActivationChunk();
    histogram.add(new float[] {0.5f}, 0, 1);
    for (int i = 0; i < 33 << 6; i++) {
      histogram.add(zeros, 0, zeros.capacity(), false, chunk);
    }
    assertEquals(33L << 26, histogram.zeros());
    assertEquals((33L << 26) + 1, histogram.count());
  }

  @Test
  void aBinThatWouldOverflowIsToldInsteadOfCountedWrong() {
    Histogram histogram = new Histogram(9);
    IntBuffer ones = IntBuffer.allocate(1 << 20);
    Arrays.fill(ones.array(), Float.floatToRawIntBits(1));
    ActivationChunk chunk = new ActivationChunk();
    for (int i = 0; i < (1 << 11) - 1; i++) {
      histogram.add(ones, 0, ones.capacity(), false, chunk);
    }
    assertThrows(
        ArithmeticException.class, () -> histogram.add(ones, 0, ones.capacity(), false, chunk));
  }
}
