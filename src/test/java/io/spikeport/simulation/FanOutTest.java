package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.graph.*;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FanOutTest {

  private static final IntegrateAndFire NEURON =
      new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);

  private static Conv ones(int out, int in, int groups, Window window) {
    List<Integer> shape = new ArrayList<>(List.of(out, in / groups));
    shape.addAll(window.kernel());
    return new Conv(
        Tensor.filled(Shape.of(shape), 1), Tensor.filled(Shape.of(out), 0), window, groups);
  }

  private static Node node(String name, Op op, String... inputs) {
    return new Node(name, op, List.of(inputs));
  }

  /** Operators between two neuron layers, the last named "y". */
  static Stream<List<Node>> paths() {
    Window padded = Window.of(3, 3).withStrides(2, 2).withPads(List.of(1, 0), List.of(1, 1));
    return Stream.of(
        List.of(node("y", ones(5, 4, 1, Window.of(3, 3)), "z")),
        List.of(node("y", ones(6, 4, 2, padded.withDilations(1, 2)), "z")),
        List.of(
            node("a", new Pad(List.of(0, 1, 2), List.of(0, 1, 0), 0), "z"),
            node("b", new Transpose(List.of(1, 3, 2)), "a"),
            node("y", ones(4, 4, 4, padded), "b")),
        List.of(
            node("a", ones(4, 4, 1, Window.of(1, 1)), "z"),
            node("b", new Add(), "a", "z"),
            node("c", new Slice(2, 1, 5), "b"),
            node("y", new Upsample(List.of(2, 1)), "c")),
        List.of(
            node("a", new Concat(2), "z", "z"),
            node("f", new Flatten(), "a"),
            node(
                "y",
                new Linear(
                    Tensor.filled(Shape.of(7, 4 * 12 * 7), 1), Tensor.filled(Shape.of(7), 0)),
                "f")));
  }

  /** With weights of one, one spike changes the sum of the next inputs by its fan-out. */
  @ParameterizedTest
  @MethodSource("paths")
  void isWhatAUnitImpulseAddsUpTo(List<Node> path) {
    Shape shape = Shape.of(4, 6, 7);
    List<Node> spiking = new ArrayList<>(List.of(node("z", NEURON, "x")));
    spiking.addAll(path);
    spiking.add(node("out", NEURON, "y"));
    double[] fanOut =
        FanOut.ofNeurons(new Graph(new GraphInput("x", shape), spiking, "out")).get("z");
    NaiveNetwork linear = new NaiveNetwork(new Graph(new GraphInput("z", shape), path, "y"));
    for (int i = 0; i < shape.size(); i++) {
      float[] impulse = new float[shape.size()];
      impulse[i] = 1;
      double sum = 0;
      for (float value : linear.run(impulse, 1).get(0).get("y")) {
        sum += value;
      }
      assertEquals(sum, fanOut[i], "element " + i);
    }
  }

  @Test
  void poolingPassesOnEveryWindowThatASpikeEnters() {
    Shape shape = Shape.of(1, 3, 3);
    List<Node> nodes =
        List.of(
            node("z", NEURON, "x"),
            node("scaler", new VoltageScaler(Tensor.scalar(2)), "z"),
            node("pool", new MaxPool(Window.of(2, 2), false), "scaler"),
            node("f", new Flatten(), "pool"),
            node(
                "y",
                new Linear(Tensor.filled(Shape.of(10, 4), 1), Tensor.filled(Shape.of(10), 0)),
                "f"));
    double[] fanOut = FanOut.ofNeurons(new Graph(new GraphInput("x", shape), nodes, "y")).get("z");
    assertEquals(
        List.of(10.0, 20.0, 10.0, 20.0, 40.0, 20.0, 10.0, 20.0, 10.0),
        java.util.Arrays.stream(fanOut).boxed().toList());
  }

  @Test
  void endsAtTheNextNeurons() {
    List<Node> nodes =
        List.of(node("z", NEURON, "x"), node("y", NEURON, "z"), node("end", NEURON, "y"));
    Map<String, double[]> fanOut =
        FanOut.ofNeurons(new Graph(new GraphInput("x", Shape.of(2)), nodes, "end"));
    assertEquals(1, fanOut.get("z")[0]);
    assertEquals(1, fanOut.get("end")[1]);
  }
}
