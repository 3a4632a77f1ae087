/**
 * Shapes and float32 tensors. Both are immutable, and values are in row-major order. The number of
 * elements fits an {@code int}.
 */
package io.spikeport.tensor;
