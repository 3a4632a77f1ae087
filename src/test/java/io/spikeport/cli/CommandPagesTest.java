package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps the pages about the commands the same as their help. After a change of an option, {@code
 * mvn test -Dtest=CommandPagesTest -Dupdate.docs} writes them anew.
 */
class CommandPagesTest {

  private static final boolean UPDATE = System.getProperty("update.docs") != null;

  @Test
  void everyCommandHasItsPage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    CommandPage.all()
        .forEach(page -> pages.put(MarkdownPage.fileName(page), MarkdownPage.of(page)));
    requireSame(pages, Path.of("docs/commands"));
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
