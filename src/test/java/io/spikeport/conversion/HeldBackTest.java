package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Simulations;
import io.spikeport.data.Dataset;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldBackTest {

  private static Dataset images(int count) {
    return Simulations.dataset(Tensor.wrap(Shape.of(count, 1), new float[count]));
  }

  @Test
  void leavesTuningAloneWhereOthersAreEnough() {
    Set<Integer> tuned =
        IntStream.range(0, 256).mapToObj(i -> i * 1000 / 256).collect(Collectors.toSet());
    HeldBack heldBack = HeldBack.of(images(1000), tuned);
    assertEquals(250, heldBack.judging().size());
    assertTrue(Collections.disjoint(heldBack.judging(), tuned));
    assertEquals(1000, heldBack.tuning().size());
  }

  @Test
  void takesAQuarterFromTuningWhereItUsesAll() {
    Set<Integer> all = IntStream.range(0, 40).boxed().collect(Collectors.toSet());
    HeldBack heldBack = HeldBack.of(images(40), all);
    assertEquals(List.of(0, 4, 8, 12, 16, 20, 24, 28, 32, 36), heldBack.judging());
    Set<Integer> both = new HashSet<>(heldBack.tuning());
    assertEquals(30, both.size());
    assertTrue(Collections.disjoint(both, heldBack.judging()));
  }

  @Test
  void isNeverMoreThan256AndNeverNone() {
    assertEquals(256, HeldBack.of(images(5000), Set.of()).judging().size());
    assertEquals(1, HeldBack.of(images(3), Set.of(0, 1, 2)).judging().size());
    HeldBack single = HeldBack.of(images(1), Set.of(0));
    assertEquals(List.of(0), single.judging());
    assertEquals(List.of(0), single.tuning());
  }

  @Test
  void spreadsFewOfThemEvenly() {
    Dataset some = HeldBack.of(images(400), Set.of()).judging(images(400), 4);
    assertEquals(
        List.of(0, 100, 200, 300), IntStream.range(0, 4).map(some::position).boxed().toList());
  }
}
