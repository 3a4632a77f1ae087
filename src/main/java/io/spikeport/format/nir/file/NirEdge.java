package io.spikeport.format.nir.file;

/** A connection: the value of a node goes into another, where all that comes in is added up. */
public record NirEdge(String from, String to) {}
