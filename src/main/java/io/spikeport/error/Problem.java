package io.spikeport.error;

import java.util.Objects;

/**
 * One thing that is wrong, as it is told to the user.
 *
 * @param place where: a file, or a file and a node, as precise as is known
 * @param fault what was expected and what was found
 * @param remedy what the user can do about it; empty if nothing beyond the fault itself
 */
public record Problem(String place, String fault, String remedy) {

  public Problem {
    Objects.requireNonNull(place);
    Objects.requireNonNull(fault);
    Objects.requireNonNull(remedy);
  }

  /** A problem in the form "expected …, found …". */
  public static Problem mismatch(String place, String expected, String found, String remedy) {
    return new Problem(place, "expected " + expected + ", found " + found, remedy);
  }

  /** This problem, seen from an enclosing place: {@code outer: place}. */
  public Problem within(String outer) {
    return new Problem(place.isEmpty() ? outer : outer + ": " + place, fault, remedy);
  }

  /** The line shown to the user: {@code place: fault; remedy}. */
  @Override
  public String toString() {
    String text = place.isEmpty() ? fault : place + ": " + fault;
    return remedy.isEmpty() ? text : text + "; " + remedy;
  }
}
