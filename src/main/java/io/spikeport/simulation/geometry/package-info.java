/**
 * Index arithmetic of layers: convolution geometry, pooling windows, memory layout. The engine
 * stores samples channels last, {@code [H,W,C]}; the rest of the program has channels first.
 * Nothing here touches values' memory.
 */
package io.spikeport.simulation.geometry;
