package io.spikeport.simulation.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed without comparisons, against comparisons, for floats of every size. */
class StepFunctionTest {

  private static final int LARGEST = 0x7f7fffff;

  @Property
  void aPotentialHasReachedItsThresholdOrNot(
      @ForAll @IntRange(min = -LARGEST, max = LARGEST) int magnitude,
      @ForAll @IntRange(min = 0x1c800000, max = 0x71800000) int threshold) {
    float theta = Float.intBitsToFloat(threshold);
    float below = StepFunction.below(theta);
    for (float v : new float[] {potential(magnitude), theta, below, Math.nextUp(theta)}) {
      if (Float.isFinite(v)) {
        assertEquals(v >= theta ? 1f : 0f, StepFunction.of(v, below), () -> v + " of " + theta);
      }
    }
  }

  @Property
  void aSpikeIsTakenBackBelowZeroWhereOneWasSent(
      @ForAll @IntRange(min = -LARGEST, max = LARGEST) int magnitude,
      @ForAll @IntRange(max = 1 << 24) int sent) {
    float v = potential(magnitude);
    assertEquals(v < 0 && sent > 0 ? 1f : 0f, StepFunction.takenBack(v, sent));
  }

  @ParameterizedTest
  @ValueSource(
      floats = {Float.MIN_VALUE, 0x1.fp-130f, Float.MIN_NORMAL, 0x1p-103f, Float.MAX_VALUE})
  void potentialsNextToZeroAndFarFromItAreNoExceptions(float size) {
    for (float sent : new float[] {1, 2, 1 << 24}) {
      assertEquals(1f, StepFunction.takenBack(-size, sent));
      assertEquals(0f, StepFunction.takenBack(size, sent));
    }
    assertEquals(0f, StepFunction.takenBack(-size, 0));
    assertEquals(0f, StepFunction.takenBack(-0f, 1));
  }

  private static float potential(int magnitude) {
    return Math.signum(magnitude) * Float.intBitsToFloat(Math.abs(magnitude));
  }
}
