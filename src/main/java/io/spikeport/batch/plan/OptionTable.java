package io.spikeport.batch.plan;

import io.spikeport.batch.job.JobOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options that a job may have, with the names they have on the command line. */
public interface OptionTable {

  /** What an option takes. */
  enum Kind {
    /** One text. */
    VALUE,
    /** One path; in a job file it is relative to that file's folder. */
    PATH,
    /** Several texts. */
    LIST,
    /** True or false. */
    FLAG
  }

  /** Every option by its name, without hyphens in front. */
  Map<String, Kind> options();

  /**
   * What is wrong with an option's value, whatever the other options are.
   *
   * @param name one of {@link #options}
   */
  Optional<String> fault(String name, List<String> values);

  /**
   * Reads all options of a job together.
   *
   * @param settings values by name; no value of its own has a fault
   * @throws io.spikeport.error.SpikeportException if they contradict each other
   */
  JobOptions read(Map<String, List<String>> settings);
}
