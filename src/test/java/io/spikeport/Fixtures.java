package io.spikeport;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files in {@code fixtures/}. */
public final class Fixtures {

  public static final Path FOLDER = Path.of("fixtures");
  public static final Path CALIBRATION = FOLDER.resolve("mnist/train-1000-images-idx3-ubyte.gz");
  public static final Path TEST_IMAGES = FOLDER.resolve("mnist/t10k-images-idx3-ubyte.gz");
  public static final Path TEST_LABELS = FOLDER.resolve("mnist/t10k-labels-idx1-ubyte.gz");

  private Fixtures() {}

  /**
   * @param name for example {@code mnist-cnn-maxpool}
   */
  public static Path model(String name) {
    return FOLDER.resolve(name + ".onnx");
  }

  /** The article's own results on a model, as PyTorch computed them. */
  public static JsonObject reference(String name) {
    try {
      return JsonParser.parseString(Files.readString(FOLDER.resolve(name + ".json")))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Dataset calibration() {
    return Datasets.open(CALIBRATION, DataOptions.DEFAULT);
  }

  public static Dataset testImages() {
    return Datasets.open(TEST_IMAGES, DataOptions.DEFAULT);
  }

  public static Labels testLabels() {
    return Labels.read(TEST_LABELS);
  }
}
