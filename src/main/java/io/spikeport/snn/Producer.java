package io.spikeport.snn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** This program, as it names itself in what it writes. */
public final class Producer {

  /** Name and version, for example {@code spikeport 0.1.0}. */
  public static final String NAME = "spikeport " + version();

  private Producer() {}

  private static String version() {
    try (InputStream version = Producer.class.getResourceAsStream("/io/spikeport/version.txt")) {
      return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
