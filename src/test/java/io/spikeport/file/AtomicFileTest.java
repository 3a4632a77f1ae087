package io.spikeport.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.error.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  private static final byte[] OLD = "old".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] NEW = "new one".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String refusal(Path target) {
    return assertThrows(FileException.class, () -> AtomicFile.write(target, NEW)).getMessage();
  }

  @Test
  void writesAndReplaces() throws Exception {
    Path target = folder.resolve("model.snn");
    AtomicFile.write(target, OLD);
    assertArrayEquals(OLD, Files.readAllBytes(target));
    AtomicFile.write(target, NEW);
    assertArrayEquals(NEW, Files.readAllBytes(target));
    assertEquals(List.of("model.snn"), names());
  }

  @Test
  void othersMayReadWhatTheySeeOfOtherFiles() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    AtomicFile.write(folder.resolve("ours"), NEW);
    Files.createFile(folder.resolve("plain"));
    assertEquals(
        Files.getPosixFilePermissions(folder.resolve("plain")),
        Files.getPosixFilePermissions(folder.resolve("ours")));
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path target = Files.createDirectory(folder.resolve("sub")).resolve("model.snn");
    Files.write(target, OLD);
    Path link = Files.createSymbolicLink(folder.resolve("link.snn"), target);
    AtomicFile.write(link, NEW);
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(NEW, Files.readAllBytes(target));
  }

  @Test
  void failureLeavesTheOldFileAndNothingElse() throws Exception {
    Path target = folder.resolve("model.snn");
    Files.write(target, OLD);
    FileException e =
        assertThrows(
            FileException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(NEW);
                      throw new IOException("No space left on device");
                    }));
    assertEquals(
        target
            + ": expected to write the file, found No space left on device; check the disk's free"
            + " space and the folder '"
            + folder
            + "'",
        e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.fill(
                target,
                file -> {
                  Files.write(file, NEW);
                  throw new IllegalStateException("broken");
                }));
    assertArrayEquals(OLD, Files.readAllBytes(target));
    assertEquals(List.of("model.snn"), names());
  }

  @Test
  void aMissingFolder() {
    Path missing = folder.resolve("missing");
    assertEquals(
        missing.resolve("model.snn")
            + ": expected an existing folder, found no folder '"
            + missing
            + "'; create it first",
        refusal(missing.resolve("model.snn")));
  }

  @Test
  void aFileInsteadOfAFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertTrue(refusal(file.resolve("model.snn")).contains("'" + file + "' is no folder"));
  }

  @Test
  void aFolderInsteadOfAFile() {
    assertEquals(
        folder + ": expected the name of a file to write, found a folder; add a file name",
        refusal(folder));
  }

  @Test
  void aFolderThatIsNotWritable() throws Exception {
    // Root may write to any folder but this one, which the kernel makes.
    Path kernel = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(kernel));
    assertTrue(
        refusal(kernel.resolve("model.snn")).contains("choose another")
            || refusal(kernel.resolve("model.snn")).contains("expected to write the file"));
    assumeTrue(!"root".equals(System.getProperty("user.name")));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertEquals(
        folder.resolve("model.snn")
            + ": expected a folder that may be written to, found '"
            + folder
            + "' is not writable; choose another output folder or change its permissions",
        refusal(folder.resolve("model.snn")));
  }

  @Test
  void aDeviceIsNotReplaced() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device) && !Files.isRegularFile(device));
    assertTrue(refusal(device).contains("found a device or pipe"));
    assertTrue(Files.exists(device) && !Files.isRegularFile(device));
  }

  /** Kills a Java program that writes the same file over and over, at different moments. */
  @Test
  void killedWhileWritingTheOldFileIsStillWhole() throws Exception {
    Path target = folder.resolve("model.snn");
    int whole = SlowWriter.LENGTH;
    for (int round = 0; round < 5; round++) {
      AtomicFile.write(target, out -> out.write(new byte[whole]));
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SlowWriter.class.getName(),
                  target.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals('w', writer.getInputStream().read(), "the writer has begun");
      Thread.sleep(37L * round);
      writer.destroyForcibly();
      assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
      byte[] left = Files.readAllBytes(target);
      assertEquals(whole, left.length);
      for (byte b : left) {
        assertEquals(left[0], b, "bytes of two versions in one file");
      }
    }
    assertFalse(names().isEmpty());
  }
}
