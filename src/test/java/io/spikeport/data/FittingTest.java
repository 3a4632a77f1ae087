package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.array.NpzWriter;
import io.spikeport.data.image.Geometry;
import io.spikeport.error.DataException;
import io.spikeport.error.UsageException;
import io.spikeport.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which samples fit which input, and how. One sample counts its elements from 0. */
class FittingTest {

  @TempDir Path folder;

  private Dataset array(String shape, AxisOrder layout) {
    Shape sample = Shape.of(numbers(shape));
    Path file = folder.resolve("x.npz");
    try (NpzWriter writer = NpzWriter.open(file)) {
      writer
          .floats("x", sample.toArray())
          .append(Samples.counting(sample.size()), 0, sample.size());
      writer.finish();
    }
    return Datasets.open(file, DataOptions.DEFAULT.withLayout(layout));
  }

  private static List<Integer> numbers(String shape) {
    return List.of(shape.split(" ")).stream().map(Integer::valueOf).toList();
  }

  private static Fit fit(String extents) {
    return new Fit(numbers(extents), Geometry.NONE, note -> {});
  }

  /** Sample as stored; layout; the model's input; the sample's second element afterwards. */
  @ParameterizedTest
  @CsvSource({
    "3 4 5, AUTO, 3 4 5, 1",
    "4 5 3, AUTO, 3 4 5, 3",
    "3 4 5, AUTO, 4 5 3, 20",
    "4 5 3, NHWC, 3 4 5, 3",
    "4 5 3, NHWC, 4 5 3, 1",
    "4 5, AUTO, 1 4 5, 1",
    "4 5, AUTO, 4 5 1, 1",
    "4 5 1, AUTO, 1 4 5, 1",
    "1 4 5, AUTO, 4 5 1, 1",
    "4 5 1, NHWC, 4 5 1, 1",
    "4 5, AUTO, 4 5, 1",
    "5 4, AUTO, 4 5, 4",
    "5 4, NLC, 4 5, 4",
    "4 4, NCL, 4 4, 1",
    "4 4, NLC, 4 4, 4",
    "20, AUTO, 1 4 5, 1",
    "4 5, AUTO, 20, 1",
    "1 4 5, AUTO, 20, 1",
    "3 3 3, NHWC, 3 3 3, 3",
    "4 5 3, AUTO, 3 0 0, 3",
    "3 4 5, AUTO, 0 0 0, 1"
  })
  void whatFitsInOneWay(String stored, AxisOrder layout, String wanted, float second) {
    Dataset fitted = array(stored, layout).fitted(fit(wanted));
    assertTrue(fit(wanted).takes(fitted.sampleShape()), fitted.sampleShape().toString());
    assertEquals(second, Samples.all(fitted)[1]);
    assertSame(fitted, fitted.fitted(fit(wanted)), "fits itself");
  }

  @ParameterizedTest
  @CsvSource({"3 3 3, 3 3 3, nchw or nhwc", "4 4, 4 4, ncl or nlc"})
  void whatFitsInTwoWaysAsks(String stored, String wanted, String layouts) {
    Dataset data = array(stored, AxisOrder.AUTO);
    UsageException e = assertThrows(UsageException.class, () -> data.fitted(fit(wanted)));
    assertTrue(e.getMessage().startsWith("--layout: expected " + layouts), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"3 4 5, 4 3 5", "3 4 5, 60", "4 5, 3 4 5", "60, 3 4 5", "3 4 5, 1 4 5"})
  void whatDoesNotFit(String stored, String wanted) {
    Dataset data = array(stored, AxisOrder.AUTO);
    assertThrows(DataException.class, () -> data.fitted(fit(wanted)));
  }

  /** Whether channels come first or last shows in the size afterwards. */
  @ParameterizedTest
  @CsvSource({"3 6 8, 3 4 4", "6 8 3, 3 4 4", "6 8, 1 4 4", "6 8 1, 4 4 1", "6 8 3, 4 4 3"})
  void arraysAreResized(String stored, String wanted) {
    Fit half = new Fit(numbers(wanted), new Geometry(List.of(4), List.of(4, 4)), note -> {});
    Dataset fitted = array(stored, AxisOrder.AUTO).fitted(half);
    assertEquals(Shape.of(numbers(wanted)), fitted.sampleShape());
    assertSame(fitted, fitted.fitted(half), "not resized twice");
  }

  @Test
  void whatIsNoImageIsNotResized() {
    Dataset data = array("20", AxisOrder.AUTO);
    Fit fit = new Fit(List.of(20), Geometry.resize(4, 5), note -> {});
    assertTrue(
        assertThrows(DataException.class, () -> data.fitted(fit))
            .getMessage()
            .contains("leave out --resize and --crop"));
  }

  @Test
  void samplesInMemoryFitAsThoseOfAFile() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Dataset data = Datasets.of(values, Shape.of(1, 2, 3));
    assertEquals(2, data.size());
    assertArrayEquals(values, Samples.all(data));
    assertArrayEquals(new float[] {7, 8, 9, 10, 11, 12}, Samples.all(new SampleRange(data, 1, 1)));
    assertEquals(Shape.of(2, 3, 1), data.fitted(fit("2 3 1")).sampleShape());
    assertThrows(DataException.class, () -> data.fitted(fit("1 3 2")));
    for (int wrong : new int[] {0, 11}) {
      float[] part = new float[wrong];
      assertThrows(DataException.class, () -> Datasets.of(part, Shape.of(1, 2, 3)));
    }
  }

  @Test
  void viewsFitAsTheWhole() {
    Dataset data = array("4 5 3", AxisOrder.AUTO);
    float[] whole = Samples.all(data.fitted(fit("3 4 5")));
    assertArrayEquals(whole, Samples.all(ChosenSamples.spread(data, 1).fitted(fit("3 4 5"))));
    assertArrayEquals(whole, Samples.all(new SampleRange(data, 0, 1).fitted(fit("3 4 5"))));
    SharedDataset shared = new SharedDataset(data, 1000);
    assertSame(shared.fitted(fit("3 4 5")), shared.fitted(fit("3 4 5")));
    assertArrayEquals(whole, Samples.all(shared.fitted(fit("3 4 5"))));
  }
}
