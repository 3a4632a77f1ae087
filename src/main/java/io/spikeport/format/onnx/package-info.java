/**
 * Spiking models as ONNX files that any runtime can run: one timestep with states, a loop, or all
 * timesteps unrolled. Metadata in the file lets Spikeport read the model back. {@code
 * docs/stateful-onnx.md} describes the form.
 */
package io.spikeport.format.onnx;
