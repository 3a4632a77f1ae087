package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectedDropTest {

  /** Margins 1 and 3. */
  private static final float[][] EXPECTED = {{1, 0}, {0, 3}};

  @Test
  void letsEveryImageMeetTheErrorsOfTheOthers() {
    float[][] towardsTheSecond = {{1, 0}, {0, 5}};
    // Right on both images, but of the four pairs one is lost: the error (0, 2) on the first image.
    assertEquals(25, ExpectedDrop.of(EXPECTED, towardsTheSecond, List.of(0, 1)).points());
    float[][] tooSmall = {{1, 0}, {0, 3.5f}};
    assertEquals(0, ExpectedDrop.of(EXPECTED, tooSmall, List.of(0, 1)).points());
  }

  @Test
  void countsAgainstTheTruth() {
    float[][] helping = {{1, 2}, {0, 3}};
    // The network is wrong on the first image; the error (0, 2) mends it in one of four pairs.
    assertEquals(-25, ExpectedDrop.of(EXPECTED, helping, List.of(1, 1)).points());
    assertEquals(25, ExpectedDrop.of(EXPECTED, helping, List.of(0, 1)).points());
  }

  @Test
  void tellsLessThanOneImageApart() {
    // 100 images with margins 1 to 100 and one error of 1.5: no image is lost to its own error, but
    // the closest call would be if it met that one.
    float[][] expected = new float[100][];
    float[][] found = new float[100][];
    for (int i = 0; i < 100; i++) {
      expected[i] = new float[] {i + 1, 0};
      found[i] = new float[] {i + 1, i == 50 ? 1.5f : 0};
    }
    assertEquals(
        0.01, ExpectedDrop.of(expected, found, Collections.nCopies(100, 0)).points(), 1e-9);
  }

  @Test
  void isLessSureWithFewImages() {
    // Two of four images are lost, and a count of 2 has a standard error of sqrt(2).
    float[][] expected = {{1, 0}, {9, 0}, {1, 0}, {9, 0}};
    float[][] found = {{1, 5}, {9, 5}, {1, 5}, {9, 5}};
    ExpectedDrop drop = ExpectedDrop.of(expected, found, List.of(0, 0, 0, 0));
    assertEquals(50, drop.points());
    assertEquals(25 * Math.sqrt(2), drop.standardError(), 1e-9);
    assertEquals(49 * Math.sqrt(2), drop.uncertainty(), 1e-9);
  }

  @Test
  void isNoSurerForWhatIsMended() {
    float[][] expected = {{1, 0}, {0, 1}};
    float[][] swapped = {{0, 1}, {1, 0}};
    ExpectedDrop drop = ExpectedDrop.of(expected, swapped, List.of(0, 0));
    assertEquals(0, drop.points());
    assertEquals(50, drop.standardError(), 1e-9);
  }
}
