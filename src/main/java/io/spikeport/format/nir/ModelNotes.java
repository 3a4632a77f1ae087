package io.spikeport.format.nir;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonSerializer;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.CheckedJson;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.graph.Graph;
import io.spikeport.snn.ActivationHistogram;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Judgment;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All of a model that is not its graph, as metadata of a NIR graph. */
final class ModelNotes {

  /** What this program writes, and the only version that it reads. */
  static final String VERSION = "1";

  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .registerTypeHierarchyAdapter(
              Optional.class,
              (JsonSerializer<Optional<?>>)
                  (optional, type, gson) -> gson.serialize(optional.stream().toList()))
          .create();

  private ModelNotes() {}

  private record Layer(
      String layer,
      double maximum,
      double mean,
      boolean perChannel,
      List<Float> scale,
      List<ActivationHistogram> histogram) {}

  private record Content(
      int timesteps,
      Readout readout,
      int readoutStart,
      InputCoding inputCoding,
      Preprocessing preprocessing,
      List<String> classLabels,
      String producer,
      String source,
      String sourceSha256,
      String normalization,
      String granularity,
      int samples,
      List<String> approximations,
      List<String> options,
      List<String> samplesSha256,
      Optional<Judgment> judgment,
      List<Layer> layers) {}

  static Map<String, NirValue> encode(SpikingModel model, double dt) {
    SimulationDefaults defaults = model.defaults();
    Provenance from = model.provenance();
    Content content =
        new Content(
            defaults.timesteps(),
            defaults.readout(),
            defaults.readoutStart(),
            defaults.coding(),
            model.preprocessing(),
            model.classLabels(),
            from.producer(),
            from.source(),
            from.sourceSha256(),
            from.normalization(),
            from.granularity(),
            from.samples(),
            from.approximations(),
            from.options(),
            from.samplesSha256().stream().toList(),
            from.judgment(),
            from.layers().stream().map(ModelNotes::layer).toList());
    return Map.of(
        Notes.VERSION, NirValue.Text.of(VERSION),
        Notes.DT, new NirValue.Precise(dt),
        Notes.MODEL, NirValue.Text.of(GSON.toJson(content)));
  }

  private static Layer layer(LayerStatistics layer) {
    List<Float> scale = new ArrayList<>();
    for (int i = 0; i < layer.scale().size(); i++) {
      scale.add(layer.scale().get(i));
    }
    return new Layer(
        layer.layer(),
        layer.maximum(),
        layer.mean(),
        !layer.scale().isScalar(),
        scale,
        layer.histogram().stream().toList());
  }

  /**
   * The model, if the metadata is ours.
   *
   * @throws ModelException if it is, but of another version or malformed
   */
  static Optional<SpikingModel> decode(Map<String, NirValue> metadata, Graph graph) {
    if (!(metadata.get(Notes.MODEL) instanceof NirValue.Text text) || !text.scalar()) {
      return Optional.empty();
    }
    requireVersion(metadata);
    // Files of earlier versions do not say what is done to an image's size.
    CheckedJson json =
        CheckedJson.parse(
                "metadata: " + Notes.MODEL,
                text.values().get(0),
                "remove the metadata, or export the model again")
            .allowingMissing(Set.of("geometry"));
    Content content = json.as(Content.class);
    return Optional.of(json.checked(() -> model(content, graph)));
  }

  private static void requireVersion(Map<String, NirValue> metadata) {
    NirValue version = metadata.get(Notes.VERSION);
    if (!NirValue.Text.of(VERSION).equals(version)) {
      throw new ModelException(
          Problem.mismatch(
              "metadata: " + Notes.VERSION,
              "version " + VERSION + " (the one this program reads)",
              version == null ? "none" : version.describe(),
              "install a newer Spikeport, or export the model again with this one"));
    }
  }

  private static SpikingModel model(Content content, Graph graph) {
    return new SpikingModel(
        content.preprocessing(),
        graph,
        new SimulationDefaults(
            content.timesteps(), content.readout(), content.readoutStart(), content.inputCoding()),
        content.classLabels(),
        new Provenance(
            content.producer(),
            content.source(),
            content.sourceSha256(),
            content.normalization(),
            content.granularity(),
            content.samples(),
            content.layers().stream().map(ModelNotes::statistics).toList(),
            content.approximations(),
            content.options(),
            content.samplesSha256().stream().findFirst(),
            content.judgment()));
  }

  private static LayerStatistics statistics(Layer layer) {
    float[] scale = new float[layer.scale().size()];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = layer.scale().get(i);
    }
    Shape shape = layer.perChannel() ? Shape.of(scale.length) : Shape.scalar();
    return new LayerStatistics(
        layer.layer(),
        layer.maximum(),
        layer.mean(),
        Tensor.wrap(shape, scale),
        layer.histogram().stream().findFirst());
  }
}
