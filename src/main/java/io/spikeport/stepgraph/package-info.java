/**
 * Writes spiking graphs as ONNX graphs of standard operators: one timestep, a loop, or all
 * timesteps unrolled. The ONNX file format and the ONNX Runtime engine both use it. Each operation
 * is rounded to float32 as the ND4J engine rounds it.
 */
package io.spikeport.stepgraph;
