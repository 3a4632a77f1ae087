/**
 * Image files and what resampling they need. Pixels are decoded to float32 in 0…1, channels first.
 * Resampling follows PIL's bilinear filter, which widens when it shrinks an image.
 */
package io.spikeport.data.image;
