package io.spikeport.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.DataException;
import io.spikeport.error.UsageException;
import io.spikeport.graph.*;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.simulation.contract.Recording;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  /** Three neurons, one per class, whose spikes are the output; each drives three synapses. */
  private static final SpikingModel MODEL =
      Samples.model(
          new Graph(
              new GraphInput("x", Shape.of(3)),
              List.of(
                  new Node(
                      "z",
                      new IntegrateAndFire(
                          Tensor.scalar(1), Tensor.scalar(0), Reset.SOFT, Firing.PLAIN),
                      "x"),
                  new Node(
                      "y",
                      new Linear(
                          Tensor.wrap(Shape.of(3, 3), new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}),
                          Tensor.filled(Shape.of(3), 0)),
                      "z")),
              "y"));

  /**
   * Spikes by hand. Image 0: class 0 never, 1 every second step, 2 every step. Image 1: class 0
   * from step 2 on every third, others never.
   */
  private static final Tensor IMAGES =
      Tensor.wrap(Shape.of(2, 3), new float[] {0, 0.5f, 1, 0.375f, 0, 0});

  private static Evaluation evaluate(SimulationOptions options, Integer... labels) {
    return new Evaluator(MODEL, options)
        .evaluate(Samples.dataset(IMAGES), Optional.of(List.of(labels)));
  }

  @Test
  void countsWhatIsRightAtEveryTimestep() {
    Evaluation e = evaluate(SimulationOptions.of(4), 2, 0);
    assertEquals(Optional.of(List.of(1.0, 1.0, 1.0, 1.0)), e.accuracy());
    assertEquals(
        Optional.of(List.of(0.5, 0.5, 0.5, 0.5)),
        evaluate(SimulationOptions.of(4), 1, 0).accuracy());
    // Spikes in four steps: 0 + 2 + 4 + 1; 2 images, 3 neurons.
    assertEquals(7 / 24.0, e.layers().get(0).firingRate());
    assertEquals(3 * 3.5, e.synapticOperationsPerImage());
    assertEquals(4, e.meanTimesteps());
    assertEquals(2, e.images());
  }

  @Test
  void nothingIsSummedBeforeTheReadoutStarts() {
    // All sums are 0 at first, and the lowest class stands for them.
    Evaluation e = evaluate(SimulationOptions.of(4).withReadoutStart(2), 2, 0);
    assertEquals(Optional.of(List.of(0.5, 0.5, 1.0, 1.0)), e.accuracy());
  }

  @Test
  void tiesGoToTheLowestClass() {
    Tensor tie = Tensor.wrap(Shape.of(1, 3), new float[] {0, 1, 1});
    Evaluation e =
        new Evaluator(MODEL, SimulationOptions.of(2))
            .evaluate(Samples.dataset(tie), Optional.of(List.of(1)));
    assertEquals(Optional.of(List.of(1.0, 1.0)), e.accuracy());
  }

  @Test
  void stopsAnImageWhoseLeadIsLargeEnough() {
    // Image 0: spikes of class 2 lead by 1, 1, 2; image 1: by 0, 0, 1, 1, 1, 2.
    Evaluation e = evaluate(SimulationOptions.of(20).withExitMargin(2), 2, 0);
    assertEquals((3 + 6) / 2.0, e.meanTimesteps());
    assertEquals(20, e.accuracy().orElseThrow().size());
    assertEquals(1.0, e.finalAccuracy().orElseThrow());
    // What was computed beyond the exit does not count: 1 + 3 spikes and 2 spikes.
    assertEquals(6 / (9.0 * 3), e.layers().get(0).firingRate());
    assertEquals(3 * 3.0, e.synapticOperationsPerImage());
  }

  @Test
  void runsWithoutLabelsAndTellsProgress() {
    List<String> told = new ArrayList<>();
    Evaluation e =
        new Evaluator(MODEL, SimulationOptions.of(3))
            .evaluate(
                Samples.dataset(IMAGES),
                Optional.empty(),
                1,
                (done, total) -> told.add(done + "/" + total));
    assertTrue(e.accuracy().isEmpty());
    assertEquals(List.of("1/1"), told);
    assertFalse(e.imageStepsPerSecond() <= 0);
  }

  @Test
  void preprocessesAsTheModelSays() {
    SpikingModel model =
        new SpikingModel(
            new Preprocessing(2, List.of(0.25f), List.of(0.5f)),
            MODEL.graph(),
            MODEL.defaults(),
            List.of(),
            MODEL.provenance());
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options =
        SimulationOptions.of(1).withRecording(Recording.NONE.withMeans(Set.of("x")));
    try (Simulator simulator = new Simulator(model, options)) {
      simulator.run(Samples.dataset(IMAGES), results::add);
    }
    assertEquals(Tensor.vector(-0.5f, 1.5f, 3.5f), results.get(0).means().get("x"));
  }

  @Test
  void meansAreThoseOfTheTimestepsReadOut() {
    Tensor image = Tensor.wrap(Shape.of(1, 3), new float[] {0.375f, 1, 0});
    List<ImageResult> results = new ArrayList<>();
    SimulationOptions options =
        SimulationOptions.of(8)
            .withReadoutStart(2)
            .withRecording(Recording.NONE.withMeans(Set.of("z")));
    try (Simulator simulator = new Simulator(MODEL, options)) {
      simulator.run(Samples.dataset(image), results::add);
    }
    // The first neuron spikes in timesteps 2, 5 and 7.
    assertEquals(Tensor.vector(0.5f, 1, 0), results.get(0).means().get("z"));
    assertEquals(Tensor.vector(3, 6, 0), results.get(0).accumulated());
  }

  @Test
  void refusesWhatDoesNotFit() {
    SimulationOptions options = SimulationOptions.of(2);
    Tensor wrongShape = Tensor.filled(Shape.of(1, 4), 0);
    Tensor notANumber = Tensor.filled(Shape.of(1, 3), Float.NaN);
    assertMessage(
        DataException.class,
        "test images: expected images of shape [3] for the model's input, found [4]; use data in"
            + " the model's shape, or see --resize, --crop and --layout",
        () ->
            new Evaluator(MODEL, options).evaluate(Samples.dataset(wrongShape), Optional.empty()));
    assertMessage(
        DataException.class,
        "test images: image 0: expected finite values, found NaN",
        () ->
            new Evaluator(MODEL, options).evaluate(Samples.dataset(notANumber), Optional.empty()));
    assertMessage(
        DataException.class,
        "label of image 1: expected a class of 0 to 2, found 3",
        () -> evaluate(options, 0, 3));
    assertThrows(DataException.class, () -> evaluate(options, 0));
    assertThrows(UsageException.class, () -> SimulationOptions.of(0));
    assertThrows(UsageException.class, () -> options.withReadoutStart(2));
    assertThrows(
        UsageException.class,
        () ->
            new Simulator(
                MODEL, options.withRecording(Recording.NONE.withPotentials(Set.of("x")))));
  }

  private static void assertMessage(
      Class<? extends Exception> type,
      String message,
      org.junit.jupiter.api.function.Executable e) {
    assertEquals(message, assertThrows(type, e).getMessage());
  }
}
