/**
 * Runs spiking models on data sets and measures accuracy, activity, cost and speed. There are two
 * engines, one on ND4J and one on ONNX Runtime, which give the same spikes but for potentials
 * within rounding of a threshold. The sub-packages hold the engines' parts; callers need only this
 * package and {@code contract}.
 */
package io.spikeport.simulation;
