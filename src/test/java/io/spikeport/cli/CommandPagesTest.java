package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps the pages about the commands the same as their help. After a change of an option, {@code
 * mvn test -Dtest=CommandPagesTest -Dupdate.docs} writes them anew.
 */
class CommandPagesTest {

  private static final boolean UPDATE = System.getProperty("update.docs") != null;

  private static final Path MANUAL = Path.of("docs/man");

  @Test
  void everyCommandHasItsPage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    CommandPage.all()
        .forEach(page -> pages.put(MarkdownPage.fileName(page), MarkdownPage.of(page)));
    requireSame(pages, Path.of("docs/commands"));
  }

  @Test
  void everyCommandHasItsManualPage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    List<CommandPage> all = CommandPage.all();
    all.forEach(page -> pages.put(ManPage.fileName(page), ManPage.of(page, all)));
    requireSame(pages, MANUAL);
  }

  /** What {@code man} would complain of, an outside judge finds. */
  @ParameterizedTest
  @ValueSource(strings = {"groff -man -Tutf8 -ww -K utf8 -z", "mandoc -T lint -W warning"})
  void theManualPagesAreWellFormed(String judge) throws Exception {
    List<String> command = new ArrayList<>(List.of(judge.split(" ")));
    assumeTrue(Programs.isInstalled(command.get(0)), command.get(0) + " is not installed");
    files(MANUAL).values().forEach(file -> command.add(file.toString()));
    // Without a date, a page stays the same as long as the command does.
    List<String> complaints =
        Programs.output(command).lines().filter(line -> !line.contains("missing date")).toList();
    assertEquals(List.of(), complaints);
  }

  @Test
  void manShowsOptionsAndExamples() throws Exception {
    assumeTrue(Programs.isInstalled("groff"), "groff is not installed");
    String shown =
        Programs.output(
            List.of(
                "groff",
                "-man",
                "-Tascii",
                "-P-c",
                "-P-b",
                "-P-u",
                "-rLL=80n",
                MANUAL + "/spikeport-convert.1"));
    assertTrue(shown.contains("spikeport-convert - converts a trained network (ONNX)"), shown);
    assertTrue(shown.contains("--normalization=RULE\n"), shown);
    assertTrue(shown.replaceAll("\\s+", " ").contains("a percentile such as 99.9%"), shown);
    assertTrue(shown.contains("--mean 0.485,0.456,0.406"), shown);
    assertTrue(shown.contains("train-images-idx3-ubyte.gz \\\n"), shown);
  }

  private static void requireSame(Map<String, String> pages, Path folder) throws IOException {
    if (UPDATE) {
      Files.createDirectories(folder);
      for (Path file : files(folder).values()) {
        Files.delete(file);
      }
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(folder.resolve(page.getKey()), page.getValue());
      }
    }
    String remedy = "write them anew: mvn test -Dtest=CommandPagesTest -Dupdate.docs";
    Map<String, Path> files = files(folder);
    assertEquals(pages.keySet(), files.keySet(), "pages in " + folder + "; " + remedy);
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Path file = files.get(page.getKey());
      assertEquals(page.getValue(), Files.readString(file), file + " and --help differ; " + remedy);
    }
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> children = Files.list(folder)) {
        children.forEach(file -> files.put(file.getFileName().toString(), file));
      }
    }
    return files;
  }
}
