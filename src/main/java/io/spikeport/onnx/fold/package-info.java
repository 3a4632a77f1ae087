/**
 * Computes nodes whose inputs are all constants. Elementwise operators, shape operators and
 * broadcasting follow the ONNX specification and NumPy. Results are exact or rounded once to
 * float32.
 */
package io.spikeport.onnx.fold;
