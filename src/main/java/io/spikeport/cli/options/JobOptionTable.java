package io.spikeport.cli.options;

import io.spikeport.batch.job.JobOptions;
import io.spikeport.batch.plan.OptionTable;
import io.spikeport.batch.plan.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options of {@link JobArguments}, for job files: what picocli knows of them. */
public final class JobOptionTable implements OptionTable {

  private final Map<String, Kind> options;

  /**
   * For checking values one by one. Making it takes picocli much longer than parsing with it; but
   * it may still hold what it parsed before, so a job's options are read by a new one.
   */
  private final CommandLine checker = new CommandLine(new JobArguments());

  public JobOptionTable() {
    Map<String, Kind> found = new LinkedHashMap<>();
    for (OptionSpec option : checker.getCommandSpec().options()) {
      found.put(name(option), kind(option));
    }
    this.options = Collections.unmodifiableMap(found);
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  private static Kind kind(OptionSpec option) {
    if (option.isMultiValue()) {
      return Kind.LIST;
    }
    if (option.arity().max() == 0) {
      return Kind.FLAG;
    }
    return option.type() == Path.class ? Kind.PATH : Kind.VALUE;
  }

  @Override
  public Map<String, Kind> options() {
    return options;
  }

  @Override
  public Optional<String> fault(String name, List<String> values) {
    if (options.get(name) == Kind.FLAG && !values.get(0).matches("true|false")) {
      return Optional.of(
          "expected true or false for '" + name + "', found '" + values.get(0) + "'");
    }
    try {
      checker.parseArgs(words(Map.of(name, values)));
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public JobOptions read(Map<String, List<String>> settings) {
    JobArguments arguments = new JobArguments();
    new CommandLine(arguments).parseArgs(words(settings));
    return arguments.options();
  }

  private String[] words(Map<String, List<String>> settings) {
    List<String> args = new ArrayList<>();
    settings.forEach(
        (name, values) -> {
          if (options.get(name) != Kind.FLAG) {
            args.add("--" + name + "=" + String.join(",", values));
          } else if (values.equals(List.of("true"))) {
            args.add("--" + name);
          }
        });
    return args.toArray(new String[0]);
  }

  /** The options of a job that a command line gives, in the same form. */
  public Map<String, Setting> given(CommandLine.ParseResult parsed) {
    Map<String, Setting> given = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = name(option);
      if (options.containsKey(name)) {
        List<String> values =
            options.get(name) == Kind.FLAG ? List.of("true") : option.originalStringValues();
        given.put(name, new Setting(values, option.longestName()));
      }
    }
    return given;
  }
}
