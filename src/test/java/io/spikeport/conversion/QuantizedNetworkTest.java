package io.spikeport.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.SampleRange;
import io.spikeport.diagnosis.Diagnoser;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.graph.Function;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A CNN that was trained with quantized ReLUs of four levels. */
class QuantizedNetworkTest {

  private static final int LEVELS = 4;

  private static Conversion convert(ConversionOptions options) {
    Dataset images =
        Datasets.open(
            Fixtures.FOLDER.resolve("fashion-mnist/train-1000-images-idx3-ubyte.gz"),
            DataOptions.DEFAULT);
    return new Converter(options)
        .convert(Fixtures.model("fashion-qcfs"), new SampleRange(images, 0, 200));
  }

  /** Sums of spikes are the levels themselves, so every image is classified as by the network. */
  @Test
  void deltaCodingLosesNothing() {
    Conversion conversion =
        convert(ConversionOptions.graded(4, NeuronModel.SigmaDelta.of(4).levels()));
    List<Node> neurons = conversion.model().graph().neurons();
    assertEquals(3, neurons.size());
    for (Node node : neurons) {
      SigmaDelta layer = (SigmaDelta) node.op();
      assertEquals(Function.QUANTIZE, layer.activation().function());
      assertEquals(layer.activation().parameters().get(0), layer.threshold());
      assertEquals(List.of(0f, (float) LEVELS), bounds(layer));
      assertEquals(3, layer.levels());
    }
    assertEquals(
        1.0, conversion.model().provenance().judgment().orElseThrow().agreement().orElseThrow());
  }

  @Test
  void allItsLayersCanBeDiagnosed() {
    OnnxModel onnx = OnnxModel.read(Fixtures.model("fashion-qcfs"));
    ImportedModel imported = new OnnxImporter().importModel(onnx, ImportOptions.NONE);
    SpikingModel model = convert(ConversionOptions.lowLatency(LEVELS)).model();
    Diagnosis diagnosis =
        new Diagnoser(
                model,
                onnx,
                ConvertedReference.of(imported, model.coding()),
                SimulationOptions.of(LEVELS))
            .diagnose(Fixtures.testImages(), 2, ProgressListener.NONE);
    assertEquals(3, diagnosis.layers().size());
    assertEquals(List.of(), diagnosis.notes());
  }

  private static List<Float> bounds(SigmaDelta layer) {
    return layer.activation().parameters().stream().skip(1).map(p -> p.get(0)).toList();
  }

  /**
   * θ is the largest level and v₀ is half of it, whatever the images say (Bu et al., ICLR 2022).
   */
  @Test
  void rateCodingStartsFromHalfTheLargestLevel() {
    Conversion conversion = convert(ConversionOptions.article().toBuilder().timesteps(8).build());
    for (Node node : conversion.model().graph().neurons()) {
      IntegrateAndFire layer = (IntegrateAndFire) node.op();
      assertEquals(Tensor.scalar(0.5f), layer.initialPotential());
    }
    for (LayerStatistics layer : conversion.model().provenance().layers()) {
      assertEquals(layer.maximum(), layer.scale().get(0), 1e-6 * layer.maximum());
    }
    assertTrue(
        conversion.notes().stream().anyMatch(note -> note.contains("try --timesteps 4")),
        conversion.notes().toString());
  }
}
