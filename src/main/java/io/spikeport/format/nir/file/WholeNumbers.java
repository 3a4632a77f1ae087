package io.spikeport.format.nir.file;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whole numbers of any width, signed or not, as jHDF gives them; and truth values, which h5py
 * writes as an enumeration of FALSE and TRUE.
 */
final class WholeNumbers {

  private WholeNumbers() {}

  /**
   * @param flat a dataset's values in one array
   * @return nothing if they are something else
   */
  static Optional<long[]> of(DataType type, Object flat) {
    if (flat instanceof long[] longs) {
      return Optional.of(longs);
    } else if (flat instanceof int[] ints) {
      return Optional.of(Arrays.stream(ints).asLongStream().toArray());
    } else if (flat instanceof short[] shorts) {
      long[] values = new long[shorts.length];
      Arrays.setAll(values, i -> shorts[i]);
      return Optional.of(values);
    } else if (flat instanceof byte[] bytes) {
      long[] values = new long[bytes.length];
      Arrays.setAll(values, i -> bytes[i]);
      return Optional.of(values);
    } else if (flat instanceof BigInteger[] large) {
      return Optional.of(Arrays.stream(large).mapToLong(BigInteger::longValue).toArray());
    } else if (flat instanceof String[] names && type instanceof EnumDataType members) {
      Map<String, Integer> numbers = new HashMap<>();
      members.getEnumMapping().forEach((number, name) -> numbers.put(name, number));
      return Optional.of(
          Arrays.stream(names).mapToLong(name -> numbers.getOrDefault(name, 0)).toArray());
    }
    return Optional.empty();
  }
}
