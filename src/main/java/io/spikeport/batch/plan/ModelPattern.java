package io.spikeport.batch.plan;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A model, or a pattern such as {@code models/*.onnx} in the last part of a path; for job files and
 * for shells that leave patterns alone.
 */
record ModelPattern(Path path) {

  private static final Pattern PATTERN = Pattern.compile("[*?\\[{\\\\]");

  /** The files, in order of their names; none if there is none. */
  List<Path> files() {
    if (Files.exists(path)) {
      return List.of(path);
    }
    if (!PATTERN.matcher(path.getFileName().toString()).find()) {
      return List.of();
    }
    Path folder = path.getParent() == null ? Path.of("") : path.getParent();
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, path.getFileName().toString())) {
      files.forEach(found::add);
    } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
      return List.of(); // no such folder, or no pattern: there is no such file
    }
    return found.stream().filter(Files::isRegularFile).sorted().toList();
  }
}
