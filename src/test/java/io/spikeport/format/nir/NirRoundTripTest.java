package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Dataset;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.format.Engine;
import io.spikeport.format.Fixtures;
import io.spikeport.format.OpSamples;
import io.spikeport.format.RandomModels;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Take;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Out and in again: the same spikes, or a refusal that says why. */
class NirRoundTripTest {

  /** What NIR has no node for, whatever stands around it. */
  private static final Set<Class<?>> REFUSED =
      Set.of(
          AddConstant.class,
          FloatBlock.class,
          Pointwise.class,
          SigmaDelta.class,
          ClippedRelu.class,
          Concat.class,
          Pad.class,
          Relu.class,
          Slice.class,
          AxisLinear.class,
          Take.class,
          Transpose.class,
          Upsample.class);

  private static final int TIMESTEPS = 12;

  @TempDir Path folder;

  static List<OpSamples.Sample> samples() {
    return OpSamples.all();
  }

  @Test
  void everyOperatorIsWrittenInSomeFormOrIsKnownToBeRefused() {
    Set<Class<?>> written = new HashSet<>();
    for (OpSamples.Sample sample : OpSamples.all()) {
      try {
        new NirFormat().prepare(OpSamples.model(sample), FormatOptions.DEFAULT);
        written.add(sample.op().getClass());
      } catch (ModelException e) {
        continue;
      }
    }
    Set<Class<?>> all = new HashSet<>(OpSamples.operators());
    all.removeAll(REFUSED);
    assertEquals(all, written);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void anOperatorComesBackOrIsRefusedByName(OpSamples.Sample sample) throws IOException {
    roundTrip(OpSamples.model(sample), folder.resolve("model.nir"));
  }

  /** Of operators that NIR has a place for everywhere, so that most of the models are written. */
  private static SpikingModel writable(long seed) {
    return RandomModels.random(
        new Random(seed),
        op ->
            !REFUSED.contains(op.getClass())
                && !(op instanceof Softmax || op instanceof LogSoftmax || op instanceof Reshape)
                && !(op instanceof AveragePool pool && pool.ceilMode())
                && !(op instanceof MaxPool max && max.ceilMode())
                && !(op instanceof GatedMaxPool gated && gated.ceilMode())
                && !(op instanceof InhibitedMaxPool inhibited && inhibited.ceilMode()));
  }

  @Property(tries = 60)
  void randomModelsComeBack(@ForAll long seed) throws IOException {
    Path file = Files.createTempFile("random", ".nir");
    try {
      roundTrip(writable(seed), file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void mostRandomModelsCanBeWritten() {
    int written = 0;
    List<String> refusals = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      try {
        new NirFormat().prepare(writable(seed), FormatOptions.DEFAULT);
        written++;
      } catch (ModelException e) {
        refusals.add(e.getMessage());
      }
    }
    assertTrue(written > 30, written + " written; " + refusals);
  }

  @Property(tries = 40)
  void randomModelsOfAllOperatorsComeBackOrAreRefused(@ForAll long seed) throws IOException {
    Path file = Files.createTempFile("random", ".nir");
    try {
      roundTrip(RandomModels.random(new Random(seed)), file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-cnn-avgpool", "mnist-cnn-maxpool"})
  void theTrainedNetworksComeBackSpikeForSpike(String name) throws IOException {
    SpikingModel model = Fixtures.spiking(name, "99.9%", MaxPooling.AVERAGE, Scalers.FOLDED);
    Path file = folder.resolve("model.nir");
    Export export = new NirFormat().prepare(model, FormatOptions.DEFAULT);
    assertEquals(List.of(), export.harmful());
    export.write(file);
    assertEquals(model, new NirFormat().read(file, FormatOptions.DEFAULT, note -> {}));
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    SpikingModel model = writable(3);
    Path first = folder.resolve("first.nir");
    Path second = folder.resolve("second.nir");
    new NirFormat().prepare(model, FormatOptions.DEFAULT).writeLossy(first);
    new NirFormat().prepare(model, FormatOptions.DEFAULT).writeLossy(second);
    assertEquals(-1, Files.mismatch(first, second));
  }

  private static void roundTrip(SpikingModel model, Path file) throws IOException {
    Export export;
    try {
      export = new NirFormat().prepare(model, FormatOptions.DEFAULT);
    } catch (ModelException e) {
      requireReason(model, e);
      return;
    }
    Files.deleteIfExists(file);
    if (!export.harmful().isEmpty()) {
      assertThrows(ModelException.class, () -> export.write(file));
      assertFalse(Files.exists(file));
    }
    export.writeLossy(file);
    SpikingModel back = new NirFormat().read(file, FormatOptions.DEFAULT, note -> {});
    assertEquals(model.preprocessing(), back.preprocessing());
    assertEquals(model.defaults(), back.defaults());
    assertEquals(model.classLabels(), back.classLabels());
    assertEquals(model.provenance(), back.provenance());
    requireSameRun(withGraphOf(model), back);
  }

  /** The model as the format promises it: with its voltage scalers folded. */
  private static SpikingModel withGraphOf(SpikingModel model) {
    return new SpikingModel(
        model.preprocessing(),
        Rewriting.foldScalers(model.graph()),
        model.defaults(),
        model.classLabels(),
        model.provenance());
  }

  private static void requireReason(SpikingModel model, ModelException refusal) {
    Problem problem = refusal.problems().get(0);
    assertTrue(
        model.graph().nodes().stream().anyMatch(n -> n.describe().equals(problem.place())),
        problem.toString());
    assertTrue(problem.fault().startsWith("NIR cannot say "), problem.toString());
  }

  private static void requireSameRun(SpikingModel expected, SpikingModel found) {
    Shape sample = expected.graph().input().shape();
    Dataset images = Engine.images(images(sample));
    List<ImageResult> before = Engine.run(expected, images, TIMESTEPS, Engine.observable(expected));
    List<ImageResult> after = Engine.run(found, images, TIMESTEPS, Engine.observable(found));
    for (int i = 0; i < before.size(); i++) {
      assertEquals(
          before.get(i).trains().get(expected.graph().output()),
          after.get(i).trains().get(found.graph().output()));
      for (var neuron : expected.graph().neurons()) {
        assertEquals(
            before.get(i).trains().get(neuron.name()),
            after.get(i).trains().get(neuron.name()),
            neuron.name());
      }
    }
  }

  private static Tensor images(Shape sample) {
    Random random = new Random(5);
    float[] values = new float[2 * sample.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.wrap(sample.prepend(2), values);
  }

  /** Keeps the list of refusals honest: whatever is on it is an operator. */
  @Test
  void whatIsRefusedAreOperators() {
    assertTrue(REFUSED.stream().allMatch(Op.class::isAssignableFrom));
  }

  /** A file that was written before models said what is done to an image's size. */
  @Test
  void filesOfEarlierVersionsAreRead() {
    Path frozen = Path.of("src/test/resources/io/spikeport/format/nir/frozen/before-geometry.nir");
    SpikingModel model = new NirFormat().read(frozen, FormatOptions.DEFAULT, note -> {});
    assertEquals(List.of(), model.preprocessing().resize());
  }
}
