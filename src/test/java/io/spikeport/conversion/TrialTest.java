package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrialTest {

  @Test
  void keepsTheBoundOnlyIfItIsSureTo() {
    assertTrue(new Trial("sure", 8, 0.0625, 0.0625, 1, 0.125).keeps());
    assertFalse(new Trial("unsure", 8, 0.0625, 0.125, 1, 0.125).keeps());
    assertFalse(new Trial("sure of more", 8, 0.25, 0, 1, 0.125).keeps());
  }
}
