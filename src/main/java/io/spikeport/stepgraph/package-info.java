/**
 * Spiking graphs as ONNX graphs of standard operators: one timestep, or all of them. Both a format
 * of files and what the ONNX Runtime engine runs.
 */
package io.spikeport.stepgraph;
