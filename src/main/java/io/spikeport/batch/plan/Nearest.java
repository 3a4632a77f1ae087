package io.spikeport.batch.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that somebody may have meant. */
public final class Nearest {

  private Nearest() {}

  /** The word of fewest edits, if they are few enough to be a slip. */
  public static Optional<String> to(String text, Collection<String> words) {
    int most = Math.max(1, text.length() / 3);
    return words.stream()
        .filter(word -> distance(text, word) <= most)
        .min(Comparator.comparingInt(word -> distance(text, word)));
  }

  /** Levenshtein's distance: the least number of characters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
