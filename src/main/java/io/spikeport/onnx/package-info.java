/** Reads ONNX models and turns them into {@link io.spikeport.graph.Graph graphs}. */
package io.spikeport.onnx;
