/**
 * The engine that runs a spiking model in ONNX Runtime. It runs the model as standard ONNX
 * operators, batch by batch, with states carried from timestep to timestep. States are never
 * copied.
 */
package io.spikeport.simulation.onnxruntime;
