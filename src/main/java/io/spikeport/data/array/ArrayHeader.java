package io.spikeport.data.array;

import java.nio.ByteOrder;
import java.util.List;

/**
 * What stands before the numbers in an array file.
 *
 * @param length of the header in bytes
 * @param extents as found; nothing checked yet
 */
record ArrayHeader(
    int length, List<Long> extents, NumberType type, ByteOrder order, boolean columnMajor) {}
