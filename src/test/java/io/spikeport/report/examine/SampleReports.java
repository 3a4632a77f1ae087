package io.spikeport.report.examine;

import io.spikeport.Simulations;
import io.spikeport.diagnosis.Damage;
import io.spikeport.diagnosis.Diagnosis;
import io.spikeport.diagnosis.LayerDiagnosis;
import io.spikeport.report.ActivationSummary;
import io.spikeport.report.Cost;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Origin;
import io.spikeport.report.Report;
import io.spikeport.simulation.Evaluation;
import io.spikeport.simulation.contract.LayerActivity;
import io.spikeport.snn.ActivationHistogram;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Reports with something in every part, without a simulation. */
public final class SampleReports {

  private SampleReports() {}

  /** Two models, whose layers, classes and files are called {@code name}. */
  public static Report of(String name, int timesteps) {
    return new Report(
        "Report on " + name,
        "spikeport test",
        List.of("evaluate", name, "--report", name),
        List.of(
            model(name + " 1", name, timesteps, 0.9), model(name + " 2", name, timesteps, 0.5)));
  }

  static ModelResult model(String name, String other, int timesteps, double speed) {
    List<String> layers = List.of(other + "/conv1/Relu", other + "/conv2/Relu", other + "/fc/Relu");
    return new ModelResult(
        name,
        origin(other),
        new Examination(
            evaluation(layers, timesteps, speed),
            Optional.of(confusion(other)),
            List.of(
                mistake(3, timesteps, OptionalInt.of(1)),
                mistake(8, Math.min(100, timesteps), OptionalInt.empty())),
            Optional.of(raster(layers, Math.min(100, timesteps)))),
        new Cost(1.6e7, 195_000, 10_200_000, 0.33),
        layers.stream().map(SampleReports::activations).toList(),
        OptionalDouble.of(0.9952),
        Optional.of(diagnosis(layers, other)));
  }

  /** A model of one accuracy at every timestep, the trained network's, and nothing more. */
  public static ModelResult constant(double share) {
    List<LayerActivity> layers = List.of(new LayerActivity("silent", 10, 0));
    return new ModelResult(
        "constant",
        origin("file"),
        Examination.of(
            new Evaluation(
                5, 3, Optional.of(Collections.nCopies(3, share)), 3, layers, 0, 0, 1, 15)),
        new Cost(0, 0, 1, 0),
        List.of(),
        OptionalDouble.of(share),
        Optional.empty());
  }

  private static Origin origin(String name) {
    return new Origin(
        new Origin.FileDigest(name, "ab".repeat(32)),
        new Origin.Conversion(
            name,
            new Origin.FileDigest(name, "cd".repeat(32)),
            "mse",
            "channel",
            1000,
            Optional.of("ef".repeat(32)),
            List.of("--timesteps", "8", "--output", name),
            List.of(name)),
        new Origin.FileDigest(name, "01".repeat(32)),
        Optional.of("23".repeat(32)),
        Optional.of(new Origin.FileDigest(name, "cd".repeat(32))),
        List.of(new Origin.Setting(name, name)));
  }

  private static Evaluation evaluation(List<String> layers, int timesteps, double speed) {
    List<Double> accuracy = new ArrayList<>();
    for (int t = 1; t <= timesteps; t++) {
      accuracy.add(0.9948 - 0.9 * Math.exp(-speed * t));
    }
    return new Evaluation(
        10_000,
        timesteps,
        Optional.of(accuracy),
        timesteps,
        layers.stream().map(layer -> new LayerActivity(layer, 21_632, 0.1328)).toList(),
        1.6e7,
        195_000,
        40.5,
        1976);
  }

  private static Confusion confusion(String name) {
    List<Confusion.Cell> cells = new ArrayList<>();
    for (int label = 0; label < 10; label++) {
      cells.add(new Confusion.Cell(label, label, 980 + label));
      cells.add(new Confusion.Cell(label, (label * 3 + 1) % 10, 1 + label * label));
    }
    return new Confusion(10, IntStream.range(0, 10).mapToObj(i -> name + i).toList(), cells);
  }

  private static Mistake mistake(int image, int timesteps, OptionalInt ann) {
    List<Mistake.Output> outputs = new ArrayList<>();
    for (int index : List.of(1, 7, 4)) {
      outputs.add(
          new Mistake.Output(
              index,
              IntStream.rangeClosed(1, timesteps)
                  .mapToObj(t -> (float) (index - 4.0 / (t + index)))
                  .toList()));
    }
    return new Mistake(image, 1, 7, ann, picture(), outputs);
  }

  private static Optional<Picture> picture() {
    float[] values = new float[3 * 4 * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) i / values.length;
    }
    return Picture.of(Simulations.dataset(Tensor.wrap(Shape.of(1, 3, 4, 5), values)), 0);
  }

  private static Raster raster(List<String> layers, int timesteps) {
    return new Raster(
        0,
        picture(),
        timesteps,
        layers.stream()
            .map(
                layer ->
                    new Raster.Layer(
                        layer,
                        512,
                        182,
                        IntStream.range(0, 8)
                            .mapToObj(
                                n ->
                                    new Raster.Train(
                                        n * 60,
                                        IntStream.range(0, timesteps)
                                            .map(t -> (t * (n + 1)) % 3 - 1)
                                            .boxed()
                                            .toList()))
                            .toList()))
            .toList());
  }

  private static ActivationSummary activations(String layer) {
    return new ActivationSummary(
        layer,
        5.4,
        0.22,
        32,
        1.5,
        2.5,
        4.5,
        Optional.of(
            new ActivationHistogram(
                440_000,
                LongStream.range(0, 64)
                    .map(i -> Math.round(5e5 * Math.exp(-0.2 * i)))
                    .boxed()
                    .toList())));
  }

  private static Diagnosis diagnosis(List<String> layers, String note) {
    return new Diagnosis(
        500,
        layers.stream()
            .map(
                layer ->
                    new LayerDiagnosis(
                        layer,
                        21_632,
                        0.13,
                        OptionalDouble.of(0.98),
                        0.16,
                        -0.02,
                        0.01,
                        0.05,
                        0.15,
                        0.001,
                        0.02))
            .toList(),
        Optional.of(new Damage(layers.get(1), 0.1, 0.16, true)),
        List.of(note));
  }
}
