/**
 * The graph while it is being built from an ONNX model. It holds what is known of each ONNX value:
 * a constant, a node of the graph, and how its axes lie there. Declarations of operators and the
 * interfaces of translations and foldings are here as well.
 */
package io.spikeport.onnx.network;
