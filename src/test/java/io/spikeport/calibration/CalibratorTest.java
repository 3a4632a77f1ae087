package io.spikeport.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.data.Dataset;
import io.spikeport.data.SampleRange;
import io.spikeport.error.ModelException;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {

  private static final OnnxModel MODEL = OnnxModel.read(Fixtures.model("mnist-cnn-avgpool"));
  private static final ImportedModel IMPORTED =
      new OnnxImporter().importModel(MODEL, ImportOptions.NONE);
  private static final Dataset IMAGES = new SampleRange(Fixtures.calibration(), 0, 61);

  private static ActivationStatistics measure(
      Dataset images, int batch, int threads, IntConsumer progress) {
    CalibrationOptions options = new CalibrationOptions(Granularity.LAYER, batch, threads);
    return Calibrator.measure(MODEL, IMPORTED, images, options, progress);
  }

  private static byte[] bytes(ActivationStatistics statistics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    statistics.write(out);
    return out.toByteArray();
  }

  /** 61 images: the last batch is smaller than the others, and there are fewer batches than 9. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 9})
  void threadsDoNotChangeTheResult(int threads) throws IOException {
    byte[] alone = bytes(measure(IMAGES, 7, 1, done -> {}));
    assertArrayEquals(alone, bytes(measure(IMAGES, 7, threads, done -> {})));
  }

  @Test
  void progressRisesToTheNumberOfImages() {
    List<Integer> told = new ArrayList<>();
    measure(IMAGES, 7, 3, told::add);
    assertEquals(told.stream().sorted().distinct().toList(), told);
    assertEquals(61, told.get(told.size() - 1));
  }

  /** Images of which some cannot be read, or hold what is no number. */
  private record Bad(Dataset data, List<Integer> unreadable, List<Integer> notNumbers)
      implements Dataset {

    @Override
    public int size() {
      return data.size();
    }

    @Override
    public Shape sampleShape() {
      return data.sampleShape();
    }

    @Override
    public String source() {
      return data.source();
    }

    @Override
    public void read(int first, int count, float[] target) {
      data.read(first, count, target);
      for (int i : unreadable) {
        if (i >= first && i < first + count) {
          throw new AssertionError("image " + i);
        }
      }
      for (int i : notNumbers) {
        if (i >= first && i < first + count) {
          target[(i - first) * sampleShape().size()] = Float.NaN;
        }
      }
    }
  }

  @Test
  void theFirstFailureIsTheOneReportedWhicheverThreadMeetsIt() {
    for (int repetition = 0; repetition < 20; repetition++) {
      Dataset bad = new Bad(IMAGES, IntStream.range(8, 61).boxed().toList(), List.of());
      Error first = assertThrows(AssertionError.class, () -> measure(bad, 1, 3, done -> {}));
      assertEquals("image 8", first.getMessage());
    }
  }

  @Test
  void activationsThatAreNotFiniteNameTheLayer() {
    Dataset bad = new Bad(IMAGES, List.of(), List.of(60));
    ModelException refusal =
        assertThrows(ModelException.class, () -> measure(bad, 7, 2, done -> {}));
    String layer = Calibrator.relus(IMPORTED.graph()).get(0).name();
    assertTrue(refusal.getMessage().contains(layer), refusal.getMessage());
  }

  @Test
  void anInterruptionEndsItAndIsNotForgotten() {
    assertThrows(
        IllegalStateException.class,
        () -> measure(IMAGES, 7, 1, done -> Thread.currentThread().interrupt()));
    assertTrue(Thread.interrupted());
  }
}
