package io.spikeport.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Dataset;
import io.spikeport.error.DataException;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.contract.ProgressListener;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small networks whose spikes can be counted by hand, ONNX Runtime running the other side. */
class DiagnoserTest {

  /** Sums of a few doubles. */
  private static final double ROUNDING = 1e-12;

  @TempDir static Path folder;

  /** A spiking network that is put together node by node. */
  private static final class Spiking {
    private final GraphInput input;
    private final List<Node> nodes = new ArrayList<>();
    private final List<LayerStatistics> layers = new ArrayList<>();
    private String last = "x";

    Spiking(int... sample) {
      this.input = new GraphInput("x", Shape.of(sample));
    }

    Spiking neurons(String name, float scale, float initialPotential, Firing firing) {
      node(name + ".in", new VoltageScaler(Tensor.scalar(1 / scale)));
      node(
          name,
          new IntegrateAndFire(
              Tensor.scalar(1), Tensor.scalar(initialPotential), Reset.SOFT, firing));
      return node(name + ".out", new VoltageScaler(Tensor.scalar(scale)));
    }

    Spiking neurons(String name, float scale) {
      return neurons(name, scale, 0, Firing.PLAIN);
    }

    /** What the provenance says of a layer. */
    Spiking calibrated(String layer, Tensor scale) {
      layers.add(new LayerStatistics(layer, 0, 0, scale));
      return this;
    }

    Spiking node(String name, io.spikeport.graph.Op op) {
      nodes.add(new Node(name, op, last));
      last = name;
      return this;
    }

    SpikingModel model(String sha256) {
      return new SpikingModel(
          Preprocessing.NONE,
          new Graph(input, nodes, last),
          new SimulationDefaults(4, Readout.OUTPUT, 0, InputCoding.CONSTANT_CURRENT),
          List.of(),
          new Provenance("test", "source.onnx", sha256, "max", "layer", 1, layers, List.of()));
    }
  }

  private static Dataset images(Shape sample, float... values) {
    return new Dataset() {
      @Override
      public int size() {
        return values.length / sample.size();
      }

      @Override
      public Shape sampleShape() {
        return sample;
      }

      @Override
      public void read(int first, int count, float[] target) {
        System.arraycopy(values, first * sample.size(), target, 0, count * sample.size());
      }

      @Override
      public String source() {
        return "test images";
      }
    };
  }

  private static Diagnosis diagnose(
      OnnxChain chain, Spiking spiking, SimulationOptions options, Dataset data) {
    OnnxModel onnx = OnnxModel.read(chain.write(folder.resolve("reference.onnx")));
    ImportedModel imported =
        new OnnxImporter()
            .importModel(onnx, ImportOptions.NONE.withSampleShape(data.sampleShape()));
    return new Diagnoser(spiking.model(onnx.sha256()), onnx, imported, options)
        .diagnose(data, data.size(), ProgressListener.NONE);
  }

  private static LayerDiagnosis onlyLayer(Diagnosis diagnosis) {
    assertEquals(List.of(), diagnosis.notes());
    assertEquals(1, diagnosis.layers().size());
    return diagnosis.layers().get(0);
  }

  private static void assertExact(Diagnosis diagnosis) {
    LayerDiagnosis layer = onlyLayer(diagnosis);
    assertEquals(0, layer.error());
    assertEquals(1, layer.correlation().getAsDouble(), ROUNDING);
    assertEquals(0, layer.silent());
    assertEquals(0, layer.saturated());
    assertEquals(Optional.empty(), diagnosis.damage());
  }

  private static void assertParts(
      LayerDiagnosis layer, double clipping, double quantization, double unevenness) {
    assertEquals(clipping, layer.clipping(), ROUNDING);
    assertEquals(quantization, layer.quantization(), ROUNDING);
    assertEquals(unevenness, layer.unevenness(), ROUNDING);
  }

  private static OnnxChain relu() {
    return new OnnxChain(1, 2, 2).relu("act");
  }

  private static final Shape SQUARE = Shape.of(1, 2, 2);

  private static Spiking layer(float scale, float initialPotential, Firing firing) {
    return new Spiking(1, 2, 2)
        .neurons("act", scale, initialPotential, firing)
        .calibrated("act", Tensor.scalar(scale));
  }

  @Test
  void findsNothingWhereRatesAreExact() {
    assertExact(
        diagnose(
            relu(),
            layer(2, 0, Firing.PLAIN),
            SimulationOptions.of(4),
            images(SQUARE, 0.5f, 2, -1, 0, 1.5f, -3, 1, 2)));
  }

  @Test
  void findsClipping() {
    Diagnosis found =
        diagnose(
            relu(),
            layer(2, 0, Firing.PLAIN),
            SimulationOptions.of(4),
            images(SQUARE, 3, 2, 1, 0.5f));
    assertParts(onlyLayer(found), 1 / Math.sqrt(9 + 4 + 1 + 0.25), 0, 0);
    assertEquals(0.25, onlyLayer(found).saturated());
    assertEquals(
        Optional.of(new Damage("act", 0, onlyLayer(found).error(), false)), found.damage());
  }

  @Test
  void findsQuantization() {
    // A start at half a threshold rounds to the nearest rate.
    Diagnosis found =
        diagnose(
            relu(),
            layer(2, 0.5f, Firing.PLAIN),
            SimulationOptions.of(4),
            images(SQUARE, 0.625f, 1.375f, 2, 0.125f));
    double norm = Math.sqrt(0.625 * 0.625 + 1.375 * 1.375 + 4 + 0.125 * 0.125);
    assertParts(onlyLayer(found), 0, Math.sqrt(3 * 0.125 * 0.125) / norm, 0);
    assertEquals(0.25, onlyLayer(found).silent());
  }

  @Test
  void findsUnevenness() {
    // A start at 0 rounds down: 0.75·4/2 = 1.5 gives 1 spike instead of 2.
    Diagnosis found =
        diagnose(
            relu(),
            layer(2, 0, Firing.PLAIN),
            SimulationOptions.of(4),
            images(SQUARE, 0.75f, 1, 0, 0));
    assertParts(onlyLayer(found), 0, 0.25 / 1.25, 0.5 / 1.25);
  }

  @Test
  void onlyTheReadoutCounts() {
    // 0.375·2 a step from 0: spikes in steps 2, 5 and 7, of which 3 in the last 6 of 8.
    Diagnosis found =
        diagnose(
            relu(),
            layer(2, 0, Firing.PLAIN),
            SimulationOptions.of(8).withReadoutStart(2),
            images(SQUARE, 0.75f, 0, 0, 0));
    // Rates are multiples of 1/3; the nearest to 0.75 is 2/3, and the rate is 1.
    assertParts(onlyLayer(found), 0, (0.75 - 2 / 3.0) / 0.75, (1 - 2 / 3.0) / 0.75);
    assertEquals(3 / 32.0, onlyLayer(found).firingRate());
  }

  @Test
  void burstNeuronsReachHigherRates() {
    Diagnosis found =
        diagnose(
            relu(),
            layer(1, 0, new Firing(true, 3)),
            SimulationOptions.of(4),
            images(SQUARE, 2.5f, 1, 4, 3));
    assertParts(onlyLayer(found), 1 / Math.sqrt(6.25 + 1 + 16 + 9), 0, 0);
    assertEquals(0.25, onlyLayer(found).saturated());
  }

  @Test
  void theScaleOfASaturatingReluIsAtMostItsMaximum() {
    OnnxChain chain = new OnnxChain(1, 2, 2).clip("act", 6);
    Spiking spiking = new Spiking(1, 2, 2).neurons("act", 6).calibrated("act", Tensor.scalar(7.5f));
    assertExact(diagnose(chain, spiking, SimulationOptions.of(4), images(SQUARE, 6, 9, 3, -1)));
  }

  private static MaxPool poolOfThree() {
    return new MaxPool(
        new Window(List.of(3, 3), List.of(1, 1), List.of(1, 1), List.of(1, 1), List.of(1, 1)),
        false);
  }

  @Test
  void poolingThatWasMovedBeforeTheNeuronsIsComparedThere() {
    OnnxChain chain = new OnnxChain(1, 3, 3).relu("act").maxPool("pool");
    Spiking spiking =
        new Spiking(1, 3, 3)
            .node("pool", poolOfThree())
            .neurons("act", 4)
            .calibrated("act", Tensor.scalar(4));
    assertExact(
        diagnose(
            chain,
            spiking,
            SimulationOptions.of(4),
            images(Shape.of(1, 3, 3), 0, 1, 2, -1, 0, 0, 4, 0, 0)));
  }

  /**
   * Compares with a ReLU that two poolings follow, on images that have one value everywhere only
   * after the second.
   */
  private static void assertExactBesideTwoPoolings(Spiking spiking) {
    OnnxChain chain = new OnnxChain(1, 3, 3).relu("act").maxPool("one").maxPool("two");
    assertExact(
        diagnose(
            chain,
            spiking,
            SimulationOptions.of(4),
            images(Shape.of(1, 3, 3), 4, 1, 2, -1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)));
  }

  @Test
  void ofPoolingsThatWereMovedBeforeTheNeuronsTheLastOneIsCompared() {
    Spiking spiking =
        new Spiking(1, 3, 3)
            .node("one", poolOfThree())
            .node("two", poolOfThree())
            .neurons("act", 4)
            .calibrated("act", Tensor.scalar(4));
    assertExactBesideTwoPoolings(spiking);
  }

  /** One pooling moved, the next one still behind the neurons. */
  @Test
  void poolingThatStayedBehindTheNeuronsIsNotComparedWithThem() {
    Spiking spiking =
        new Spiking(1, 3, 3)
            .node("one", poolOfThree())
            .neurons("act", 4)
            .calibrated("act", Tensor.scalar(4))
            .node("two", poolOfThree());
    assertExactBesideTwoPoolings(spiking);
  }

  @Test
  void activationsThatLieChannelsLastAreComparedWhereTheyBelong() {
    OnnxChain chain = new OnnxChain(2, 1, 3).transpose("last", 0, 2, 3, 1).relu("act");
    Spiking spiking = new Spiking(2, 1, 3).neurons("act", 4).calibrated("act", Tensor.vector(4, 4));
    assertExact(
        diagnose(
            chain,
            spiking,
            SimulationOptions.of(4),
            images(Shape.of(2, 1, 3), 0, 1, 2, 3, 4, -1, 4, 3, 2, 1, 0, 0)));
  }

  @Test
  void neitherBatchesNorThreadsMatter() {
    float[] values = new float[4 * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 37 % 23) / 8f - 0.5f;
    }
    Dataset data = images(SQUARE, values);
    List<Diagnosis> found =
        IntStream.of(1, 2, 4, 50)
            .mapToObj(
                batch ->
                    diagnose(
                        relu(),
                        layer(2, 0, Firing.PLAIN),
                        SimulationOptions.of(4).withBatch(batch).withThreads(1 + batch % 3),
                        data))
            .toList();
    assertTrue(found.get(0).layers().get(0).error() > 0);
    assertEquals(1, found.stream().distinct().count(), found.toString());
    assertEquals(9, found.get(0).images());
  }

  @Test
  void layersWithoutCounterpartAreLeftOutWithAReason() {
    // The importer makes one ReLU of several in a row.
    OnnxChain chain =
        new OnnxChain(1, 2, 2)
            .relu("a")
            .maxPool("1")
            .relu("unscaled")
            .maxPool("2")
            .relu("missized")
            .maxPool("3")
            .relu("b")
            .maxPool("4")
            .relu("flat");
    Spiking spiking =
        new Spiking(1, 2, 2)
            .neurons("a", 2)
            .neurons("unknown", 2)
            .neurons("unscaled", 2)
            .neurons("missized", 2)
            .neurons("b", 2)
            .node("flatten", new Flatten())
            .neurons("flat", 2)
            .calibrated("a", Tensor.scalar(2))
            .calibrated("unknown", Tensor.scalar(2))
            .calibrated("missized", Tensor.vector(2, 2))
            .calibrated("b", Tensor.scalar(2))
            .calibrated("flat", Tensor.scalar(2));
    Diagnosis found =
        diagnose(chain, spiking, SimulationOptions.of(4), images(SQUARE, 0.5f, 1, 2, 3));
    assertEquals(List.of("a", "b"), found.layers().stream().map(LayerDiagnosis::layer).toList());
    assertEquals(
        Optional.of(new Damage("b", found.layer("a").error(), found.layer("b").error(), false)),
        found.damage());
    assertEquals(4, found.notes().size());
    assertNote(found, "'unknown'", "no ReLU of this name");
    assertNote(found, "'unscaled'", "does not say its activation scale");
    assertNote(found, "'missized'", "scales of shape [2]");
    assertNote(found, "'flat'", "shape [4]", "[1, 2, 2]");
  }

  private static void assertNote(Diagnosis diagnosis, String layer, String... words) {
    String note =
        diagnosis.notes().stream().filter(text -> text.contains(layer)).findFirst().orElseThrow();
    for (String word : words) {
      assertTrue(note.contains(word), note);
    }
  }

  @Test
  void aReferenceWithoutAnyOfTheLayersIsRefused() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                diagnose(
                    new OnnxChain(1, 2, 2).relu("other"),
                    layer(2, 0, Firing.PLAIN),
                    SimulationOptions.of(4),
                    images(SQUARE, 1, 1, 1, 1)));
    assertTrue(e.getMessage().contains("'source.onnx'"), e.getMessage());
    assertTrue(e.getMessage().contains("no ReLU of this name"), e.getMessage());
  }

  @Test
  void imagesThatSilenceTheReferenceAreRefused() {
    UsageException e =
        assertThrows(
            UsageException.class,
            () ->
                diagnose(
                    relu(),
                    layer(2, 0, Firing.PLAIN),
                    SimulationOptions.of(4),
                    images(SQUARE, -1, 0, 0, -2)));
    assertTrue(e.getMessage().contains("all 0 on these images"), e.getMessage());
  }

  @Test
  void anotherFileThanTheConvertedOneIsNoted() {
    OnnxModel onnx = OnnxModel.read(relu().write(folder.resolve("again.onnx")));
    ImportedModel imported = new OnnxImporter().importModel(onnx, ImportOptions.NONE);
    SpikingModel model = layer(2, 0, Firing.PLAIN).model("0".repeat(64));
    Diagnosis found =
        new Diagnoser(model, onnx, imported, SimulationOptions.of(4))
            .diagnose(images(SQUARE, 1, 2, 0, 0), 1, ProgressListener.NONE);
    assertEquals(1, found.notes().size());
    assertNote(found, "source.onnx", "another file", "000000");
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    OnnxModel onnx = OnnxModel.read(relu().write(folder.resolve("shape.onnx")));
    ImportedModel imported = new OnnxImporter().importModel(onnx, ImportOptions.NONE);
    Diagnoser diagnoser =
        new Diagnoser(
            layer(2, 0, Firing.PLAIN).model(onnx.sha256()),
            onnx,
            imported,
            SimulationOptions.of(4));
    Dataset data = images(Shape.of(1, 1, 5), 1, 2, 3, 4, 5);
    assertThrows(DataException.class, () -> diagnoser.diagnose(data, 1, ProgressListener.NONE));
  }
}
