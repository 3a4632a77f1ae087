/**
 * {@link Converter} is the facade of the library: it imports, calibrates, rewrites and tunes a
 * network. It also chooses the number of timesteps automatically and compares the imported graph
 * with ONNX Runtime. Programs that embed Spikeport start here.
 */
package io.spikeport.conversion;
