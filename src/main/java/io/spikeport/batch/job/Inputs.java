package io.spikeport.batch.job;

import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Labels;
import io.spikeport.data.SharedDataset;
import io.spikeport.file.ContentHash;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** The data sets of a run, each opened, read and hashed once, whatever number of jobs use it. */
public final class Inputs {

  /**
   * Decoded images are kept for the other jobs only up to this size; larger sets are read again by
   * each job.
   */
  private final long mostKept;

  private final Map<DataSource, Dataset> whole = new ConcurrentHashMap<>();
  private final Map<Path, String> hashes = new ConcurrentHashMap<>();
  private final Map<DataSource, Optional<List<Integer>>> labels = new ConcurrentHashMap<>();

  /**
   * @param mostKept bytes
   */
  public Inputs(long mostKept) {
    this.mostKept = mostKept;
  }

  /**
   * The images.
   *
   * @throws io.spikeport.error.SpikeportException if they cannot be read
   */
  public Dataset images(DataSource source) {
    Dataset all = whole.computeIfAbsent(source.whole(), this::open);
    OptionalInt limit = source.options().limit();
    return limit.isPresent() ? all.limited(limit.getAsInt()) : all;
  }

  private Dataset open(DataSource source) {
    return new SharedDataset(Datasets.open(source.path(), source.options()), mostKept);
  }

  /** The classes of the images, if they are known. */
  public Optional<List<Integer>> labels(DataSource source) {
    return labels.computeIfAbsent(
        source,
        wanted -> {
          Dataset images = images(wanted);
          Optional<Labels> known = wanted.labels().map(Labels::read).or(images::labels);
          return known.map(found -> found.matching(images).toList());
        });
  }

  /** Hash of all that the images and how they are read depend on; without their classes. */
  String hash(DataSource source) {
    DataOptions options = source.options();
    String content = hashes.computeIfAbsent(source.path(), ContentHash::of);
    return ContentHash.of(content + "\n" + options);
  }

  /** Hash of the images' classes. */
  String labelHash(DataSource source) {
    return ContentHash.of(labels(source).toString());
  }
}
