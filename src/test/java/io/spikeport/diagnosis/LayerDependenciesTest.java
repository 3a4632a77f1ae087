package io.spikeport.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.graph.Add;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Reset;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerDependenciesTest {

  private static final Op NEURONS =
      new IntegrateAndFire(Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
  private static final Op SCALER = new VoltageScaler(Tensor.scalar(2));

  /** x → a → b → c with a shortcut from a around b, each with a scaler after it. */
  private static final Graph RESIDUAL =
      new Graph(
          new GraphInput("x", Shape.of(1, 2, 2)),
          List.of(
              new Node("a", NEURONS, "x"),
              new Node("a.out", SCALER, "a"),
              new Node("b", NEURONS, "a.out"),
              new Node("b.out", SCALER, "b"),
              new Node("sum", new Add(), List.of("b.out", "a.out")),
              new Node("c", NEURONS, "sum")),
          "c");

  private static Set<String> feeders(String layer, String... layers) {
    return new LayerDependencies(RESIDUAL, Set.of(layers)).of(layer).layers();
  }

  @Test
  void aLayerIsFedByTheNearestOnes() {
    assertEquals(Set.of(), feeders("a", "a", "b", "c"));
    assertEquals(Set.of("a"), feeders("b", "a", "b", "c"));
    assertEquals(Set.of("a", "b"), feeders("c", "a", "b", "c"));
  }

  @Test
  void layersThatAreNotComparedArePassedThrough() {
    assertEquals(Set.of("a"), feeders("c", "a", "c"));
    assertEquals(Set.of(), feeders("c", "c"));
  }

  @Test
  void knowsWhetherAMaxPoolingLiesBetween() {
    assertTrue(pooled(new MaxPool(window(), false)));
    assertFalse(pooled(new InhibitedMaxPool(window(), false)));
  }

  private static Window window() {
    return new Window(List.of(2, 2), List.of(1, 1), List.of(1, 1), List.of(0, 0), List.of(0, 0));
  }

  private static boolean pooled(Op pool) {
    Graph graph =
        new Graph(
            new GraphInput("x", Shape.of(1, 2, 2)),
            List.of(
                new Node("a", NEURONS, "x"),
                new Node("pool", pool, "a"),
                new Node("pool.out", SCALER, "pool"),
                new Node("b", NEURONS, "pool.out"),
                new Node("c", NEURONS, "b")),
            "c");
    LayerDependencies dependencies = new LayerDependencies(graph, Set.of("a", "b", "c"));
    assertFalse(dependencies.of("a").maxPooling());
    assertFalse(dependencies.of("c").maxPooling());
    return dependencies.of("b").maxPooling();
  }

  private static LayerDiagnosis layer(String name, double error) {
    return new LayerDiagnosis(name, 4, 0, OptionalDouble.empty(), error, 0, 0, 0, error, 0, 0);
  }

  private static Optional<Damage> damage(double a, double b, double c) {
    return damage(layer("a", a), layer("b", b), layer("c", c));
  }

  private static Optional<Damage> damage(LayerDiagnosis... layers) {
    Set<String> names = new LinkedHashSet<>();
    List<LayerDiagnosis> list = new ArrayList<>();
    for (LayerDiagnosis layer : layers) {
      names.add(layer.layer());
      list.add(layer);
    }
    return new LayerDependencies(RESIDUAL, names).damage(list);
  }

  @Test
  void damageStartsWhereTheSquaredErrorGrowsMost() {
    assertEquals(Optional.of(new Damage("b", 0.1, 0.5, false)), damage(0.1, 0.5, 0.55));
    // Squares: 0.16 at the first, 0.09 and 0.11 at the others, though 0.4 after 0 is no ratio.
    assertEquals(Optional.of(new Damage("a", 0, 0.4, false)), damage(0.4, 0.5, 0.6));
  }

  @Test
  void theLargerErrorOfTwoBranchesCounts() {
    // c: 0.36 − 0.25 = 0.11 against b: 0.24; against a alone it would be 0.35.
    assertEquals(Optional.of(new Damage("b", 0.1, 0.5, false)), damage(0.1, 0.5, 0.6));
    assertEquals(
        Optional.of(new Damage("c", 0.1, 0.6, false)), damage(layer("a", 0.1), layer("c", 0.6)));
  }

  @Test
  void anEarlierLayerThatAddsHalfAsMuchIsTheStart() {
    // Growths 0, 0.5 and 0.9: b adds more than half of what c does.
    assertEquals("b", damage(0, Math.sqrt(0.5), Math.sqrt(1.4)).orElseThrow().layer());
    // Growths 0, 0.4 and 0.9.
    assertEquals("c", damage(0, Math.sqrt(0.4), Math.sqrt(1.3)).orElseThrow().layer());
  }

  @Test
  void withoutErrorsThereIsNoDamage() {
    assertEquals(Optional.empty(), damage(0, 0, 0));
  }
}
