/**
 * NIR files as they are: nodes, edges and values in HDF5. Reading refuses links and sizes that the
 * file cannot hold. Nothing here knows what a node means.
 */
package io.spikeport.format.nir.file;
