package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompositionTrialTest {

  @Test
  void keepsTheBoundOnlyIfItIsSureTo() {
    assertTrue(new CompositionTrial("sure", 8, 0.0625, 0.0625, 1, 0.125).keeps());
    assertFalse(new CompositionTrial("unsure", 8, 0.0625, 0.125, 1, 0.125).keeps());
    assertFalse(new CompositionTrial("sure of more", 8, 0.25, 0, 1, 0.125).keeps());
  }
}
