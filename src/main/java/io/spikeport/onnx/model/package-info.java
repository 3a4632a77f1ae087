/**
 * ONNX files as they are: bytes, tensors, external data, functions and the order of nodes. A model
 * is untrusted, so sizes and paths are checked before anything is read. Nothing here knows our
 * graph.
 */
package io.spikeport.onnx.model;
