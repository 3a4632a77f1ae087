package io.spikeport.conversion;

/**
 * One composition that the automatic choice tried.
 *
 * @param composition in words
 * @param timesteps T
 * @param drop accuracy that is expected to be lost against the trained network, in points, judged
 *     on the held-back images; without labels, how many of all images are expected to be classified
 *     otherwise, in percent
 * @param uncertainty by how much the drop may well be larger or smaller (95 % confidence), in
 *     points
 * @param synapticOperationsPerImage what it costs
 * @param maximumDrop the bound, in points
 */
public record CompositionTrial(
    String composition,
    int timesteps,
    double drop,
    double uncertainty,
    double synapticOperationsPerImage,
    double maximumDrop) {

  /** Whether the drop is surely within the bound. */
  public boolean keeps() {
    return largestDrop() <= maximumDrop;
  }

  /** The drop that is not exceeded, as far as one can be sure, in points. */
  double largestDrop() {
    return drop + uncertainty;
  }
}
