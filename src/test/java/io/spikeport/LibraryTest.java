package io.spikeport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library in a program that has none of the optional dependencies. */
class LibraryTest {

  private static final List<String> OPTIONAL =
      List.of("picocli", "progressbar", "jline-", "xchart", "snakeyaml-engine", "slf4j-nop");

  @TempDir Path folder;

  /** What a program that depends on Spikeport gets from Maven. */
  private static List<String> classPath() {
    return ClassPath.entries().stream()
        .filter(entry -> OPTIONAL.stream().noneMatch(new File(entry).getName()::startsWith))
        .toList();
  }

  @Test
  void everyOptionalDependencyIsMarkedAsSuch() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    Matcher dependencies =
        Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL).matcher(pom);
    List<String> optional = new ArrayList<>();
    while (dependencies.find()) {
      if (dependencies.group(1).contains("<optional>true</optional>")) {
        optional.add(
            dependencies.group(1).replaceAll("(?s).*<artifactId>(.*?)</artifactId>.*", "$1"));
      }
    }
    List<String> expected = OPTIONAL.stream().filter(name -> !name.equals("jline-")).toList();
    assertEquals(expected.stream().sorted().toList(), optional.stream().sorted().toList());
  }

  @Test
  void theReadmesProgramRunsWithoutThem() throws Exception {
    assertTrue(classPath().size() < ClassPath.entries().size() - 4, "something was left out");
    String program =
        Files.readString(Path.of("README.md"))
            .replaceFirst("(?s).*?```java\n", "")
            .replaceFirst("(?s)\n```.*", "")
            .replace("\"mnist.snn\"", "args[0]");
    Path source = Files.writeString(folder.resolve("Convert.java"), program);
    String libraries = classPath().stream().collect(Collectors.joining(File.pathSeparator));
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                libraries,
                "-d",
                folder.toString(),
                source.toString()));
    Path model = folder.resolve("model.snn");
    ProcessBuilder run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                folder + File.pathSeparator + libraries,
                "Convert",
                model.toString())
            .redirectErrorStream(true);
    run.environment().put("GOMP_SPINCOUNT", "0");
    Process process = run.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertFalse(output.contains("SLF4J"), output);
    assertTrue(Files.size(model) > 0);
  }
}
