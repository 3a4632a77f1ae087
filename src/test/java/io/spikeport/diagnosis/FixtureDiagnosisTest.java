package io.spikeport.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.Dataset;
import io.spikeport.graph.Node;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.simulation.Simulator;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole networks. */
class FixtureDiagnosisTest {

  private static SpikingModel convert(String name, ConversionOptions options) {
    Conversion conversion =
        new Converter(options).convert(Fixtures.model(name), Fixtures.calibration().first(200));
    return conversion.model();
  }

  private static Diagnosis diagnose(
      String name, SpikingModel model, SimulationOptions options, int images) {
    OnnxModel onnx = OnnxModel.read(Fixtures.model(name));
    ImportedModel imported = new OnnxImporter().importModel(onnx, ImportOptions.NONE);
    return new Diagnoser(model, onnx, imported, options)
        .diagnose(Fixtures.testImages(), images, ProgressListener.NONE);
  }

  /**
   * The same numbers on another way: our float network instead of ONNX Runtime, spike trains
   * instead of means, all values at once instead of running sums.
   */
  @Test
  void agreesWithSpikeTrainsAndOurFloatNetwork() {
    int images = 5;
    int timesteps = 12;
    int start = 3;
    SpikingModel model = convert("mnist-cnn-avgpool", ConversionOptions.article());
    SimulationOptions options = SimulationOptions.of(timesteps).withReadoutStart(start);
    Diagnosis found = diagnose("mnist-cnn-avgpool", model, options, images);
    assertEquals(List.of(), found.notes());
    assertEquals(3, found.layers().size());

    Map<String, Tensor> activations = activations("mnist-cnn-avgpool", images);
    Set<String> names = activations.keySet();
    Map<String, Tensor> scales =
        model.provenance().layers().stream()
            .collect(Collectors.toMap(layer -> layer.layer(), layer -> layer.scale()));
    for (String name : names) {
      float[] a = activations.get(name).toArray();
      double[] r = new double[a.length];
      int size = a.length / images;
      SimulationOptions recording = options.withRecording(Recording.NONE.withTrains(Set.of(name)));
      try (Simulator simulator = new Simulator(model, recording)) {
        simulator.run(
            Fixtures.testImages(),
            images,
            result -> {
              Tensor train = result.trains().get(name);
              for (int t = start; t < timesteps; t++) {
                for (int i = 0; i < size; i++) {
                  r[result.index() * size + i] += train.get(t * size + i);
                }
              }
            });
      }
      double scale = scales.get(name).get(0);
      double squares = 0;
      double norm = 0;
      double clipped = 0;
      for (int i = 0; i < a.length; i++) {
        double rate = r[i] * scale / (timesteps - start);
        squares += (rate - a[i]) * (rate - a[i]);
        norm += (double) a[i] * a[i];
        clipped += Math.pow(Math.max(0, a[i] - scale), 2);
      }
      LayerDiagnosis layer = found.layer(name);
      // The two float networks round differently, each activation by some units of 2⁻²⁴.
      assertEquals(Math.sqrt(squares / norm), layer.error(), 1e-5, name);
      assertEquals(Math.sqrt(clipped / norm), layer.clipping(), 1e-5, name);
      assertEquals(size, layer.neurons());
    }
  }

  private static Map<String, Tensor> activations(String name, int images) {
    OnnxModel onnx = OnnxModel.read(Fixtures.model(name));
    ImportedModel imported = new OnnxImporter().importModel(onnx, ImportOptions.NONE);
    Set<String> relus =
        imported.graph().nodes().stream()
            .filter(node -> node.op().name().equals("Relu"))
            .map(Node::name)
            .collect(Collectors.toSet());
    Dataset data = Fixtures.testImages();
    float[] values = new float[images * data.sampleShape().size()];
    data.read(0, images, values);
    try (FloatNetwork network = new FloatNetwork(imported.graph(), relus)) {
      return network.run(Tensor.wrap(data.sampleShape().prepend(images), values));
    }
  }

  @Test
  void ratesConvergeToTheActivations() {
    SpikingModel model = convert("mnist-cnn-avgpool", ConversionOptions.article());
    Diagnosis few = diagnose("mnist-cnn-avgpool", model, SimulationOptions.of(16), 3);
    Diagnosis many = diagnose("mnist-cnn-avgpool", model, SimulationOptions.of(1024), 3);
    for (LayerDiagnosis layer : many.layers()) {
      // Errors fall as 1/T; a wrong pairing of images or of neurons would leave them above 1.
      assertTrue(layer.error() < 0.05, layer.toString());
      assertTrue(layer.error() < few.layer(layer.layer()).error() / 4, layer.toString());
      assertTrue(layer.correlation().getAsDouble() > 0.998, layer.toString());
    }
  }

  /** The article's pipeline loses most where it takes the maximum of spikes. */
  @Test
  void theArticlesPipelineIsDamagedByMaxPooling() {
    SpikingModel model = convert("mnist-cnn-maxpool", ConversionOptions.article());
    Diagnosis found = diagnose("mnist-cnn-maxpool", model, SimulationOptions.of(50), 10);
    assertEquals(List.of(), found.notes());
    assertEquals(5, found.layers().size());
    Damage damage = found.damage().orElseThrow();
    String afterFirstPool = model.graph().neurons().get(2).name();
    assertEquals(afterFirstPool, damage.layer());
    assertTrue(damage.maxPooling());
    assertEquals(Cause.UNEVENNESS, found.layer(afterFirstPool).mainCause());
    // The maximum of spikes is above the maximum of rates.
    assertTrue(found.layer(afterFirstPool).meanError() > 0.2, found.toString());
  }

  @Test
  void layersWhosePoolingWasMovedAreCompared() {
    SpikingModel model =
        convert(
            "mnist-cnn-maxpool",
            ConversionOptions.article().toBuilder()
                .maxPooling(MaxPooling.BEFORE_NEURON)
                .initialPotential(0.5f)
                .build());
    Diagnosis found = diagnose("mnist-cnn-maxpool", model, SimulationOptions.of(128), 3);
    assertEquals(List.of(), found.notes());
    assertEquals(5, found.layers().size());
    LayerDiagnosis pooled = found.layers().get(1);
    assertEquals(model.graph().shape(pooled.layer()).size(), pooled.neurons());
    // Four pixels of a channel differ by far more.
    assertTrue(pooled.error() < 0.1, pooled.toString());
  }
}
