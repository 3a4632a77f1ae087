package io.spikeport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a small source tree, with stand-ins for Maven and Java that say what they were
 * asked.
 */
class LauncherTest {

  private static final String MAVEN =
      """
      #!/bin/sh
      [ "$2" != --version ] || { echo 'Apache Maven 3.9.9'; echo 'Java version: 17.0.1'; exit; }
      while [ "$1" != -f ]; do shift; done
      home=${2%/pom.xml}
      echo built >>"$home/../builds"
      sleep "${BUILD_SECONDS-0}" 9>&-
      mkdir -p "$home/target/natives/here"
      echo jar >"$home/target/spikeport.jar"
      echo "${LIBRARIES-$home/pom.xml}" >"$home/target/classpath.txt"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *DumpLoadedClassList*) ;;
        *Xshare:dump*) for word; do case $word in *SharedArchiveFile=*) echo x >"${word#*=}" ;; esac; done ;;
        *) echo "ran $*" ;;
      esac
      """;

  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    // Others than the owner may go there, for the tests that are run as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    tree = sourceTree(folder.resolve("tree"));
    program(folder.resolve("bin/mvn"), MAVEN);
    jdk("jdk", 17);
  }

  private static Path sourceTree(Path tree) throws IOException {
    Path assembly = Files.createDirectories(tree.resolve("src/main/assembly"));
    Files.createDirectories(tree.resolve("proto"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.writeString(tree.resolve("src/main/A.java"), "class A {}");
    for (String file :
        List.of("spikeport", "src/main/assembly/build.sh", "src/main/assembly/options.sh")) {
      Files.copy(Path.of(file), tree.resolve(file));
    }
    assertTrue(Files.isExecutable(tree.resolve("spikeport")));
    assertTrue(Files.isDirectory(assembly));
    return tree;
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, int version) throws IOException {
    Path jdk = folder.resolve(name);
    program(jdk.resolve("bin/java"), JAVA);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
    return jdk;
  }

  private record Result(int code, String said) {}

  private ProcessBuilder launcher(Path tree, String... args) {
    List<String> command = new ArrayList<>(List.of(tree.resolve("spikeport").toString()));
    command.addAll(List.of(args));
    return at(command);
  }

  private ProcessBuilder at(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("log").toFile());
    builder
        .environment()
        .merge(
            "PATH", folder.resolve("bin").toString(), (old, bin) -> bin + File.pathSeparator + old);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    return builder;
  }

  private Result run(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("still running: " + said());
    }
    return new Result(process.exitValue(), said());
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("log"), StandardCharsets.UTF_8);
  }

  private long builds() throws IOException {
    Path builds = folder.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private void assertRuns(Result result) {
    assertEquals(0, result.code(), result.said());
    assertTrue(result.said().contains("ran "), result.said());
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** As somebody who may read the tree and not write to it. */
  private ProcessBuilder asNobody(ProcessBuilder builder) throws IOException {
    if (isRoot()) {
      assumeTrue(Programs.isInstalled("setpriv"), "util-linux");
      List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
      command.addAll(builder.command());
      return builder.command(command);
    }
    try (var files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-xr-xr-x"));
      }
    }
    return builder;
  }

  @Test
  void buildsOnceAndAgainWhenASourceChanges() throws Exception {
    assertRuns(run(launcher(tree, "--help")));
    assertRuns(run(launcher(tree, "--help")));
    assertEquals(1, builds());
    Files.writeString(tree.resolve("src/main/A.java"), "class A { int x; }");
    Files.setLastModifiedTime(
        tree.resolve("src/main/A.java"), FileTime.from(Instant.now().plusSeconds(2)));
    assertRuns(run(launcher(tree)));
    assertEquals(2, builds());
    Files.delete(tree.resolve("src/main/A.java"));
    Files.setLastModifiedTime(
        tree.resolve("src/main"), FileTime.from(Instant.now().plusSeconds(2)));
    assertRuns(run(launcher(tree)));
    assertEquals(3, builds());
  }

  @Test
  void aSourceFromTheFutureIsBuiltOnce() throws Exception {
    Files.setLastModifiedTime(
        tree.resolve("src/main/A.java"), FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
    assertRuns(run(launcher(tree)));
    assertRuns(run(launcher(tree)));
    assertEquals(1, builds());
  }

  @Test
  void aTargetThatCannotBeWrittenIsNamed() throws Exception {
    Files.writeString(tree.resolve("target"), "a file");
    Result result = run(launcher(tree));
    assertEquals(4, result.code(), result.said());
    assertTrue(
        result
            .said()
            .contains(
                tree.toRealPath().resolve("target/launch") + ": expected a folder to build in"),
        result.said());
    Files.delete(tree.resolve("target"));

    result = run(asNobody(launcher(tree)));
    assertEquals(4, result.code(), result.said());
    assertTrue(
        result.said().contains("target/launch: expected a folder to build in"), result.said());
  }

  @Test
  void aTargetThatCannotBeReadIsNamed() throws Exception {
    Files.createDirectories(tree.resolve("target/launch"));
    Files.setPosixFilePermissions(
        tree.resolve("target"), PosixFilePermissions.fromString("-wx------"));
    Files.setPosixFilePermissions(
        tree.resolve("target/launch"), PosixFilePermissions.fromString("-wx------"));
    ProcessBuilder launcher = launcher(tree);
    Result result = run(isRoot() ? asNobody(launcher) : launcher);
    assertEquals(4, result.code(), result.said());
    assertTrue(
        result.said().contains("target/launch: expected a folder to build in"), result.said());
  }

  @Test
  void aReadOnlyTreeRunsWithAnotherSpellingOfJava() throws Exception {
    assertRuns(run(launcher(tree)));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("jdk"));
    jdk("other", 25);
    for (String home : List.of("jdk/", "link", "./jdk", "other")) {
      ProcessBuilder launcher = asNobody(launcher(tree));
      launcher.environment().put("JAVA_HOME", folder + "/" + home);
      Result result = run(launcher);
      assertRuns(result);
      assertTrue(result.said().startsWith("ran "), result.said());
      assertEquals(
          !home.equals("other"), result.said().contains("-XX:SharedArchiveFile="), result.said());
    }
    assertEquals(1, builds());
  }

  @Test
  void eachJavaHasItsClassArchiveAndItsOptions() throws Exception {
    Result first = run(launcher(tree));
    jdk("new", 25);
    ProcessBuilder launcher = launcher(tree);
    launcher.environment().put("JAVA_HOME", folder.resolve("new").toString());
    Result second = run(launcher);
    assertRuns(second);
    assertFalse(first.said().contains("--enable-native-access"), first.said());
    assertTrue(second.said().contains("--enable-native-access=ALL-UNNAMED"), second.said());
    assertFalse(archive(first).equals(archive(second)));
    assertEquals(archive(first), archive(run(launcher(tree))));
    jdk("jdk", 11);
    Result old = run(launcher(tree));
    assertEquals(4, old.code());
    assertTrue(old.said().contains("expected Java 17 or later, found 11"), old.said());
  }

  private static String archive(Result result) {
    return result.said().replaceFirst("(?s).*-XX:SharedArchiveFile=(\\S+).*", "$1");
  }

  @Test
  void aColonInTheFoldersNameIsRefused() throws Exception {
    Path other = sourceTree(Files.createDirectories(folder.resolve("a:b/tree")));
    Result result = run(launcher(other));
    assertEquals(4, result.code(), result.said());
    assertTrue(
        result.said().contains("expected a folder without a colon in its name"), result.said());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
  void aSignalEndsTheBuild(String signal, int code) throws Exception {
    ProcessBuilder launcher = launcher(tree);
    launcher.environment().put("BUILD_SECONDS", "60");
    Process process = launcher.start();
    awaitBuild(1);
    List<ProcessHandle> children = process.children().toList();
    Programs.output(List.of("kill", "-" + signal, "" + process.pid()));
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), said());
    assertEquals(code, process.exitValue(), said());
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
    assertRuns(run(launcher(tree)));
  }

  private void awaitBuild(int number) throws Exception {
    for (int i = 0; i < 500 && builds() < number; i++) {
      Thread.sleep(20);
    }
    assertEquals(number, builds(), said());
  }

  /**
   * Who is killed holds nothing up, though his process number is taken again: here, by ourselves.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLockOfADeadProcessOneDoesNotHoldUpTheNext(boolean flock) throws Exception {
    assumeTrue(isRoot() && Programs.isInstalled("unshare"), "needs root and util-linux");
    if (!flock) {
      withoutFlock();
    }
    List<String> inContainer =
        List.of(
            "unshare",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            tree.resolve("spikeport").toString());
    ProcessBuilder first = at(inContainer);
    first.environment().put("BUILD_SECONDS", "60");
    if (!flock) {
      first.environment().put("PATH", folder.resolve("bin").toString());
    }
    Process process = first.start();
    awaitBuild(1);
    process.destroyForcibly().waitFor();
    ProcessBuilder second = at(inContainer);
    if (!flock) {
      second.environment().put("PATH", folder.resolve("bin").toString());
    }
    assertRuns(run(second));
    assertEquals(2, builds());
  }

  /** Every program of the machine but flock, in the folder of our own. */
  private void withoutFlock() throws IOException {
    for (String place : List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
      for (File program : new File(place).listFiles()) {
        Path link = folder.resolve("bin").resolve(program.getName());
        if (!program.getName().equals("flock")
            && !Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, program.toPath());
        }
      }
    }
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    ProcessBuilder launcher = launcher(tree);
    launcher.environment().put("BUILD_SECONDS", "2");
    Process first = launcher.start();
    awaitBuild(1);
    Result second = run(launcher(tree).redirectOutput(folder.resolve("log2").toFile()));
    assertEquals(0, second.code());
    assertEquals(0, first.waitFor());
    assertEquals(1, builds());
    assertTrue(Files.readString(folder.resolve("log2")).contains("waiting for another spikeport"));
  }

  /**
   * With a real Java: the class path, the natives and the model all lie in folders that ASCII
   * cannot name.
   */
  @Test
  void namesThatAsciiLacksWorkInTheCLocale() throws Exception {
    Path other = sourceTree(Files.createDirectories(folder.resolve("Größe 網 x")));
    Files.copy(
        Path.of("src/test/resources/io/spikeport/format/portable/version-1.snn"),
        other.resolve("größe.snn"));
    Path classes =
        Files.createSymbolicLink(
            folder.resolve("klaßen"), Path.of("target/classes").toAbsolutePath());
    String libraries =
        ClassPath.entries().stream()
            .map(entry -> entry.endsWith("/classes") ? classes.toString() : entry)
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder launcher = launcher(other, "inspect", other.resolve("größe.snn").toString());
    launcher
        .environment()
        .putAll(
            Map.of(
                "LC_ALL",
                "C",
                "LIBRARIES",
                libraries,
                "JAVA_HOME",
                System.getProperty("java.home")));
    Result result = run(launcher);
    assertEquals(0, result.code(), result.said());
    assertTrue(result.said().contains("größe.snn"), result.said());
  }

  /** The same file from the archive, with nothing on the PATH but Java. */
  @Test
  void fromTheArchiveItNeedsNothingButJava() throws Exception {
    Path home = folder.resolve("unpacked here");
    for (String name : List.of("bin", "lib/natives/here")) {
      Files.createDirectories(home.resolve(name));
    }
    Files.copy(Path.of("spikeport"), home.resolve("bin/spikeport"));
    Files.copy(Path.of("src/main/assembly/options.sh"), home.resolve("lib/options.sh"));
    Files.createFile(home.resolve("lib/a.jar"));
    ProcessBuilder launcher =
        at(List.of(home.resolve("bin/spikeport").toString(), "inspect", "a b"));
    launcher.environment().put("PATH", folder.resolve("jdk/bin").toString());
    launcher.environment().remove("JAVA_HOME");
    Result result = run(launcher);
    assertRuns(result);
    assertTrue(
        result
            .said()
            .startsWith("ran -Donnxruntime.native.path=" + home.toRealPath() + "/lib/natives/here"),
        result.said());
    assertTrue(
        result
            .said()
            .contains("-cp " + home.toRealPath() + "/lib/a.jar io.spikeport.cli.Main inspect a b"),
        result.said());
  }
}
