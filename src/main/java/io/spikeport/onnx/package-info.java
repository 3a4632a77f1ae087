/**
 * Reads ONNX models and turns them into {@linkplain io.spikeport.graph.Graph graphs}. The operators
 * that are known are declared in tables here, with what is checked and how each is translated. An
 * import collects all problems before it reports them.
 */
package io.spikeport.onnx;
