package io.spikeport.conversion;

/**
 * One composition that the automatic choice tried.
 *
 * @param composition in words
 * @param timesteps T
 * @param drop accuracy that is expected to be lost against the trained network, in points, judged
 *     on the held-back images; without labels, how many of all images are expected to be classified
 *     otherwise, in percent
 * @param synapticOperationsPerImage what it costs
 * @param keeps whether the drop is within the bound
 */
public record Trial(
    String composition,
    int timesteps,
    double drop,
    double synapticOperationsPerImage,
    boolean keeps) {}
