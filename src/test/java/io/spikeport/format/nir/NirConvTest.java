package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.format.Engine;
import io.spikeport.format.OpSamples;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Node;
import io.spikeport.graph.Window;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Zeros in the kernel leave every sum as it is, and can be taken out again. */
class NirConvTest {

  /** Whole numbers, so that sums are exact in any order. */
  @Property(tries = 150)
  void theSymmetricConvolutionYieldsTheSame(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width) {
    Random random = new Random(seed);
    Window window =
        new Window(
            List.of(height, width),
            List.of(1 + random.nextInt(3), 1 + random.nextInt(3)),
            List.of(1 + random.nextInt(3), 1 + random.nextInt(3)),
            List.of(random.nextInt(4), random.nextInt(4)),
            List.of(random.nextInt(4), random.nextInt(4)));
    Conv conv = new Conv(whole(random, 2, 3, height, width), Tensor.vector(1, -2), window, 1);
    Conv symmetric = NirConv.symmetric(conv);
    assertEquals(symmetric.window().padsBegin(), symmetric.window().padsEnd());
    Tensor image = whole(random, 1, 3, 12, 11);
    assertEquals(run(conv, image), run(symmetric, image));
    assertEquals(
        Optional.of(conv.weight()),
        NirConv.cropped(symmetric.weight(), symmetric.window(), window));
  }

  private static Tensor run(Conv conv, Tensor image) {
    Graph graph =
        new Graph(new GraphInput("x", Shape.of(3, 12, 11)), List.of(new Node("y", conv, "x")), "y");
    SpikingModel full = OpSamples.model(graph);
    SpikingModel model =
        new SpikingModel(Preprocessing.NONE, graph, full.defaults(), List.of(), full.provenance());
    return Engine.run(model, Engine.images(image), 1, Set.of("y")).get(0).trains().get("y");
  }

  private static Tensor whole(Random random, int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(9) - 4;
    }
    return Tensor.wrap(Shape.of(shape), values);
  }
}
