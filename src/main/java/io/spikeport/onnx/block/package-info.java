/**
 * Keeps as float blocks what has no operator of the graph: ONNX subgraphs that ONNX Runtime
 * computes. Blocks that touch are joined. Functions of each element are recognized by their values,
 * however an exporter spells them.
 */
package io.spikeport.onnx.block;
