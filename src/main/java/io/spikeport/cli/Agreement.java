package io.spikeport.cli;

import io.spikeport.simulation.ImageListener;
import io.spikeport.simulation.ImageResult;
import java.util.ArrayList;
import java.util.List;

/** Counts the images that a spiking model takes for the class that the trained network does. */
final class Agreement implements ImageListener {

  private final List<Integer> expected;
  private final long[] equal;

  /**
   * @param expected the trained network's class of each image
   */
  Agreement(List<Integer> expected, int timesteps) {
    this.expected = expected;
    this.equal = new long[timesteps];
  }

  @Override
  public void image(ImageResult result) {
    for (int t = 0; t < equal.length; t++) {
      int last =
          Math.min(t, result.timesteps() - 1); // an image that was ended early keeps its class
      equal[t] += result.predictions().get(last).equals(expected.get(result.index())) ? 1 : 0;
    }
  }

  /** Share of the images after each timestep. */
  List<Double> shares() {
    List<Double> shares = new ArrayList<>();
    for (long count : equal) {
      shares.add((double) count / expected.size());
    }
    return shares;
  }
}
