package io.spikeport.data.array;

import io.spikeport.error.DataException;
import io.spikeport.error.Problem;

/** The faults that several kinds of files share. */
public final class Faults {

  private Faults() {}

  public static DataException mismatch(String place, String expected, String found, String remedy) {
    return new DataException(Problem.mismatch(place, expected, found, remedy));
  }

  public static DataException mismatch(
      String place, String expected, String found, String remedy, Exception cause) {
    return new DataException(Problem.mismatch(place, expected, found, remedy), cause);
  }

  static DataException truncated(String place, String expected, String found) {
    return mismatch(place, expected, found + " (cut short?)", "copy or download it again");
  }

  public static DataException empty(String place) {
    return mismatch(place, "at least one sample", "none: an empty set", "give data with samples");
  }
}
