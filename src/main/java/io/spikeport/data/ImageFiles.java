package io.spikeport.data;

import io.spikeport.data.array.Faults;
import io.spikeport.error.FileException;
import io.spikeport.error.Problem;
import io.spikeport.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The image files of a folder, in the order of their names. If it has sub-folders with images, each
 * is a class, counted from 0 in the order of their names; else there are no classes. Files whose
 * names do not end in .png, .jpg or .jpeg, hidden files and deeper folders are passed over.
 */
record ImageFiles(Path folder, List<Path> files, List<Integer> classes, List<String> classNames) {

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(path -> path.getFileName().toString());

  /**
   * Lists a folder.
   *
   * @throws io.spikeport.error.DataException if it has no images, or both with and without a class
   * @throws FileException if it cannot be read
   */
  static ImageFiles list(Path folder) {
    List<Path> loose = images(folder);
    List<Path> files = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Path sub : children(folder).filter(Files::isDirectory).toList()) {
      List<Path> images = images(sub);
      if (!images.isEmpty()) {
        images.forEach(image -> classes.add(names.size()));
        files.addAll(images);
        names.add(sub.getFileName().toString());
      }
    }
    if (files.isEmpty() && loose.isEmpty()) {
      throw Faults.mismatch(
          folder.toString(),
          "PNG or JPEG images, in it or in one sub-folder per class",
          "none: an empty set",
          "give a folder with files named .png, .jpg or .jpeg");
    }
    if (!files.isEmpty() && !loose.isEmpty()) {
      throw Faults.mismatch(
          folder.toString(),
          "all images in sub-folders, or none",
          "images beside the sub-folders, '" + loose.get(0).getFileName() + "' the first",
          "move them");
    }
    return new ImageFiles(folder, loose.isEmpty() ? files : loose, classes, names);
  }

  /** The classes, if there are sub-folders. */
  Optional<Labels> labels() {
    return classNames.isEmpty()
        ? Optional.empty()
        : Optional.of(Labels.of(folder.toString(), classes));
  }

  private static List<Path> images(Path folder) {
    return children(folder)
        .filter(file -> isNamedImage(file) && Files.isRegularFile(file))
        .toList();
  }

  private static boolean isNamedImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
  }

  private static Stream<Path> children(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted(BY_NAME)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new FileException(
          Problem.mismatch(
              folder.toString(),
              "a folder of images",
              InputFile.reason(e),
              "check the path and its permissions"),
          e);
    }
  }
}
