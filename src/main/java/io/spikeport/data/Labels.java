package io.spikeport.data;

import io.spikeport.data.array.ArrayFile;
import io.spikeport.data.array.ArrayFiles;
import io.spikeport.data.array.Faults;
import io.spikeport.data.array.NpzFile;
import io.spikeport.file.InputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The class of every sample, counted from 0. Immutable. */
public final class Labels {

  private static final long LONGEST_TEXT = 1L << 28;

  /** What Windows' editors put before UTF-8. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final String source;
  private final int[] classes;

  private Labels(String source, int[] classes) {
    this.source = source;
    this.classes = classes;
  }

  /** Labels that do not come from a file. */
  public static Labels of(int... classes) {
    return new Labels("labels", classes.clone());
  }

  static Labels of(String source, List<Integer> classes) {
    return new Labels(source, classes.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * Reads labels: an IDX file or {@code .npy} array of integers with one axis, packed with gzip or
   * not; an {@code .npz} with such an array named labels or y; a folder whose sub-folders are the
   * classes; or a text file with one integer per line.
   *
   * @throws io.spikeport.error.DataException if it is none of these, malformed or empty
   * @throws io.spikeport.error.FileException if it cannot be read
   */
  public static Labels read(Path file) {
    if (Files.isDirectory(file)) {
      return ImageFiles.list(file).labels().orElseThrow(() -> noClasses(file));
    }
    if (NpzFile.matches(ArrayFiles.start(file))) {
      return of(NpzFile.open(file).onlyLabels());
    }
    return ArrayFiles.open(file).map(Labels::of).orElseGet(() -> text(file));
  }

  private static RuntimeException noClasses(Path folder) {
    return Faults.mismatch(
        folder.toString(),
        "a sub-folder of images for every class",
        "images without classes",
        "sort them into sub-folders, or give the labels as a file");
  }

  static Labels of(ArrayFile array) {
    if (array.sample().rank() > 1 || array.sample().size() > 1 || !array.type().isInteger()) {
      throw Faults.mismatch(
          array.place(),
          "one integer per sample",
          "values of type " + array.type() + " and shape " + array.sample() + " per sample",
          "give the index of the class, for example array.argmax(axis=1)");
    }
    int[] classes = new int[array.size()];
    ByteBuffer values = array.elements(0, array.size());
    for (int i = 0; i < classes.length; i++) {
      classes[i] = checked(array.place(), i, array.type().toLong(values, i));
    }
    return new Labels(array.place(), classes);
  }

  private static Labels text(Path file) {
    FileKind kind = FileKind.of(file);
    if (kind.isKnown()) {
      throw Faults.mismatch(
          file.toString(),
          "labels (IDX, .npy, .npz, or text with one integer per line)",
          kind.found(),
          kind.remedy());
    }
    String content;
    try {
      byte[] bytes = InputFile.readAll(file, "labels", LONGEST_TEXT, "save them as a .npy array");
      String decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      content = decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded;
    } catch (CharacterCodingException e) {
      throw Faults.mismatch(
          file.toString(),
          "labels (IDX, .npy, .npz, or text with one integer per line)",
          kind.found(),
          kind.remedy(),
          e);
    }
    List<Integer> classes = new ArrayList<>();
    List<String> lines = content.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        classes.add(number(file + ": line " + (i + 1), classes.size(), lines.get(i)));
      }
    }
    if (classes.isEmpty()) {
      throw Faults.empty(file.toString());
    }
    return of(file.toString(), classes);
  }

  private static int number(String place, int index, String text) {
    try {
      return checked(place, index, Long.parseLong(text));
    } catch (NumberFormatException e) {
      String shown = text.length() > 20 ? text.substring(0, 20) + "…" : text;
      throw Faults.mismatch(
          place, "one integer", "'" + shown + "'", "give one class index per line", e);
    }
  }

  private static int checked(String place, int index, long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw Faults.mismatch(
          place,
          "class indices from 0 on",
          value + " for sample " + index,
          "count the classes from 0");
    }
    return (int) value;
  }

  /** Number of samples. */
  public int size() {
    return classes.length;
  }

  /** All classes in order. */
  public List<Integer> toList() {
    return Arrays.stream(classes).boxed().toList();
  }

  /** Class of a sample. */
  public int get(int sample) {
    return classes[sample];
  }

  /** The largest class index. */
  public int largest() {
    return Arrays.stream(classes).max().orElse(0);
  }

  /** The labels of the first samples. */
  Labels first(int count) {
    return new Labels(source, Arrays.copyOf(classes, Math.min(count, classes.length)));
  }

  /** The labels of some samples. */
  Labels at(List<Integer> samples) {
    return new Labels(source, samples.stream().mapToInt(this::get).toArray());
  }

  /** Whether there are several samples, all of one class. */
  public boolean areOfOneClass() {
    return classes.length > 1 && Arrays.stream(classes).allMatch(label -> label == classes[0]);
  }

  /**
   * The labels of a dataset's samples: these, or those of these that {@link DataOptions#limit} left
   * in the dataset.
   *
   * @throws io.spikeport.error.DataException if the whole data has another number of samples
   */
  public Labels matching(Dataset data) {
    int whole = data.whole().size();
    if (size() != whole && size() != data.size()) {
      throw Faults.mismatch(
          source,
          whole + " labels, one for every sample of " + data.source(),
          size() + " labels",
          "give the labels that belong to this data");
    }
    return size() == whole
        ? at(IntStream.range(0, data.size()).map(data::position).boxed().toList())
        : this;
  }

  /**
   * Checks that there are no more classes than the network has outputs.
   *
   * @throws io.spikeport.error.DataException naming the first sample that is of another class
   */
  public Labels requireBelow(int outputs) {
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] >= outputs) {
        throw Faults.mismatch(
            source,
            "classes from 0 to " + (outputs - 1) + ", as the network has " + outputs + " outputs",
            classes[i] + " for sample " + i,
            "give the labels that belong to this network");
      }
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that && Arrays.equals(classes, that.classes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(classes);
  }

  @Override
  public String toString() {
    return classes.length + " labels of " + source;
  }
}
