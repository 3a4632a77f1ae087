package io.spikeport.file;

import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds outputs that would take the place of a file that the same run reads, or of another output.
 * Links, hard ones too, and other spellings of a path make no difference.
 */
public final class FileClash {

  /** Of a folder only images are read. */
  private static final Pattern IMAGE = Pattern.compile("(?is).*\\.(png|jpe?g)");

  private final Map<Object, String> inputs = new HashMap<>();
  private final Map<Object, String> outputs = new HashMap<>();
  private final List<Folder> folders = new ArrayList<>();

  private record Folder(Path real, String name) {}

  /**
   * Adds a file or folder that is read; the images in a folder are inputs too.
   *
   * @param name what the user calls it, for messages
   */
  public void input(Path path, String name) {
    if (!Files.exists(path)) {
      return; // told elsewhere; nothing can take its place
    }
    inputs.putIfAbsent(identity(path), name);
    if (Files.isDirectory(path)) {
      real(path).ifPresent(folder -> folders.add(new Folder(folder, name)));
    }
  }

  /**
   * Adds a file that is to be written.
   *
   * @return the input or output that it would replace, as it was named
   */
  public Optional<String> output(Path path, String name) {
    Object identity = identity(path);
    Optional<String> input = Optional.ofNullable(inputs.get(identity));
    Optional<String> clash = input.or(() -> Files.exists(path) ? within(path) : Optional.empty());
    String other = outputs.putIfAbsent(identity, name);
    return clash.or(() -> Optional.ofNullable(other));
  }

  private Optional<String> within(Path path) {
    return real(path)
        .filter(file -> IMAGE.matcher(file.toString()).matches())
        .flatMap(
            file -> folders.stream().filter(folder -> file.startsWith(folder.real())).findFirst())
        .map(Folder::name);
  }

  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty(); // gone since
    }
  }

  /** The same for two paths if they are one file, there or to be made. */
  private static Object identity(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key != null ? key : path.toRealPath();
    } catch (IOException e) {
      Path absolute = path.toAbsolutePath();
      Optional<Path> folder = Optional.ofNullable(absolute.getParent()).flatMap(FileClash::real);
      return folder.map(real -> real.resolve(absolute.getFileName())).orElse(absolute.normalize());
    }
  }

  /**
   * Checks that an output is a file or will be one: a device or a pipe would be replaced by a file.
   *
   * @throws FileException if it is something else
   */
  public static void requireFile(Path output) {
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      throw new FileException(
          Problem.mismatch(
              output.toString(),
              "the name of a file to write",
              Files.isDirectory(output) ? "a folder" : "a device or a pipe",
              Files.isDirectory(output) ? "add a file name" : "choose a file"));
    }
  }
}
