package io.spikeport.benchmark;

import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Chains of 3 × 3 convolutions with random weights on 28 × 28 images, for growth alone. */
final class SyntheticNetworks {

  private SyntheticNetworks() {}

  static SpikingModel of(int depth, int width) {
    Random random = new Random(1);
    Window same = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    List<Node> nodes = new ArrayList<>();
    String value = "image";
    int channels = 1;
    for (int layer = 1; layer <= depth; layer++) {
      Tensor weight = normal(random, Shape.of(width, channels, 3, 3));
      Conv conv = new Conv(weight, Tensor.filled(Shape.of(width), 0.01f), same, 1);
      nodes.add(new Node("conv" + layer, conv, value));
      value = "if" + layer;
      nodes.add(
          new Node(
              value,
              new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0.5f), Reset.SOFT, Firing.PLAIN),
              "conv" + layer));
      channels = width;
    }
    nodes.add(new Node("flat", new Flatten(), value));
    Tensor weight = normal(random, Shape.of(10, width * 784));
    nodes.add(new Node("logits", new Linear(weight, Tensor.filled(Shape.of(10), 0)), "flat"));
    return new SpikingModel(
        Preprocessing.NONE,
        new Graph(new GraphInput("image", Shape.of(1, 28, 28)), nodes, "logits"),
        new SimulationDefaults(50, Readout.LOGITS, 0, InputCoding.CONSTANT_CURRENT),
        List.of(),
        new Provenance("benchmark", "", "", "", "layer", 0, List.of(), List.of()));
  }

  /** Of standard deviation √(2 / fan-in), so that activity neither dies nor grows. */
  private static Tensor normal(Random random, Shape shape) {
    float[] values = new float[shape.size()];
    double deviation = Math.sqrt(2.0 / shape.stride(0));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return Tensor.wrap(shape, values);
  }
}
