package io.spikeport.format.portable;

import io.spikeport.format.OpSamples;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Made the files of version 1 that {@link FrozenFilesTest} reads: every operator of that time on
 * the input, all results joined. To be run again only for a new major version, into a folder of its
 * own; the files that are there must stay as they are.
 */
final class MakeFrozenFiles {

  static final int TIMESTEPS = 5;

  private static final Shape INPUT = Shape.of(4, 6, 5);

  private final List<Node> nodes = new ArrayList<>();
  private final Map<Shape, String> inputs = new HashMap<>();
  private final List<String> ends = new ArrayList<>();

  private MakeFrozenFiles() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    SpikingModel model = new MakeFrozenFiles().model();
    PortableFormat.BINARY.write(model, folder.resolve("version-1.snn"));
    PortableFormat.JSON.write(model, folder.resolve("version-1.snn.json"));
    Files.write(folder.resolve("version-1.output"), FrozenFilesTest.output(model));
  }

  /** One image. */
  static Tensor image(Shape shape) {
    Random random = new Random(17);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextInt(33) - 8) / 16f;
    }
    return Tensor.wrap(shape, values);
  }

  private SpikingModel model() {
    inputs.put(INPUT, "image");
    Set<String> seen = new HashSet<>();
    for (OpSamples.Sample sample : OpSamples.all()) {
      if (seen.add(kind(sample))) {
        branch(sample);
      }
    }
    nodes.add(new Node("all", new Concat(1), ends));
    SpikingModel full = OpSamples.model(new Graph(new GraphInput("image", INPUT), nodes, "all"));
    return new SpikingModel(
        full.preprocessing(),
        full.graph(),
        new SimulationDefaults(
            TIMESTEPS, full.defaults().readout(), 1, InputCoding.CONSTANT_CURRENT),
        List.of(),
        full.provenance());
  }

  /** Neurons of every sort; of other operators one. */
  private static String kind(OpSamples.Sample sample) {
    return sample.op() instanceof io.spikeport.graph.Neuron
        ? sample.op().toString()
        : sample.op().name();
  }

  private void branch(OpSamples.Sample sample) {
    String input = input(sample.input());
    List<String> from = new ArrayList<>(List.of(input));
    for (int i = 1; i < sample.inputs(); i++) {
      from.add(input);
    }
    String name = add(sample.op().name() + nodes.size(), new Node("", sample.op(), from));
    Shape shape = sample.op().outputShape(from.stream().map(value -> sample.input()).toList());
    ends.add(shape.rank() == 1 ? name : add(name + ".flat", new Node("", new Flatten(), name)));
  }

  private String input(Shape shape) {
    return inputs.computeIfAbsent(
        shape,
        key -> {
          String flat = add("flat" + key.size(), new Node("", new Flatten(), "image"));
          String part = add("part" + key.size(), new Node("", new Slice(1, 0, key.size()), flat));
          return key.rank() == 1
              ? part
              : add("shaped" + key.size(), new Node("", new Reshape(key), part));
        });
  }

  private String add(String name, Node node) {
    nodes.add(new Node(name, node.op(), node.inputs()));
    return name;
  }

  static byte[] bytes(List<Float> values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(buffer::putFloat);
    return buffer.array();
  }
}
