package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.snn.SpikingModel;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFormTest {

  private static final SpikingModel MODEL =
      OpSamples.model(
          OpSamples.all().stream()
              .filter(sample -> sample.op().name().equals("IntegrateAndFire"))
              .findFirst()
              .orElseThrow());
  private static final String GOOD =
      new String(PortableFormat.JSON.toBytes(MODEL), StandardCharsets.UTF_8);

  private static SpikingModel read(String json) {
    return PortableFormat.JSON.fromBytes(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(String json) {
    return assertThrows(ModelException.class, () -> read(json)).getMessage();
  }

  private static String changed(String from, String to) {
    assertTrue(GOOD.contains(from), GOOD);
    return GOOD.replace(from, to);
  }

  @Test
  void otherOrdersAndNamesOfFieldsAreRead() {
    assertEquals(MODEL, read(changed("initialPotential", "initial_potential")));
    String first = "  \"format\": \"spikeport.snn\",\n";
    int end = GOOD.lastIndexOf("\n}");
    assertEquals(
        MODEL,
        read(
            GOOD.substring(0, end).replace(first, "")
                + ",\n"
                + first.strip().replace(",", "")
                + "}"));
  }

  @Test
  void aFutureVersion() {
    assertTrue(
        refusal(changed("\"major\": 1", "\"major\": 7"))
            .startsWith(
                "version: expected format version 1 (the one this program reads), found version"
                    + " 7.0; install a newer Spikeport"));
  }

  @Test
  void cutShortAnywhere() {
    for (int length = 0; length < GOOD.stripTrailing().length(); length += 7) {
      refusal(GOOD.substring(0, length));
    }
  }

  @Test
  void otherFiles() {
    assertTrue(refusal("[1, 2]").contains("found a list"));
    assertTrue(refusal("{\"model\": 1}").contains("found format \"\""));
    assertTrue(refusal("\n\rspikeport.snn").contains("expected well-formed JSON"));
    byte[] latin = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(
        assertThrows(ModelException.class, () -> PortableFormat.JSON.fromBytes(latin))
            .getMessage()
            .startsWith("expected text in UTF-8"));
  }

  @Test
  void somethingBehindTheEnd() {
    assertTrue(refusal(GOOD + "{}").contains("expected well-formed JSON"));
    assertTrue(refusal(GOOD + "x").contains("expected well-formed JSON"));
  }

  @Test
  void fieldsThatTheFormatDoesNotHave() {
    assertTrue(
        refusal(changed("\"integrateAndFire\"", "\"fancyNeuron\""))
            .startsWith(
                "node 'y': expected an operator of format version 1.0, found \"fancyNeuron\" at"
                    + " $.graph.nodes[0].fancyNeuron"),
        refusal(changed("\"integrateAndFire\"", "\"fancyNeuron\"")));
    assertTrue(
        refusal(changed("\"maximumSpikes\"", "\"maximumSpike\""))
            .startsWith("node 'y': expected only fields of format version 1.0"));
  }

  @Test
  void theSameKeyTwice() {
    assertTrue(
        refusal(changed("\"signed\": false", "\"signed\": false, \"signed\": true"))
            .startsWith(
                "node 'y': $.graph.nodes[0].integrateAndFire.signed: expected each key once, found"
                    + " 'signed' twice"));
  }

  @Test
  void valuesOfAnotherKind() {
    refusal(changed("\"signed\": false", "\"signed\": 3"));
    refusal(changed("\"maximumSpikes\": 1", "\"maximumSpikes\": 1.5"));
    refusal(changed("\"maximumSpikes\": 1", "\"maximumSpikes\": 99999999999"));
    refusal(changed("RESET_SOFT", "RESET_GENTLE"));
    refusal(changed("\"scale\": 2.0", "\"scale\": \"NaN\""));
    refusal(changed("\"scale\": 2.0", "\"scale\": NaN"));
    refusal(changed("\"graph\": {", "\"graph\": null, \"graphs\": {"));
    refusal(changed("\"nodes\": [{", "\"nodes\": [null, {"));
    refusal(changed("\"major\": 1", "\"major\": \"one\""));
    refusal(changed("\"data\": \"", "\"data\": \"\u00a7"));
  }

  @Test
  void nestingWithoutEnd() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertTrue(refusal(deep).contains("found a list"));
    assertTrue(
        refusal(changed("\"producer\": ", "\"extra\": " + deep + ", \"producer\": "))
            .contains("expected well-formed JSON"));
  }

  /** A sparse file: it is refused by its size, without being read. */
  @Test
  void moreThanTheLimit(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("huge.snn.json");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength((512L << 20) + 1);
    }
    FileException e = assertThrows(FileException.class, () -> PortableFormat.JSON.read(file));
    assertTrue(
        e.getMessage().endsWith("use the binary form (.snn) for a model of this size"),
        e.getMessage());
  }
}
