package io.spikeport.format.nir;

/** A connection: the value of a node goes into another, where all that comes in is added up. */
record NirEdge(String from, String to) {}
