package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.Fixtures;
import io.spikeport.data.DigestedDataset;
import io.spikeport.format.ModelFiles;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model says how it was made: its options, given again, make the same file. */
class RepeatTest {

  private static final int SAMPLES = 40;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--preset low-latency -T 4",
        "--preset article --neuron lif --tau 20 --decay-input --reset hard --scalers folded",
        "--preset article -T 16 --neuron signed-burst-if --max-spikes 3 --normalization 99.9%"
            + " --granularity channel --max-pool gated --readout logits --readout-start auto"
            + " --tune bias,neuron-potential --mean 0.1 --std 0.5 --initial-potential 0.25",
      })
  void theOptionsInAModelRepeatIt(String given) throws IOException {
    Path model = folder.resolve("model.snn");
    Path again = folder.resolve("again.snn");
    convert(List.of(given.split(" ")), model);
    Provenance provenance = ModelFiles.read(model).provenance();
    convert(provenance.options(), again);
    assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(again));

    String digest = new DigestedDataset(Fixtures.calibration().first(SAMPLES)).sha256();
    assertEquals(Optional.of(digest), provenance.samplesSha256());
    for (LayerStatistics layer : provenance.layers()) {
      var histogram = layer.histogram().orElseThrow();
      long counted =
          histogram.zeros() + histogram.counts().stream().mapToLong(Long::longValue).sum();
      assertEquals(0, counted % SAMPLES, "a count for each neuron and image");
      assertEquals(64, histogram.counts().size());
    }
  }

  private static void convert(List<String> options, Path out) {
    List<Object> words = new ArrayList<>(List.of("convert", Fixtures.model("mnist-cnn-maxpool")));
    words.addAll(List.of("--calibration", Fixtures.CALIBRATION, "--samples", SAMPLES, "-o", out));
    words.addAll(options);
    Cli.Result result = Cli.run(words.toArray());
    assertEquals(0, result.code(), result.err());
  }
}
