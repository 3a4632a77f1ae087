/** Spiking models as ONNX files: one timestep, or all of them, with metadata to read them back. */
package io.spikeport.format.onnx;
