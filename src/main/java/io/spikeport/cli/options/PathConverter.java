package io.spikeport.cli.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a file. */
public final class PathConverter implements ITypeConverter<Path> {

  @Override
  public Path convert(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "the name '"
              + text
              + "' is not valid in the locale's encoding, "
              + System.getProperty("sun.jnu.encoding")
              + "; set LC_ALL=C.UTF-8");
    }
  }
}
