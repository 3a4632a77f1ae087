package io.spikeport.report;

import io.spikeport.data.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Warnings about results that hint at data read in another way than in training. */
public final class Plausibility {

  /** Quantile of the normal distribution: chance exceeds the bound once in a hundred times. */
  private static final double ONE_PERCENT = 2.326;

  private Plausibility() {}

  /** Warns of a set with samples of one class only. */
  public static Optional<String> ofOneClass(Labels labels, String source) {
    return labels.areOfOneClass()
        ? Optional.of(
            String.format(
                "warning: all %d images of %s are of one class, %d; an accuracy or calibration on"
                    + " them says little of the others",
                labels.size(), source, labels.get(0)))
        : Optional.empty();
  }

  /**
   * Warns of a trained network that does no better than chance. Chance, as in Cohen's kappa, is how
   * often answers of these frequencies would be right if they were independent of the images: p = Σ
   * share of class c in the labels · share of c in the answers. The accuracy must exceed p +
   * 2.326·√(p(1 − p)/n), the normal approximation's bound at 1 %. Sets too small for even a perfect
   * network to exceed it are not judged.
   */
  public static Optional<String> atChance(List<Integer> answers, List<Integer> labels) {
    int n = labels.size();
    Map<Integer, Integer> given = new HashMap<>();
    Map<Integer, Integer> right = new HashMap<>();
    int correct = 0;
    for (int i = 0; i < n; i++) {
      given.merge(answers.get(i), 1, Integer::sum);
      right.merge(labels.get(i), 1, Integer::sum);
      correct += answers.get(i).equals(labels.get(i)) ? 1 : 0;
    }
    double chance = 0;
    double largest = 0;
    for (Map.Entry<Integer, Integer> label : right.entrySet()) {
      double share = (double) label.getValue() / n;
      chance += share * given.getOrDefault(label.getKey(), 0) / n;
      largest = Math.max(largest, share);
    }
    double accuracy = (double) correct / n;
    if (right.size() < 2 || bound(largest, n) >= 1 || accuracy > bound(chance, n)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.US,
            "warning: the trained network itself is right on %.2f %% of %d images, no better than"
                + " chance; check --scale, --mean, --std, --resize, --layout, and whether the"
                + " classes are numbered as in training",
            100 * accuracy,
            n));
  }

  private static double bound(double chance, int n) {
    return chance + ONE_PERCENT * Math.sqrt(chance * (1 - chance) / n);
  }
}
