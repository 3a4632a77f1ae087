package io.spikeport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the source tree in bounds that {@code CONTRIBUTING.md} states; prints the figures. */
class HouseTest {

  private static final Path MAIN = Path.of("src/main/java/io/spikeport");
  private static final int MOST_FILES = 25;

  /** One record per operator: they stay together, since {@code Op} is sealed. */
  private static final Set<String> MAY_BE_LARGER = Set.of("graph");

  /** Lower it when the code shrinks; raise it for new features only. */
  private static final int MOST_LINES = 59_000;

  /** The library knows no command line; lower it until it is 0. */
  private static final int MOST_FLAGS = 123;

  /** A comment, or a string in group 1. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|'(?:[^'\\\\\n]|\\\\.)+'"
              + "|(\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\")",
          Pattern.DOTALL);

  private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");

  @Test
  void noPackageIsTooLarge() {
    Map<String, List<Path>> packages = group(path -> MAIN.relativize(path.getParent()).toString());
    packages.forEach((name, files) -> System.out.printf("%4d files in %s%n", files.size(), name));
    packages.keySet().removeAll(MAY_BE_LARGER);
    packages.values().removeIf(files -> files.size() <= MOST_FILES);
    assertEquals(Set.of(), packages.keySet(), "packages of more than " + MOST_FILES + " files");
  }

  @Test
  void noSimpleNameIsUsedTwice() {
    Map<String, List<Path>> names = group(path -> path.getFileName().toString());
    names.remove("package-info.java");
    names.values().removeIf(files -> files.size() == 1);
    assertEquals(Map.of(), names);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> without = new TreeSet<>();
    group(path -> path.getParent().toString())
        .forEach(
            (name, files) -> {
              if (files.stream().noneMatch(file -> file.endsWith("package-info.java"))) {
                without.add(name);
              }
            });
    assertEquals(Set.of(), without, "packages without package-info.java");
  }

  @Test
  void theCodeStaysSmall() {
    long lines = sources().stream().mapToLong(path -> read(path).lines().count()).sum();
    System.out.printf("%d lines under %s, at most %d%n", lines, MAIN, MOST_LINES);
    assertTrue(lines <= MOST_LINES, lines + " lines");
  }

  @Test
  void onlyTheCommandLineNamesOptions() {
    List<String> flags = new ArrayList<>();
    for (Path path : sources()) {
      if (!path.startsWith(MAIN.resolve("cli"))) {
        TOKEN
            .matcher(read(path))
            .results()
            .map(token -> token.group(1))
            .filter(text -> text != null)
            .flatMap(text -> FLAG.matcher(text).results().map(MatchResult::group))
            .forEach(flag -> flags.add(path.getFileName() + " " + flag));
      }
    }
    System.out.printf(
        "%d option names outside cli, at most %d: %s%n", flags.size(), MOST_FLAGS, flags);
    assertTrue(flags.size() <= MOST_FLAGS, () -> flags.size() + " option names: " + flags);
  }

  private static Map<String, List<Path>> group(Function<Path, String> key) {
    return sources().stream()
        .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static Collection<Path> sources() {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
