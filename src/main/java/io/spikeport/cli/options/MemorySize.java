package io.spikeport.cli.options;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of memory: {@code 512m}, {@code 8g}, or bytes. */
public final class MemorySize implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,11})([kmgt]?)(?:i?b)?");

  private static final long MOST = 1L << 50;

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "expected an amount of memory such as 512m or 8g, found '" + text + "'");
    }
    int power = " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    long count = Long.parseLong(matcher.group(1));
    if (count > MOST >> 10 * power) {
      throw new TypeConversionException("expected at most 1024t of memory, found '" + text + "'");
    }
    return count << 10 * power;
  }

  /** Memory of the machine, or of the container that this runs in. */
  public static long ofMachine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
