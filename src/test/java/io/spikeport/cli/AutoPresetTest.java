package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.snn.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convert --preset auto}. */
class AutoPresetTest {

  @TempDir Path folder;

  private Path out() {
    return folder.resolve("auto.snn");
  }

  private Cli.Result convert(Object... more) {
    List<Object> all =
        List.of(
            "convert",
            Fixtures.model("mnist-cnn-avgpool"),
            "--calibration",
            Fixtures.CALIBRATION,
            "--preset",
            "auto",
            "-o",
            out(),
            "--json");
    return Cli.run(Stream.concat(all.stream(), Stream.of(more)).toArray());
  }

  @Test
  void saysWhatItTriedAndKeepsTheBound() {
    Cli.Result result = convert("--samples", 200, "--max-drop", 5);
    assertEquals(0, result.code(), result.err());
    assertTrue(result.err().contains("tried T = 1, 99.9% per channel"), result.err());
    assertTrue(result.err().contains("kept"), result.err());
    assertFalse(result.err().contains("note: judged"), result.err());
    assertTrue(result.json().get("timesteps").getAsInt() <= 8, result.out());
  }

  @Test
  void refusesWhatItChoosesItself() {
    Cli.Result result = convert("--tune", "none", "--normalization", "max");
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("--normalization and --tune"), result.err());
    assertFalse(Files.exists(out()));
  }

  @Test
  void takesTheRestAsGivenAndSaysWhenItIsNotSure() {
    Cli.Result result =
        convert(
            "--samples",
            40,
            "-T",
            1,
            "--scalers",
            "separate",
            "--readout",
            "output",
            "--max-pool",
            "average");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result
            .err()
            .contains(
                "judged on 20 held-back images, no T is sure to lose at most 0.1 points; T = 1"),
        result.err());
    assertTrue(result.err().contains("give more calibration images"), result.err());
    Provenance provenance = PortableFormat.BINARY.read(out()).provenance();
    assertTrue(
        provenance.options().containsAll(List.of("separate", "output", "average")),
        provenance.options().toString());
  }

  @Test
  void triesScalesAloneForNeuronsThatAreNotTuned() {
    Cli.Result result = convert("--samples", 40, "-T", 2, "--neuron", "lif", "--tau", 20);
    assertEquals(0, result.code(), result.err());
    assertFalse(result.err().contains("low-latency"), result.err());
  }
}
