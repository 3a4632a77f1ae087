/**
 * Files of spiking models in every format that the program knows. The suffix of a file's name picks
 * the format. Each format has a sub-package of its own and none imports another.
 */
package io.spikeport.format;
