package io.spikeport.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ArgMaxTest {

  @Test
  void takesTheLowestIndexAmongEquals() {
    assertEquals(1, ArgMax.of(new float[] {0, 2, 2}));
  }
}
