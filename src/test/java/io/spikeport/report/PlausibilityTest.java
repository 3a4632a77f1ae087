package io.spikeport.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlausibilityTest {

  private static boolean warns(List<Integer> answers, List<Integer> labels) {
    return Plausibility.atChance(answers, labels).isPresent();
  }

  private static List<Integer> numbers(int count, java.util.function.IntUnaryOperator of) {
    return IntStream.range(0, count).map(of).boxed().toList();
  }

  @Test
  void alwaysTheSameAnswerIsChance() {
    List<Integer> labels = numbers(500, i -> i % 10);
    assertTrue(warns(numbers(500, i -> 3), labels));
    assertEquals(
        "warning: the trained network itself is right on 10.00 % of 500 images, no better than"
            + " chance; check --scale, --mean, --std, --resize, --layout, and whether the classes"
            + " are numbered as in training",
        Plausibility.atChance(numbers(500, i -> 3), labels).orElseThrow());
    assertTrue(warns(numbers(500, i -> (i + 1) % 10), labels), "never right");
    assertTrue(warns(numbers(20, i -> 3), numbers(20, i -> i % 10)));
    assertTrue(!warns(numbers(500, i -> i % 3 == 0 ? i % 10 : 3), labels), "a weak network");
  }

  /** Mostly one class: only better than always answering it counts. */
  @Test
  void oneClassMayPrevail() {
    List<Integer> labels = numbers(1000, i -> i % 10 == 0 ? 1 : 0);
    assertTrue(warns(numbers(1000, i -> 0), labels));
    assertTrue(!warns(numbers(1000, i -> i % 20 == 0 ? 1 : 0), labels));
  }

  @Test
  void whatTooFewImagesCannotTell() {
    assertTrue(!warns(List.of(1, 0), List.of(0, 1)));
    assertTrue(!warns(List.of(1, 1, 1), List.of(1, 1, 1)), "one class");
  }
}
