/**
 * Passes that need nothing but the graph, and what all passes are built with. They fold affine maps
 * and factors into weights and remove nodes that a spiking network does not need. Each is a pure
 * function and leaves the network's output as it was, up to rounding.
 */
package io.spikeport.rewrite.pass;
