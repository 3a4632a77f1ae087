package io.spikeport.batch.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {

  private static final List<String> WORDS = List.of("preset", "timesteps", "tau", "tune");

  @Test
  void aSlipIsRecognised() {
    assertEquals(Optional.of("timesteps"), Nearest.to("timestep", WORDS));
    assertEquals(Optional.of("preset"), Nearest.to("prestes", WORDS));
  }

  @Test
  void anotherWordIsNot() {
    assertEquals(Optional.empty(), Nearest.to("colour", WORDS));
  }
}
