package io.spikeport.cli.output;

import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.Parity;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code convert --json} prints; of the agreement and the output error one is left out. */
public record ConversionReport(
    String output,
    List<Layer> layers,
    ParityReport parity,
    int samples,
    int timesteps,
    Integer images,
    Double agreement,
    Double outputError,
    List<String> approximations,
    List<String> notes,
    double seconds) {

  /** A neuron layer; {@code scale} or {@code scales} is left out. */
  record Layer(String name, double maximum, double mean, Float scale, List<Float> scales) {

    static Layer of(LayerStatistics layer) {
      Tensor scale = layer.scale();
      if (scale.isScalar()) {
        return new Layer(layer.layer(), layer.maximum(), layer.mean(), scale.get(0), null);
      }
      List<Float> scales = new ArrayList<>();
      for (int c = 0; c < scale.size(); c++) {
        scales.add(scale.get(c));
      }
      return new Layer(layer.layer(), layer.maximum(), layer.mean(), null, scales);
    }
  }

  /** Difference to ONNX Runtime. */
  record ParityReport(double maximumAbsolute, double maximumRelative, int samples) {

    static ParityReport of(Parity parity) {
      return new ParityReport(parity.maximumAbsolute(), parity.maximumRelative(), parity.samples());
    }
  }

  public static ConversionReport of(Conversion converted, Path target, double seconds) {
    var provenance = converted.model().provenance();
    Optional<Judgment> judgment = provenance.judgment();
    return new ConversionReport(
        target.toString(),
        provenance.layers().stream().map(Layer::of).toList(),
        ParityReport.of(converted.parity()),
        provenance.samples(),
        converted.model().defaults().timesteps(),
        judgment.map(Judgment::images).orElse(null),
        judgment.flatMap(Judgment::agreement).orElse(null),
        judgment.flatMap(Judgment::outputError).orElse(null),
        provenance.approximations(),
        converted.notes(),
        seconds);
  }

  /** A scale, or the range of a channel-wise one. */
  public static String describe(Tensor scale) {
    if (scale.isScalar()) {
      return String.format(Locale.US, "%.4g", scale.get(0));
    }
    float least = Float.POSITIVE_INFINITY;
    float most = 0;
    for (int c = 0; c < scale.size(); c++) {
      least = Math.min(least, scale.get(c));
      most = Math.max(most, scale.get(c));
    }
    return String.format(Locale.US, "%.4g … %.4g", least, most);
  }
}
