package io.spikeport.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.format.Engine;
import io.spikeport.format.OpSamples;
import io.spikeport.format.RandomModels;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.StringStringEntryProto;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxFormatTest {

  private static final int TIMESTEPS = 8;

  static List<OpSamples.Sample> samples() {
    return OpSamples.all();
  }

  @Test
  void everyOperatorIsTried() {
    Set<Class<?>> tried =
        samples().stream().map(sample -> sample.op().getClass()).collect(Collectors.toSet());
    assertEquals(Set.copyOf(OpSamples.operators()), tried);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyOperatorComesBack(OpSamples.Sample sample) throws Exception {
    assertRoundTrip(OpSamples.model(sample), OnnxForm.STEP, OnnxForm.UNROLLED);
  }

  @Property(tries = 15)
  void randomGraphsComeBack(@ForAll("models") SpikingModel model) throws Exception {
    assertRoundTrip(model, OnnxForm.values());
  }

  @Provide
  Arbitrary<SpikingModel> models() {
    return RandomModels.arbitrary();
  }

  private static void assertRoundTrip(SpikingModel model, OnnxForm... forms) throws Exception {
    Path file = Files.createTempFile("model", ".onnx");
    try {
      for (OnnxForm form : forms) {
        OnnxFormat.write(model, form, file);
        assertEquals(model, OnnxFormat.read(file), form.toString());
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Earlier versions did not say what is done to an image's size. */
  @Test
  void filesWithoutAGeometryAreRead() throws Exception {
    SpikingModel model = OpSamples.model(OpSamples.all().get(0));
    ModelProto.Builder proto = OnnxFormat.proto(model, OnnxForm.STEP).toBuilder();
    int changed = 0;
    for (StringStringEntryProto.Builder entry : proto.getMetadataPropsBuilderList()) {
      String without = entry.getValue().replaceAll(",\"geometry\":\\{[^}]*}", "");
      changed += without.equals(entry.getValue()) ? 0 : 1;
      entry.setValue(without);
    }
    assertEquals(1, changed);
    Path file = Files.createTempFile("model", ".onnx");
    try {
      Files.write(file, proto.build().toByteArray());
      assertEquals(model, OnnxFormat.read(file));
    } finally {
      Files.delete(file);
    }
  }

  /** The head is kept in every form, and in a loop or unrolled it is given the mean. */
  @Test
  void aHeadRunsOnTheMeanOfTheOutput() throws Exception {
    OpSamples.Sample sample =
        OpSamples.all().stream()
            .filter(s -> s.op() instanceof io.spikeport.graph.IntegrateAndFire)
            .findFirst()
            .orElseThrow();
    SpikingModel bare = OpSamples.model(sample).with(Preprocessing.NONE);
    SpikingModel model =
        new SpikingModel(
            bare.preprocessing(),
            bare.graph(),
            bare.coding(),
            Optional.of(OpSamples.block(bare.graph().outputShape())),
            bare.defaults(),
            List.of(),
            bare.provenance());
    assertRoundTrip(model, OnnxForm.values());
    Tensor images = OpSamples.normal(new Random(5), sample.input().prepend(2).toArray());
    int read = model.defaults().timesteps() - model.defaults().readoutStart();
    for (OnnxForm form : List.of(OnnxForm.LOOP, OnnxForm.UNROLLED)) {
      float[] sum;
      try (StepRunner runner = new StepRunner(OnnxFormat.toBytes(bare, form))) {
        sum = runner.run(images, 1, "accumulated").get(0).get("accumulated");
      }
      try (StepRunner runner = new StepRunner(OnnxFormat.toBytes(model, form))) {
        float[] found = runner.run(images, 1, "output").get(0).get("output");
        for (int i = 0; i < sum.length; i++) {
          float mean = sum[i] / read;
          sum[i] = mean * (float) Math.tanh(mean);
        }
        assertClose(sum, found, form.toString());
      }
    }
  }

  /** ONNX Runtime is the judge of what the operators in the file mean. */
  @ParameterizedTest
  @MethodSource("samples")
  void everyOperatorComputesWhatTheEngineDoes(OpSamples.Sample sample) throws Exception {
    SpikingModel given = OpSamples.model(sample);
    SpikingModel model =
        new SpikingModel(
            Preprocessing.NONE,
            given.graph(),
            given.coding(),
            given.head(),
            given.defaults(),
            given.classLabels(),
            given.provenance());
    Tensor images = OpSamples.normal(new Random(3), sample.input().prepend(3).toArray());
    String output = model.graph().output();
    int size = model.graph().outputShape().size();
    List<ImageResult> expected =
        Engine.run(model, Engine.images(images), TIMESTEPS, Set.of(output));
    try (StepRunner runner = new StepRunner(OnnxFormat.toBytes(model, OnnxForm.STEP))) {
      List<Map<String, float[]>> actual = runner.run(images, TIMESTEPS, output);
      for (int t = 0; t < TIMESTEPS; t++) {
        float[] step = new float[3 * size];
        for (int i = 0; i < 3; i++) {
          Tensor train = expected.get(i).trains().get(output);
          train.buffer().position(t * size).get(step, i * size, size);
        }
        assertClose(step, actual.get(t).get(output), "timestep " + t);
      }
    }
    float[] sum = new float[3 * size];
    int all = model.defaults().timesteps();
    List<ImageResult> long_ = Engine.run(model, Engine.images(images), all, Set.of(output));
    for (int i = 0; i < 3; i++) {
      Tensor train = long_.get(i).trains().get(output);
      for (int t = model.defaults().readoutStart(); t < all; t++) {
        for (int e = 0; e < size; e++) {
          sum[i * size + e] += train.get(t * size + e);
        }
      }
    }
    for (OnnxForm form : List.of(OnnxForm.LOOP, OnnxForm.UNROLLED)) {
      try (StepRunner runner = new StepRunner(OnnxFormat.toBytes(model, form))) {
        assertClose(
            sum, runner.run(images, 1, "accumulated").get(0).get("accumulated"), form.toString());
      }
    }
  }

  /**
   * Both add in float32, in another order: 2⁻²³ times the square root of the few terms there are.
   */
  private static void assertClose(float[] expected, float[] actual, String where) {
    assertEquals(expected.length, actual.length, where);
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, actual, 1e-5f * largest, where);
  }
}
