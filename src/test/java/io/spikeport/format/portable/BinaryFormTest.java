package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.fuzz.Contract;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BinaryFormTest {

  private static final byte[] GOOD =
      PortableFormat.BINARY.toBytes(OpSamples.model(OpSamples.all().get(20)));

  private static String refusal(byte[] bytes) {
    return assertThrows(ModelException.class, () -> PortableFormat.BINARY.fromBytes(bytes))
        .getMessage();
  }

  @Test
  void cutShortAnywhere() {
    for (int length = 0; length < GOOD.length; length++) {
      String message = refusal(Arrays.copyOf(GOOD, length));
      boolean named =
          length == 0
              ? message.contains("found an empty file")
              : message.contains("cut short?") && message.contains("copy it again");
      assertTrue(named || length < 15, length + ": " + message);
    }
  }

  @Test
  void anyChangedByte() {
    for (int i = 0; i < GOOD.length; i++) {
      byte[] bytes = GOOD.clone();
      bytes[i] ^= 0x10;
      refusal(bytes);
    }
  }

  @Test
  void somethingBehindTheEnd() {
    byte[] longer = Arrays.copyOf(GOOD, GOOD.length + 3);
    assertEquals(
        "expected the end of the file at byte "
            + GOOD.length
            + ", found 3 more bytes; the file is damaged; copy it again or convert the model again",
        refusal(longer));
    byte[] twice = Arrays.copyOf(GOOD, 2 * GOOD.length);
    System.arraycopy(GOOD, 0, twice, GOOD.length, GOOD.length);
    assertTrue(refusal(twice).contains("found " + GOOD.length + " more bytes"));
  }

  @Test
  void otherFiles() {
    assertTrue(refusal("{\"format\": 1}".getBytes(StandardCharsets.UTF_8)).contains(".snn.json"));
    assertTrue(refusal("PK\3\4".getBytes(StandardCharsets.ISO_8859_1)).contains("something else"));
  }

  @Test
  void aFutureVersion() {
    // The version is the message "major 1, minor 0" right behind the format's name.
    byte[] bytes = GOOD.clone();
    assertEquals(1, bytes[18]);
    bytes[18] = 2;
    assertEquals(
        "version: expected format version 1 (the one this program reads), found version 2.0;"
            + " install a newer Spikeport, or convert the model again with this one",
        refusal(bytes));
  }

  /** CVE-2024-7254: groups in groups until the stack ends. */
  @Test
  void nestingWithoutEnd() {
    byte[] deep = Arrays.copyOf(GOOD, 1 << 20);
    // From behind the format's name on, each byte opens a group of field 15.
    Arrays.fill(deep, 15, deep.length, (byte) (15 << 3 | 3));
    Contract.check(deep.length, Contract.MULTIPLE, () -> refusal(deep));
  }

  /** Whatever comes, it is refused as a model and nothing else goes wrong. */
  @Property(tries = 2000)
  void noise(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = GOOD.clone();
    int from = 15 + random.nextInt(bytes.length - 15);
    int to = from + random.nextInt(bytes.length - from + 1);
    for (int i = from; i < to; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    try {
      PortableFormat.BINARY.fromBytes(bytes);
      assertTrue(Arrays.equals(bytes, GOOD));
    } catch (ModelException e) {
      assertFalse(e.problems().isEmpty());
    }
  }
}
