package io.spikeport.batch.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every combination of options that have several values. */
final class Grid {

  private Grid() {}

  /** The options that have several values. */
  static List<String> dimensions(Map<String, List<Setting>> settings) {
    return settings.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many combinations there are. */
  static double size(Map<String, List<Setting>> settings) {
    return settings.values().stream()
        .mapToDouble(values -> Math.max(1, values.size()))
        .reduce(1, (a, b) -> a * b);
  }

  /** The combinations, the last option varying fastest. */
  static List<Map<String, Setting>> combinations(Map<String, List<Setting>> settings) {
    List<Map<String, Setting>> all = List.of(Map.of());
    for (Map.Entry<String, List<Setting>> option : settings.entrySet()) {
      List<Map<String, Setting>> longer = new ArrayList<>();
      for (Map<String, Setting> combination : all) {
        for (Setting value : option.getValue()) {
          Map<String, Setting> next = new LinkedHashMap<>(combination);
          next.put(option.getKey(), value);
          longer.add(next);
        }
      }
      // An option none of whose values can be used has been told about.
      all = longer.isEmpty() ? all : longer;
    }
    return all;
  }

  /** What tells one value of an option from the others, for a file's name. */
  static String word(String option, Setting setting) {
    String text = setting.text();
    if (option.equals("timesteps")) {
      return "T" + text;
    }
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true") ? option : "no-" + option;
    }
    if (text.matches("[0-9.,+-]+")) {
      return option + text;
    }
    return text.contains("/") ? String.valueOf(Path.of(text).getFileName()) : text;
  }
}
