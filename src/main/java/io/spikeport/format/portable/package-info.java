/**
 * Spikeport's own format, binary ({@code .snn}) and JSON ({@code .snn.json}), both described by one
 * protobuf schema. Nothing of a model is lost. {@code docs/format.md} and {@code
 * proto/spiking_model.proto} are the specification.
 */
package io.spikeport.format.portable;
