package io.spikeport.conversion;

/**
 * Largest differences between the network as we rewrite it, run in float by our own engine, and the
 * exported model in ONNX Runtime, over the outputs of some calibration images.
 *
 * @param maximumAbsolute in units of the output
 * @param maximumRelative the absolute difference divided by the largest magnitude of the output
 *     over these images
 * @param samples number of images
 */
public record Parity(double maximumAbsolute, double maximumRelative, int samples) {}
