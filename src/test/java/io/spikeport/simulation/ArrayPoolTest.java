package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class ArrayPoolTest {

  @Test
  void theShortestThatIsLongEnough() {
    ArrayPool spare = new ArrayPool();
    float[] ten = new float[10];
    float[] twenty = new float[20];
    spare.give(new float[][] {twenty, ten});
    assertEquals(21, spare.take(21).length);
    assertSame(ten, spare.take(8));
    assertSame(twenty, spare.take(8));
    assertEquals(8, spare.take(8).length);
  }

  @Test
  void eachIsGivenOutOnce() {
    ArrayPool spare = new ArrayPool();
    spare.give(new float[][] {new float[5], new float[5]});
    assertNotSame(spare.take(5), spare.take(5));
    assertNotSame(spare.take(5), spare.take(5));
  }
}
