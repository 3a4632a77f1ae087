package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.calibration.ReferencePredictions;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Labels;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Reset;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.Evaluator;
import io.spikeport.simulation.contract.SimulationOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bars of the low-latency preset: accuracy lost against the ANN in points, on all test images,
 * calibrated on 1000 training images without labels.
 */
@Tag("slow")
class LowLatencyTest {

  @ParameterizedTest
  @CsvSource({
    "mnist-cnn-maxpool, mnist, false, 2, 1.2",
    "mnist-cnn-maxpool, mnist, false, 4, 0.2",
    "mnist-cnn-maxpool, mnist, false, 8, 0.1",
    "mnist-cnn-maxpool, mnist, false, 16, 0.05",
    "mnist-cnn-maxpool, mnist, false, 32, 0.05",
    "mnist-cnn-avgpool, mnist, false, 4, 4",
    "mnist-cnn-avgpool, mnist, false, 8, 0.3",
    "mnist-cnn-avgpool, mnist, false, 16, 0.15",
    "mnist-cnn-avgpool, mnist, false, 32, 0.1",
    "mnist-cnn-avgpool, mnist, true, 4, 2",
    "mnist-cnn-avgpool, mnist, true, 8, 0.15",
    "mnist-cnn-avgpool, mnist, true, 16, 0.1",
    "mnist-cnn-avgpool, mnist, true, 32, 0.05",
    "fashion-resnet, fashion-mnist, false, 8, 6",
    "fashion-resnet, fashion-mnist, false, 16, 1.5",
    "fashion-resnet, fashion-mnist, false, 32, 0.5",
    "fashion-resnet, fashion-mnist, true, 4, 5",
    "fashion-resnet, fashion-mnist, true, 8, 1.0",
    "fashion-resnet, fashion-mnist, true, 16, 0.15",
    "fashion-resnet, fashion-mnist, true, 32, 0.1",
    "fashion-leaky, fashion-mnist, false, 32, 0.5",
    "fashion-prelu, fashion-mnist, false, 32, 0.5",
    "fashion-qcfs, fashion-mnist, false, 4, 0.5"
  })
  void theDropStaysBelowTheBar(
      String name, String data, boolean signed, int timesteps, double bar) {
    Path folder = Fixtures.FOLDER.resolve(data);
    Dataset calibration =
        Datasets.open(folder.resolve("train-1000-images-idx3-ubyte.gz"), DataOptions.DEFAULT);
    Dataset images =
        Datasets.open(folder.resolve("t10k-images-idx3-ubyte.gz"), DataOptions.DEFAULT);
    List<Integer> labels = Labels.read(folder.resolve("t10k-labels-idx1-ubyte.gz")).toList();
    ConversionOptions options =
        ConversionOptions.lowLatency(timesteps).toBuilder()
            .neurons(new NeuronModel.If(Reset.SOFT, new Firing(signed, 1)))
            .build();
    Conversion conversion = new Converter(options).convert(Fixtures.model(name), calibration);
    Evaluation evaluation =
        new Evaluator(
                conversion.model(),
                SimulationOptions.of(timesteps)
                    .withReadoutStart(conversion.model().defaults().readoutStart()))
            .evaluate(images, Optional.of(labels));
    double drop =
        annAccuracy(name, images, labels) - 100 * evaluation.finalAccuracy().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%s %s T=%d: %.2f points lost (bar %.2f)%n",
        name,
        signed ? "signed IF" : "IF",
        timesteps,
        drop,
        bar);
    // Accuracies are multiples of 0.01 points; the rest is what binary fractions leave.
    assertTrue(drop <= bar + 1e-9, "lost " + drop);
  }

  private static double annAccuracy(String name, Dataset images, List<Integer> labels) {
    OnnxModel model = OnnxModel.read(Fixtures.model(name));
    ImportedModel imported = new OnnxImporter().importModel(model, ImportOptions.NONE);
    List<Integer> predictions =
        ReferencePredictions.predict(model, imported, images, 50, 2, done -> {});
    long correct =
        IntStream.range(0, labels.size())
            .filter(i -> labels.get(i).equals(predictions.get(i)))
            .count();
    return 100.0 * correct / labels.size();
  }
}
