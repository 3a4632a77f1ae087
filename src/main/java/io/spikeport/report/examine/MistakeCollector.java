package io.spikeport.report.examine;

import io.spikeport.data.Dataset;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Keeps a few wrongly classified images, those first that the trained network gets right. */
final class MistakeCollector {

  /** Mistakes that are kept. */
  static final int MOST = 6;

  /** Classes whose output is kept. */
  private static final int CLASSES = 10;

  /** Timesteps that are kept of an output, from the first on. */
  private static final int POINTS = 100;

  private final List<Integer> labels;
  private final Optional<List<Integer>> annPredictions;
  private final int readoutStart;
  private final boolean isMean;
  private final List<Mistake> ofConversion = new ArrayList<>();
  private final List<Mistake> others = new ArrayList<>();

  /**
   * @param isMean whether the output is the readout divided by the number of timesteps read
   */
  MistakeCollector(
      List<Integer> labels,
      Optional<List<Integer>> annPredictions,
      int readoutStart,
      boolean isMean) {
    this.labels = labels;
    this.annPredictions = annPredictions;
    this.readoutStart = readoutStart;
    this.isMean = isMean;
  }

  /** Takes in an image's result, with its readout. */
  void add(ImageResult result) {
    int image = result.index();
    int label = labels.get(image);
    if (result.prediction() == label) {
      return;
    }
    OptionalInt ann =
        annPredictions
            .map(predictions -> OptionalInt.of(predictions.get(image)))
            .orElse(OptionalInt.empty());
    List<Mistake> kept = ann.equals(OptionalInt.of(label)) ? ofConversion : others;
    if (kept.size() < MOST) {
      List<Mistake.Output> outputs = outputs(result.readout().orElseThrow(), label, result);
      kept.add(new Mistake(image, label, result.prediction(), ann, Optional.empty(), outputs));
    }
  }

  private List<Mistake.Output> outputs(Tensor readout, int label, ImageResult result) {
    int timesteps = result.timesteps();
    int classes = readout.size() / timesteps;
    Tensor sums = result.accumulated();
    return Stream.concat(
            Stream.of(label, result.prediction()),
            IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparing(index -> -sums.get(index))))
        .distinct()
        .limit(CLASSES)
        .map(index -> new Mistake.Output(index, means(readout, index, classes, timesteps)))
        .toList();
  }

  private List<Float> means(Tensor readout, int index, int classes, int timesteps) {
    List<Float> means = new ArrayList<>();
    for (int t = 0; t < Math.min(timesteps, POINTS); t++) {
      float sum = readout.get(t * classes + index);
      means.add(t < readoutStart || !isMean ? sum : sum / (t - readoutStart + 1));
    }
    return means;
  }

  /** The mistakes, with their pictures. */
  List<Mistake> mistakes(Dataset data) {
    return Stream.concat(ofConversion.stream(), others.stream())
        .limit(MOST)
        .map(
            mistake ->
                new Mistake(
                    mistake.image(),
                    mistake.label(),
                    mistake.prediction(),
                    mistake.annPrediction(),
                    Picture.of(data, mistake.image()),
                    mistake.outputs()))
        .toList();
  }
}
