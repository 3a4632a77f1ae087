package io.spikeport.data.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A NumPy {@code .npz} archive. Which of its arrays are the images and which are the labels is told
 * by their names: the first pair of {@link #PAIRS} whose images are there; else the only array that
 * is not named like labels. Arrays are read whole. Nothing is ever unpacked to the disk.
 */
public final class NpzFile {

  private static final int MOST_ENTRIES = 1000;
  private static final String SUFFIX = ".npy";

  /** Names of images and of their labels, in lower case, in the order in which they are tried. */
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("images", List.of("labels", "y", "targets")),
          new Pair("x", List.of("y", "labels", "targets")),
          new Pair("data", List.of("labels", "y", "targets", "target")),
          new Pair("x_test", List.of("y_test")),
          new Pair("test_images", List.of("test_labels")),
          new Pair("x_train", List.of("y_train")),
          new Pair("train_images", List.of("train_labels")),
          new Pair("arr_0", List.of("arr_1")));

  private record Pair(String images, List<String> labels) {}

  private final Path file;
  private final Map<String, String> entries;

  private NpzFile(Path file, Map<String, String> entries) {
    this.file = file;
    this.entries = entries;
  }

  /** Whether a file that begins with these bytes may be {@code .npz}. */
  public static boolean matches(byte[] start) {
    return start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] <= 7;
  }

  /**
   * Lists an archive.
   *
   * @throws io.spikeport.error.DataException if it is no zip archive of arrays
   */
  public static NpzFile open(Path file) {
    Map<String, String> entries = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MOST_ENTRIES) {
        throw Faults.mismatch(
            file.toString(),
            "at most " + MOST_ENTRIES + " arrays",
            zip.size() + " entries",
            "save images and labels only");
      }
      zip.stream().map(ZipEntry::getName).forEach(names::add);
      names.forEach(name -> add(file, entries, name));
    } catch (IOException e) {
      throw damaged(file.toString(), e);
    }
    if (entries.isEmpty()) {
      boolean isTorch = names.stream().anyMatch(name -> name.endsWith("/data.pkl"));
      throw Faults.mismatch(
          file.toString(),
          "arrays (.npy) in the archive",
          isTorch ? "a PyTorch file (.pt)" : "a zip archive without any",
          isTorch
              ? "load it in Python and write its images with numpy.save"
              : "save arrays with numpy.savez; unpack images and give their folder");
    }
    return new NpzFile(file, entries);
  }

  private static void add(Path file, Map<String, String> entries, String name) {
    if (!name.endsWith(SUFFIX)) {
      return;
    }
    String plain = name.substring(0, name.length() - SUFFIX.length());
    if (plain.isEmpty() || plain.contains("..") || plain.contains("\\") || plain.startsWith("/")) {
      throw Faults.mismatch(
          file.toString(), "plain names of arrays", "'" + name + "'", "save it with numpy.savez");
    }
    if (entries.put(plain.toLowerCase(Locale.ROOT), name) != null) {
      throw Faults.mismatch(
          file.toString(), "different names of arrays", "'" + plain + "' twice", "rename one");
    }
  }

  /**
   * The array of images.
   *
   * @throws io.spikeport.error.DataException if the names do not tell which it is, or it is
   *     malformed
   */
  public ArrayFile images() {
    return read(imagesName());
  }

  private String imagesName() {
    if (entries.size() == 1) {
      return entries.keySet().iterator().next();
    }
    for (Pair pair : PAIRS) {
      if (entries.containsKey(pair.images())) {
        return pair.images();
      }
    }
    List<String> others = entries.keySet().stream().filter(name -> !namesLabels(name)).toList();
    if (others.size() != 1) {
      throw Faults.mismatch(
          file.toString(),
          "an array named " + PAIRS.stream().map(Pair::images).toList(),
          "arrays named " + entries.keySet(),
          "rename one, or save the images alone as .npy");
    }
    return others.get(0);
  }

  /**
   * The array of labels that goes with the images, if there is one.
   *
   * @throws io.spikeport.error.DataException if it is malformed
   */
  public Optional<ArrayFile> labels() {
    if (entries.size() == 1) {
      return Optional.empty();
    }
    String images = imagesName();
    List<String> candidates =
        PAIRS.stream()
            .filter(pair -> pair.images().equals(images))
            .map(Pair::labels)
            .findFirst()
            .orElse(entries.keySet().stream().filter(NpzFile::namesLabels).toList());
    return candidates.stream().filter(entries::containsKey).findFirst().map(this::read);
  }

  /**
   * The array of labels, for an archive that was given as labels.
   *
   * @throws io.spikeport.error.DataException if there is none, or it is malformed
   */
  public ArrayFile onlyLabels() {
    if (entries.size() == 1) {
      return read(entries.keySet().iterator().next());
    }
    return labels()
        .orElseThrow(
            () ->
                Faults.mismatch(
                    file.toString(),
                    "an array named labels or y",
                    "arrays named " + entries.keySet(),
                    "rename one, or save the labels alone as .npy"));
  }

  private static boolean namesLabels(String name) {
    return PAIRS.stream().anyMatch(pair -> pair.labels().contains(name));
  }

  private ArrayFile read(String name) {
    String entryName = entries.get(name);
    String place = file + ": " + entryName;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      try (InputStream in = zip.getInputStream(entry)) {
        return ArrayFiles.read(place, in, entry.getCompressedSize());
      }
    } catch (IOException e) {
      throw damaged(place, e);
    }
  }

  private static RuntimeException damaged(String place, IOException e) {
    return Faults.mismatch(
        place, "a whole .npz archive", "a damaged one", "copy or download it again", e);
  }
}
