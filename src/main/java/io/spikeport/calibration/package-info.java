/**
 * Measures the activations of a trained network over a calibration set and derives activation
 * scales from them. ONNX Runtime computes the network, and each ReLU gets a histogram per layer or
 * channel. The normalization rules (MaxNorm, RobustNorm and others) turn a histogram into a scale.
 */
package io.spikeport.calibration;
