package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExactSumTest {

  private static ExactSum of(List<Float> values) {
    ExactSum sum = new ExactSum();
    values.forEach(value -> sum.add(value));
    return sum;
  }

  private static byte[] bytes(ExactSum sum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sum.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** Floats of every magnitude: what is given are their bits. */
  private static List<Float> floats(List<Integer> bits) {
    return bits.stream().map(Float::intBitsToFloat).toList();
  }

  @Property
  void itIsTheSumOfWholeNumbersRoundedOnce(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 0x7f7fffff) Integer> bits) {
    BigDecimal expected = BigDecimal.ZERO;
    for (float value : floats(bits)) {
      expected = expected.add(new BigDecimal(value));
    }
    assertEquals(expected.doubleValue(), of(floats(bits)).value());
  }

  @Property
  void neitherOrderNorGroupsMatter(
      @ForAll @Size(min = 2, max = 50) List<@IntRange(min = 1, max = 0x7f7fffff) Integer> bits,
      @ForAll Random random)
      throws IOException {
    List<Float> shuffled = new ArrayList<>(floats(bits));
    Collections.shuffle(shuffled, random);
    ExactSum grouped = of(shuffled.subList(0, shuffled.size() / 3));
    grouped.add(of(shuffled.subList(shuffled.size() / 3, shuffled.size())));
    assertArrayEquals(bytes(of(floats(bits))), bytes(grouped));
  }

  /** A piece is added up as doubles where that is exact; values of every magnitude are not. */
  @Property(tries = 300)
  void aHistogramsMeanIsExact(
      @ForAll @Size(min = 1, max = 100) List<@IntRange(min = 1, max = 0x7f7fffff) Integer> bits,
      @ForAll boolean wide) {
    float[] values = new float[bits.size()];
    BigDecimal expected = BigDecimal.ZERO;
    for (int i = 0; i < values.length; i++) {
      int raw = wide ? bits.get(i) : bits.get(i) % (20 << 23) + (110 << 23);
      values[i] = Float.intBitsToFloat(raw);
      expected = expected.add(new BigDecimal(values[i]));
    }
    Histogram histogram = new Histogram(4);
    histogram.add(values, 0, values.length);
    assertEquals(expected.doubleValue() / values.length, histogram.mean());
  }

  /** The most that a piece adds up in doubles: with an octave more, the last bit would be lost. */
  @Test
  void aFullPieceIsAddedUpAsItsValuesAreOneByOne() throws IOException {
    float[] values = new float[ActivationChunk.SIZE];
    Arrays.fill(values, Math.nextDown(2f));
    values[ActivationChunk.SIZE / 2] = Math.nextUp(1f) / (1 << ActivationChunk.EXACT_OCTAVES - 1);
    Histogram together = new Histogram(4);
    Histogram oneByOne = new Histogram(4);
    for (int time = 0; time < 2; time++) { // only then are there bins for the smallest, too
      together.add(values, 0, values.length);
      for (int i = 0; i < values.length; i++) {
        oneByOne.add(values, i, i + 1);
      }
    }
    assertArrayEquals(bytes(oneByOne), bytes(together));
  }

  private static byte[] bytes(Histogram histogram) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    histogram.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
