package io.spikeport.report;

import io.spikeport.snn.Provenance;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What it takes to repeat a result. Digests are SHA-256, lower-case hexadecimal; those of images
 * are of the values as read (float32, little-endian, image after image), those of labels of the
 * classes (int32, little-endian).
 *
 * @param model file of the spiking model
 * @param provenance how the model was made
 * @param data file or folder of the images
 * @param labels digest of their classes, where they were known
 * @param reference the trained network that the model was compared with
 * @param settings how the model was run, in words
 */
public record Origin(
    FileDigest model,
    Conversion provenance,
    FileDigest data,
    Optional<String> labels,
    Optional<FileDigest> reference,
    List<Setting> settings) {

  public Origin {
    Objects.requireNonNull(model);
    Objects.requireNonNull(provenance);
    Objects.requireNonNull(data);
    Objects.requireNonNull(labels);
    Objects.requireNonNull(reference);
    settings = List.copyOf(settings);
  }

  /** A file and what is in it. */
  public record FileDigest(String name, String sha256) {}

  /** One option and its value, in words. */
  public record Setting(String name, String value) {}

  /**
   * How a model was made.
   *
   * @param producer program and version
   * @param source the trained network
   * @param samples number of calibration images
   * @param samplesSha256 their digest
   * @param options options of the conversion, one word each
   * @param approximations everything that is not exact, in words
   */
  public record Conversion(
      String producer,
      FileDigest source,
      String normalization,
      String granularity,
      int samples,
      Optional<String> samplesSha256,
      List<String> options,
      List<String> approximations) {

    public static Conversion of(Provenance from) {
      return new Conversion(
          from.producer(),
          new FileDigest(from.source(), from.sourceSha256()),
          from.normalization(),
          from.granularity(),
          from.samples(),
          from.samplesSha256(),
          from.options(),
          from.approximations());
    }
  }
}
