package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikeport.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChosenSamplesTest {

  /** Sample i is {@code (i, −i)}. */
  private static final Dataset TEN =
      new Dataset() {
        @Override
        public int size() {
          return 10;
        }

        @Override
        public Shape sampleShape() {
          return Shape.of(2);
        }

        @Override
        public void read(int first, int count, float[] target) {
          for (int i = 0; i < count; i++) {
            target[2 * i] = first + i;
            target[2 * i + 1] = -(first + i);
          }
        }

        @Override
        public String source() {
          return "ten";
        }
      };

  @Test
  void samplesComeInTheOrderChosen() {
    float[] values = new float[4];
    new ChosenSamples(TEN, List.of(3, 9, 0)).read(1, 2, values);
    assertArrayEquals(new float[] {9, -9, 0, 0}, values);
  }

  @Test
  void onlyWhatIsThereCanBeChosen() {
    List<Integer> beyond = List.of(0, 10);
    assertThrows(IllegalArgumentException.class, () -> new ChosenSamples(TEN, beyond));
  }

  @Test
  void samplesComeFromAllOverTheSet() {
    float[] values = new float[8];
    ChosenSamples.spread(TEN, 4).read(0, 4, values);
    assertArrayEquals(new float[] {0, 0, 2, -2, 5, -5, 7, -7}, values);
  }

  @Test
  void aPartIsReadAsInTheWhole() {
    float[] values = new float[4];
    ChosenSamples.spread(TEN, 4).read(2, 2, values);
    assertArrayEquals(new float[] {5, -5, 7, -7}, values);
  }

  @Test
  void thereAreNoMoreThanInTheSet() {
    assertThrows(IllegalArgumentException.class, () -> ChosenSamples.spread(TEN, 11));
  }
}
