package io.spikeport.conversion;

/**
 * One composition that the automatic choice tried.
 *
 * @param composition in words
 * @param timesteps T
 * @param drop accuracy lost against the trained network on the held-back images, in points; without
 *     labels, images on which the two disagree, in percent
 * @param synapticOperationsPerImage what it costs
 * @param keeps whether the drop is within the bound
 */
public record Trial(
    String composition,
    int timesteps,
    double drop,
    double synapticOperationsPerImage,
    boolean keeps) {}
