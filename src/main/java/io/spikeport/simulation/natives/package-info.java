/**
 * The native libraries and the memory that is shared with them. All calls to ND4J that need its
 * internals go through here. Buffers are allocated once, when a network is compiled.
 */
package io.spikeport.simulation.natives;
