package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Python;
import io.spikeport.format.Engine;
import io.spikeport.graph.Node;
import io.spikeport.graph.StatefulOp;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of version 1.0, which every later version must read; {@link MakeFrozenFiles} made them. */
class FrozenFilesTest {

  private static final Path FOLDER =
      Path.of("src", "test", "resources", "io", "spikeport", "format", "portable");

  /** Kernels of another machine may sum 25 products of about 1 in another order. */
  private static final float TOLERANCE = 1e-5f;

  @Test
  void bothFormsHoldTheSameModel() {
    SpikingModel model = PortableFormat.BINARY.read(FOLDER.resolve("version-1.snn"));
    assertEquals(model, PortableFormat.JSON.read(FOLDER.resolve("version-1.snn.json")));
    assertEquals("spikeport test", model.provenance().producer());
    assertEquals(MakeFrozenFiles.TIMESTEPS, model.defaults().timesteps());
    assertEquals(List.of(0.1f), model.preprocessing().mean());
    assertEquals(Shape.of(4, 6, 5), model.graph().input().shape());
  }

  @Test
  void theyHoldEveryOperatorOfThatTime() {
    SpikingModel model = PortableFormat.BINARY.read(FOLDER.resolve("version-1.snn"));
    Set<String> operators =
        model.graph().nodes().stream()
            .map(node -> node.op().name())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        "[Add, AveragePool, BatchNormalization, ChannelAffine, ClippedRelu, Concat, Conv, Flatten,"
            + " GatedMaxPool, GlobalAveragePool, GlobalMaxPool, InhibitedMaxPool, IntegrateAndFire,"
            + " LeakyIntegrateAndFire, LeakyIntegrator, Linear, LogSoftmax, MaxPool, Pad, Relu,"
            + " Reshape, Slice, Softmax, Transpose, Upsample, VoltageScaler]",
        operators.toString());
  }

  /**
   * Neurons and spiking pools take the image itself, so that every one of their spikes is exact.
   */
  @Test
  void theyRunAsTheyDid() throws IOException {
    SpikingModel model = PortableFormat.BINARY.read(FOLDER.resolve("version-1.snn"));
    compare(model, output(model), TOLERANCE);
  }

  @Test
  void theExampleReadsThemToo(@TempDir Path folder) throws Exception {
    Python.require("numpy");
    SpikingModel model = PortableFormat.JSON.read(FOLDER.resolve("version-1.snn.json"));
    Tensor image = MakeFrozenFiles.image(model.graph().input().shape());
    List<Float> pixels = new ArrayList<>();
    for (int i = 0; i < image.size(); i++) {
      pixels.add(image.get(i));
    }
    Files.write(folder.resolve("image"), MakeFrozenFiles.bytes(pixels));
    Python.run(
        """
        import sys, importlib.util, numpy
        file, folder, timesteps = sys.argv[1:]
        spec = importlib.util.spec_from_file_location('run_snn', 'examples/run_snn.py')
        run_snn = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(run_snn)
        model = run_snn.read_model(file)
        x = numpy.fromfile(folder + '/image', '<f4').reshape([1] + model['input']['shape'])
        x = run_snn.preprocess(x, model['input']['preprocessing'])
        steps = [y for y, _ in run_snn.Network(model).run(x, int(timesteps))]
        numpy.concatenate(steps).astype('<f4').tofile(folder + '/output')
        """,
        FOLDER.resolve("version-1.snn.json"),
        folder,
        MakeFrozenFiles.TIMESTEPS);
    compare(model, Files.readAllBytes(folder.resolve("output")), TOLERANCE);
  }

  /** The network's output at every timestep. */
  static byte[] output(SpikingModel model) {
    Tensor image = MakeFrozenFiles.image(model.graph().input().shape());
    Tensor batch = image.reshape(image.shape().prepend(1));
    ImageResult result =
        Engine.run(
                model,
                Engine.images(batch),
                MakeFrozenFiles.TIMESTEPS,
                Set.of(model.graph().output()))
            .get(0);
    Tensor train = result.trains().get(model.graph().output());
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < train.size(); i++) {
      values.add(train.get(i));
    }
    return MakeFrozenFiles.bytes(values);
  }

  private static void compare(SpikingModel model, byte[] found, float tolerance)
      throws IOException {
    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(FOLDER.resolve("version-1.output")))
            .order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer actual = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(expected.remaining(), actual.remaining());
    List<Boolean> exact = exactElements(model);
    for (int i = 0; expected.hasRemaining(); i++) {
      float before = expected.getFloat();
      float now = actual.getFloat();
      float allowed = exact.get(i % exact.size()) ? 0 : tolerance * Math.max(1, Math.abs(before));
      assertTrue(Math.abs(before - now) <= allowed, before + " is now " + now + " at " + i);
    }
  }

  /** For every element of the output, whether an operator yields it that only adds and compares. */
  private static List<Boolean> exactElements(SpikingModel model) {
    List<Boolean> exact = new ArrayList<>();
    for (String end : model.graph().node(model.graph().output()).inputs()) {
      Node node = model.graph().node(end);
      Node source = node.name().endsWith(".flat") ? model.graph().node(node.inputs().get(0)) : node;
      for (int i = 0; i < model.graph().shape(end).size(); i++) {
        exact.add(source.op() instanceof StatefulOp);
      }
    }
    return exact;
  }
}
