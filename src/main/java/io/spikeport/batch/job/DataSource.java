package io.spikeport.batch.job;

import io.spikeport.data.DataOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Images for a job.
 *
 * @param path where they are
 * @param options how they are read
 * @param labels file with their classes, where they do not come with the images
 */
public record DataSource(Path path, DataOptions options, Optional<Path> labels) {

  public DataSource {
    Objects.requireNonNull(path);
    Objects.requireNonNull(options);
    Objects.requireNonNull(labels);
  }

  /** These images without a limit to their number, for readers that share them. */
  DataSource whole() {
    return new DataSource(path, DataOptions.DEFAULT.withLayout(options.layout()), Optional.empty());
  }
}
