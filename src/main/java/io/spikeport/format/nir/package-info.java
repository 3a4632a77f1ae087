/**
 * The Neuromorphic Intermediate Representation, in both directions. Each of our operators becomes
 * nodes of NIR, and what NIR cannot express goes into metadata or is reported as a loss. {@code
 * docs/nir.md} describes the mapping.
 */
package io.spikeport.format.nir;
