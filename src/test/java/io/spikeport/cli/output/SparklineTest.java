package io.spikeport.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparklineTest {

  @Test
  void drawsFromTheLeastToTheLargest() {
    assertEquals("▁▂▃▄▅▆▇█", Sparkline.of(List.of(1., 2., 3., 4., 5., 6., 7., 8.), 50));
    assertEquals("█▁█", Sparkline.of(List.of(0.9948, 0.9947, 0.9948), 50));
  }

  @Test
  void equalValuesAreFull() {
    assertEquals("███", Sparkline.of(List.of(0.5, 0.5, 0.5), 50));
    assertEquals("█", Sparkline.of(List.of(0.0), 50));
  }

  @Test
  void ofTooManyValuesTheEndsStay() {
    List<Double> rising = IntStream.range(0, 1000).mapToObj(i -> (double) i).toList();
    assertEquals("▁▂▃▄▅▆▇█", Sparkline.of(rising, 8));
  }

  @Test
  void barsAreAsLongAsTheirShare() {
    assertEquals("", Sparkline.bar(0, 4));
    assertEquals("▏", Sparkline.bar(1 / 32., 4));
    assertEquals("██▌", Sparkline.bar(2.5 / 4, 4));
    assertEquals("████", Sparkline.bar(1, 4));
    assertEquals("████", Sparkline.bar(1.5, 4));
  }
}
