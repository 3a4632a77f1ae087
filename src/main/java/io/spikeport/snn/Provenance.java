package io.spikeport.snn;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a model comes from; it has no influence on the simulation.
 *
 * @param producer program and version that wrote the model
 * @param source file name (no folders) of the source model
 * @param sourceSha256 lower-case hexadecimal digest of the source model
 * @param normalization calibration method as given by the user, for example {@code 99.9%}
 * @param granularity {@code layer} or {@code channel}
 * @param samples number of calibration images
 * @param layers what calibration found, one entry per neuron layer in topological order
 * @param approximations everything that is not exact and that the user asked for, in words
 * @param options every option of the conversion, as {@code spikeport convert} takes them: options
 *     and their values, one word each; empty if unknown
 * @param samplesSha256 lower-case hexadecimal digest of the calibration images as read (float32,
 *     little-endian, image after image); empty if unknown
 * @param judgment how well the model agrees with the trained network; empty if unknown
 */
public record Provenance(
    String producer,
    String source,
    String sourceSha256,
    String normalization,
    String granularity,
    int samples,
    List<LayerStatistics> layers,
    List<String> approximations,
    List<String> options,
    Optional<String> samplesSha256,
    Optional<Judgment> judgment) {

  public Provenance {
    Objects.requireNonNull(producer);
    Objects.requireNonNull(source);
    Objects.requireNonNull(sourceSha256);
    Objects.requireNonNull(normalization);
    Objects.requireNonNull(granularity);
    layers = List.copyOf(layers);
    approximations = List.copyOf(approximations);
    options = List.copyOf(options);
    Objects.requireNonNull(samplesSha256);
    Objects.requireNonNull(judgment);
    if (samples < 0) {
      throw new IllegalArgumentException("expected at least 0 samples, found " + samples);
    }
  }

  /** Without what it takes to repeat the conversion. */
  public Provenance(
      String producer,
      String source,
      String sourceSha256,
      String normalization,
      String granularity,
      int samples,
      List<LayerStatistics> layers,
      List<String> approximations) {
    this(
        producer,
        source,
        sourceSha256,
        normalization,
        granularity,
        samples,
        layers,
        approximations,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with a judgment. */
  public Provenance with(Judgment found) {
    return new Provenance(
        producer,
        source,
        sourceSha256,
        normalization,
        granularity,
        samples,
        layers,
        approximations,
        options,
        samplesSha256,
        Optional.of(found));
  }
}
