package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.data.Dataset;
import io.spikeport.data.SampleRange;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationStatisticsTest {

  private static byte[] bytes(ActivationStatistics statistics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    statistics.write(out);
    return out.toByteArray();
  }

  private static ActivationStatistics read(byte[] bytes) throws IOException {
    return ActivationStatistics.read(new ByteArrayInputStream(bytes));
  }

  private static ActivationStatistics of(List<Float> values) {
    float[] array = new float[values.size()];
    IntStream.range(0, array.length).forEach(i -> array[i] = values.get(i));
    Histogram histogram = new Histogram(6);
    histogram.add(array, 0, array.length);
    return new ActivationStatistics(
        List.of(new LayerActivations("relu", List.of(histogram))), array.length);
  }

  @Property(tries = 200)
  void partsMergedAreTheWholeBitForBit(
      @ForAll @Size(min = 2, max = 80) List<@FloatRange(max = 1e6f) Float> values,
      @ForAll @IntRange(min = 1, max = 79) int cut)
      throws IOException {
    int at = Math.min(cut, values.size() - 1);
    ActivationStatistics front = of(values.subList(0, at));
    ActivationStatistics back = of(values.subList(at, values.size()));
    byte[] whole = bytes(of(values));
    assertArrayEquals(whole, bytes(front.merge(back)));
    assertArrayEquals(whole, bytes(back.merge(front)));
    assertArrayEquals(whole, bytes(read(bytes(front)).merge(read(bytes(back)))));
  }

  /** A real network, calibrated on two halves, one of them elsewhere. */
  @ParameterizedTest
  @EnumSource(Granularity.class)
  void halvesOfACalibrationSetMergedAreTheWhole(Granularity granularity) throws IOException {
    OnnxModel model = OnnxModel.read(Fixtures.model("mnist-cnn-avgpool"));
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
    CalibrationOptions options = new CalibrationOptions(granularity, 7, 1);
    Dataset images = Fixtures.calibration();
    ActivationStatistics whole =
        Calibrator.measure(model, imported, new SampleRange(images, 0, 30), options, n -> {});
    ActivationStatistics front =
        Calibrator.measure(model, imported, new SampleRange(images, 0, 11), options, n -> {});
    ActivationStatistics back =
        Calibrator.measure(model, imported, new SampleRange(images, 11, 19), options, n -> {});
    ActivationStatistics merged = read(bytes(front)).merge(back);
    assertEquals(30, merged.samples());
    assertArrayEquals(bytes(whole), bytes(merged));
  }

  @Test
  void theMeanIsExactWhateverTheOrder() {
    // Added one by one as doubles, the small value would be lost beside the large ones.
    Histogram histogram = new Histogram(4);
    float[] values = {1e-12f, 1e9f, 3e-45f, 1e9f};
    histogram.add(values, 0, values.length);
    assertEquals((2e9 + (double) 1e-12f) / 4, histogram.mean());
  }

  @Test
  void othersLayersAreNotMerged() {
    ActivationStatistics one = of(List.of(1f));
    ActivationStatistics other =
        new ActivationStatistics(
            List.of(new LayerActivations("another", one.layers().get(0).histograms())), 1);
    assertThrows(IllegalArgumentException.class, () -> one.merge(other));
  }

  @Test
  void aFileThatIsCutShortOrDamagedIsRefused() throws IOException {
    byte[] whole = bytes(of(List.of(1f, 2f, 30f, 0f)));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(IOException.class, () -> read(cut), "cut to " + length);
    }
    int refused = 0;
    for (int i = 10; i < whole.length; i++) { // before that it is gzip's header, partly unused
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      try {
        assertArrayEquals(whole, bytes(read(damaged)), "damaged at " + i); // a bit of no meaning
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > whole.length / 2, refused + " of " + whole.length);
  }
}
