package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.spikeport.Fixtures;
import io.spikeport.calibration.Normalization;
import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Labels;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.LayerActivity;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The article's pipeline against its own run in PyTorch ({@code fixtures/*.json}). */
class ArticleTest {

  private static final int T = 50;

  /** The article counts a scale as the same within a tenth of a percent. */
  private static final double SCALE = 1e-3;

  private static final Map<String, Conversion> CONVERTED = new HashMap<>();

  private static Conversion convert(String model, String mode, Scalers scalers) {
    return CONVERTED.computeIfAbsent(
        model + mode + scalers,
        key ->
            new Converter(
                    ConversionOptions.article().toBuilder()
                        .normalization(Normalization.parse(mode, T))
                        .scalers(scalers)
                        .build())
                .convert(Fixtures.model(model), Fixtures.calibration()));
  }

  private static JsonObject expected(String model, String mode) {
    return Fixtures.reference(model).getAsJsonObject("modes").getAsJsonObject(mode);
  }

  private static Evaluation evaluate(SpikingModel model, int images) {
    Labels labels = Fixtures.testLabels();
    List<Integer> classes = IntStream.range(0, labels.size()).mapToObj(labels::get).toList();
    return new Evaluator(model, SimulationOptions.of(T))
        .evaluate(Fixtures.testImages(), Optional.of(classes), images, (done, total) -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "mnist-cnn-maxpool, max",
    "mnist-cnn-maxpool, 99.9%",
    "mnist-cnn-avgpool, max",
    "mnist-cnn-avgpool, 99.9%"
  })
  void scalesAndSummedOutputsAreThoseOfPyTorch(String model, String mode) {
    Conversion conversion = convert(model, mode, Scalers.SEPARATE);
    JsonArray scales = expected(model, mode).getAsJsonArray("scales");
    var layers = conversion.model().provenance().layers();
    assertEquals(scales.size(), layers.size());
    for (int l = 0; l < scales.size(); l++) {
      double scale = scales.get(l).getAsDouble();
      assertEquals(scale, layers.get(l).scale().get(0), SCALE * scale, layers.get(l).layer());
    }
    assertOutputs(conversion.model(), expected(model, mode));
  }

  /**
   * The output summed over time of the first five test images. PyTorch sums in another order, so a
   * spike can come a timestep earlier or later; at the output that is worth a few percent of the
   * largest sum in single values, and little on average.
   */
  private static void assertOutputs(SpikingModel model, JsonObject expected) {
    JsonObject sums = expected.getAsJsonObject("accumulated_output_first_5");
    SimulationOptions options = SimulationOptions.of(T).withRecording(Recording.NONE.withReadout());
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(
          Fixtures.testImages(),
          5,
          result -> {
            for (int t : new int[] {10, 50}) {
              JsonArray row =
                  sums.getAsJsonArray(String.valueOf(t)).get(result.index()).getAsJsonArray();
              double largest = 0;
              double difference = 0;
              for (int c = 0; c < 10; c++) {
                double value = row.get(c).getAsDouble();
                largest = Math.max(largest, Math.abs(value));
                difference +=
                    Math.abs(result.readout().orElseThrow().get((t - 1) * 10 + c) - value) / 10;
              }
              assertTrue(
                  difference <= 0.01 * largest,
                  "image " + result.index() + " t " + t + ": " + difference + " of " + largest);
            }
          });
    }
  }

  /**
   * On some hundred images the curve and the rates are those of all images up to the sample's own
   * error: four standard errors of a fraction, and 4 % of a rate.
   */
  @ParameterizedTest
  @CsvSource({"mnist-cnn-maxpool, 99.9%", "mnist-cnn-avgpool, max"})
  void curvesAndRatesOfASampleAreNearThoseOfAllImages(String model, String mode) {
    int images = 400;
    Evaluation evaluation = evaluate(convert(model, mode, Scalers.SEPARATE).model(), images);
    JsonArray accuracy = expected(model, mode).getAsJsonArray("accuracy_by_timestep");
    for (int t = 0; t < T; t++) {
      double p = accuracy.get(t).getAsDouble();
      double error = 4 * Math.sqrt(Math.max(p * (1 - p), 0.005) / images);
      assertEquals(p, evaluation.accuracy().orElseThrow().get(t), error, "timestep " + (t + 1));
    }
    assertRates(evaluation, expected(model, mode), 0.04);
  }

  private static void assertRates(Evaluation evaluation, JsonObject expected, double relative) {
    JsonArray rates = expected.getAsJsonArray("mean_firing_rate");
    for (int l = 0; l < rates.size(); l++) {
      LayerActivity layer = evaluation.layers().get(l);
      double rate = rates.get(l).getAsDouble();
      assertEquals(rate, layer.firingRate(), relative * rate, layer.layer());
    }
  }

  /** Both forms differ by rounding only: a spike may move, a class hardly ever changes. */
  @ParameterizedTest
  @CsvSource({"mnist-cnn-maxpool, max", "mnist-cnn-avgpool, 99.9%"})
  void foldedScalersGiveTheSameClasses(String model, String mode) {
    int images = 200;
    Evaluation separate = evaluate(convert(model, mode, Scalers.SEPARATE).model(), images);
    Evaluation folded = evaluate(convert(model, mode, Scalers.FOLDED).model(), images);
    for (int t = 0; t < T; t++) {
      assertEquals(
          separate.accuracy().orElseThrow().get(t),
          folded.accuracy().orElseThrow().get(t),
          1.5 / images,
          "timestep " + (t + 1));
    }
    for (int l = 0; l < separate.layers().size(); l++) {
      double rate = separate.layers().get(l).firingRate();
      assertEquals(rate, folded.layers().get(l).firingRate(), 1e-3 * rate);
    }
  }

  /** The acceptance of the article's pipeline, on all test images. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "mnist-cnn-maxpool, max, SEPARATE",
    "mnist-cnn-maxpool, max, FOLDED",
    "mnist-cnn-maxpool, 99.9%, SEPARATE",
    "mnist-cnn-maxpool, 99.9%, FOLDED",
    "mnist-cnn-avgpool, max, SEPARATE",
    "mnist-cnn-avgpool, max, FOLDED",
    "mnist-cnn-avgpool, 99.9%, SEPARATE",
    "mnist-cnn-avgpool, 99.9%, FOLDED"
  })
  void allImagesAgreeWithPyTorch(String model, String mode, Scalers scalers) {
    Evaluation evaluation = evaluate(convert(model, mode, scalers).model(), 10_000);
    JsonArray accuracy = expected(model, mode).getAsJsonArray("accuracy_by_timestep");
    double worst = 0;
    for (int t = 0; t < T; t++) {
      double difference =
          accuracy.get(t).getAsDouble() - evaluation.accuracy().orElseThrow().get(t);
      worst = Math.max(worst, Math.abs(difference));
    }
    double worstRate = 0;
    JsonArray rates = expected(model, mode).getAsJsonArray("mean_firing_rate");
    for (int l = 0; l < rates.size(); l++) {
      double rate = rates.get(l).getAsDouble();
      worstRate = Math.max(worstRate, Math.abs(evaluation.layers().get(l).firingRate() / rate - 1));
    }
    System.out.printf(
        "%s %s %s: accuracy within %.4f at every timestep, firing rates within %.4f relative%n",
        model, mode, scalers, worst, worstRate);
    assertTrue(worst <= 0.002, "accuracy off by " + worst);
    assertTrue(worstRate <= 0.01, "firing rates off by " + worstRate);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"mnist-cnn-maxpool", "mnist-cnn-avgpool"})
  void theTrainedNetworksAccuracyIsThatOfPyTorch(String name) {
    OnnxModel model = OnnxModel.read(Fixtures.model(name));
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
    Dataset images = Fixtures.testImages();
    List<Integer> predictions =
        ReferencePredictions.predict(model, imported, images, 100, 2, done -> {});
    Labels labels = Fixtures.testLabels();
    long correct =
        IntStream.range(0, images.size()).filter(i -> predictions.get(i) == labels.get(i)).count();
    assertEquals(
        Fixtures.reference(name).get("ann_accuracy").getAsDouble(), correct / 10_000.0, 1e-9);
  }
}
