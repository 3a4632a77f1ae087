package io.spikeport.data.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Header of a NumPy {@code .npy} file, versions 1 to 3: a Python dictionary of {@code descr},
 * {@code fortran_order} and {@code shape}. Only what NumPy writes for arrays of plain numbers is
 * read; nothing is ever evaluated or unpickled.
 */
final class NpyHeader {

  /** Bytes that tell the length of the header, at most. */
  static final int START = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final int MOST_AXES = 32;

  private static final Pattern ENTRY =
      Pattern.compile("\\s*(['\"])(descr|fortran_order|shape)\\1\\s*:\\s*");
  private static final Pattern TEXT = Pattern.compile("(['\"])([<>|=]?[a-zA-Z]\\d{0,4})\\1");
  private static final Pattern FLAG = Pattern.compile("True|False");
  private static final Pattern TUPLE = Pattern.compile("\\(([0-9L,\\s]*)\\)");
  private static final Pattern LAST_COMMA = Pattern.compile(",\\s*$");
  private static final Pattern SEPARATOR = Pattern.compile(",");
  private static final Pattern EXTENT = Pattern.compile("\\d{1,18}L?");

  private static final Map<String, NumberType> TYPES =
      Map.ofEntries(
          Map.entry("b1", NumberType.BOOL),
          Map.entry("u1", NumberType.PIXEL),
          Map.entry("i1", NumberType.INT8),
          Map.entry("u2", NumberType.UINT16),
          Map.entry("i2", NumberType.INT16),
          Map.entry("u4", NumberType.UINT32),
          Map.entry("i4", NumberType.INT32),
          Map.entry("u8", NumberType.UINT64),
          Map.entry("i8", NumberType.INT64),
          Map.entry("f2", NumberType.FLOAT16),
          Map.entry("f4", NumberType.FLOAT32),
          Map.entry("f8", NumberType.FLOAT64));

  private final String place;
  private final String text;
  private int position;
  private String descr = "";
  private boolean columnMajor;
  private List<Long> shape = List.of();

  private NpyHeader(String place, String text) {
    this.place = place;
    this.text = text;
  }

  /** Whether a file that begins with these bytes may be {@code .npy}. */
  static boolean matches(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Length of a header.
   *
   * @param start the file's first {@link #START} bytes
   * @throws io.spikeport.error.DataException if it is no header of a known version
   */
  static int length(String place, byte[] start) {
    if (!matches(start)) {
      throw Faults.mismatch(
          place, "a NumPy array (\\x93NUMPY)", "something else", "save it with numpy.save");
    }
    int version = start[6];
    ByteBuffer buffer = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (version < 1 || version > 3) {
      throw Faults.mismatch(
          place, "NumPy format version 1 to 3", "" + version, "save it with numpy.save");
    }
    long length = version == 1 ? 10L + (buffer.getShort(8) & 0xffff) : 12L + buffer.getInt(8);
    if (length > LONGEST || length < START) {
      throw Faults.mismatch(
          place,
          "a header of at most " + LONGEST + " bytes",
          length + " bytes",
          "save plain numbers with numpy.save");
    }
    return (int) length;
  }

  /**
   * Reads a header.
   *
   * @param header as long as {@link #length} says
   * @throws io.spikeport.error.DataException if it is malformed, or of an array of anything but
   *     numbers
   */
  static ArrayHeader parse(String place, byte[] header) {
    int begin = header[6] == 1 ? 10 : 12;
    NpyHeader parser =
        new NpyHeader(
            place, new String(header, begin, header.length - begin, StandardCharsets.UTF_8));
    parser.dictionary();
    return parser.result(header.length);
  }

  private void dictionary() {
    take(Pattern.compile("\\s*\\{"), "'{'");
    Set<String> keys = new HashSet<>();
    while (!accepts(Pattern.compile("\\s*\\}\\s*$"))) {
      String key = take(ENTRY, "descr, fortran_order or shape").group(2);
      if (!keys.add(key)) {
        throw malformed("each key once", "'" + key + "' twice");
      }
      value(key);
      if (!accepts(Pattern.compile("\\s*,"))) {
        take(Pattern.compile("\\s*\\}\\s*$"), "',' or the end");
        break;
      }
    }
    if (keys.size() != 3) {
      throw malformed("descr, fortran_order and shape", "only " + keys);
    }
  }

  private void value(String key) {
    switch (key) {
      case "descr" -> {
        if (text.startsWith("[", position)) {
          throw notNumbers("a structured array");
        }
        descr = take(TEXT, "a type such as '<f4'").group(2);
      }
      case "fortran_order" -> columnMajor = take(FLAG, "True or False").group().equals("True");
      default -> shape = extents(take(TUPLE, "a tuple of integers").group(1));
    }
  }

  private List<Long> extents(String list) {
    List<Long> extents = new ArrayList<>();
    if (list.isBlank()) {
      return extents;
    }
    // Python writes a comma behind a single number, and may behind several.
    String numbers = LAST_COMMA.matcher(list).replaceFirst("");
    for (String item : SEPARATOR.split(numbers, -1)) {
      if (!EXTENT.matcher(item.strip()).matches() || extents.size() == MOST_AXES) {
        throw malformed("at most " + MOST_AXES + " extents", "(" + list + ")");
      }
      extents.add(Long.parseLong(item.strip().replace("L", "")));
    }
    return extents;
  }

  private ArrayHeader result(int length) {
    boolean hasOrder = !Character.isLetter(descr.charAt(0));
    NumberType type = TYPES.get(hasOrder ? descr.substring(1) : descr);
    if (type == null) {
      throw notNumbers(
          descr.endsWith("O") ? "an array of Python objects" : "elements of type " + descr);
    }
    ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new ArrayHeader(length, shape, type, order, columnMajor);
  }

  private boolean accepts(Pattern pattern) {
    Matcher matcher = matcher(pattern);
    if (!matcher.lookingAt()) {
      return false;
    }
    position = matcher.end();
    return true;
  }

  private Matcher take(Pattern pattern, String expected) {
    Matcher matcher = matcher(pattern);
    if (!matcher.lookingAt()) {
      String rest = text.substring(position, Math.min(position + 20, text.length()));
      throw malformed(expected, "'" + rest.strip() + "'");
    }
    position = matcher.end();
    return matcher;
  }

  private Matcher matcher(Pattern pattern) {
    return pattern.matcher(text).region(position, text.length());
  }

  private RuntimeException malformed(String expected, String found) {
    return Faults.mismatch(
        place + ": header", expected, found, "save plain numbers with numpy.save");
  }

  private RuntimeException notNumbers(String found) {
    return Faults.mismatch(
        place,
        "an array of numbers (float, integer or bool)",
        found,
        "convert it, for example with array.astype('float32'), and save it again");
  }
}
