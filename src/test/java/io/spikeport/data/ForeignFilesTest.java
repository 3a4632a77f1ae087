package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.error.FileException;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.ContentHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no data are named as what they are, and pipes and devices are left alone. */
class ForeignFilesTest {

  @TempDir Path folder;

  private String refusal(Path file) {
    return assertThrows(SpikeportException.class, () -> Datasets.open(file, DataOptions.DEFAULT))
        .getMessage();
  }

  @Test
  void kinds() throws Exception {
    Map<String, String> kinds =
        Map.of(
            "version https://git-lfs.github.com/spec/v1", "a Git LFS pointer",
            "\u0089HDF\r\n\u001a\n0000", "an HDF5 file",
            "\u0080\u0002}q", "a Python pickle",
            "BZh91AY", "bzip2",
            "\u001c\0\0\0TFL3", "a TFLite model",
            "GIF89a", "a GIF image",
            "RIFF0000WEBPVP8", "a WebP image");
    Path file = folder.resolve("data");
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      Files.write(file, kind.getKey().getBytes(StandardCharsets.ISO_8859_1));
      assertTrue(refusal(file).contains(kind.getValue()), refusal(file));
      String message = assertThrows(SpikeportException.class, () -> Labels.read(file)).getMessage();
      assertTrue(message.contains(kind.getValue()), message);
    }
  }

  @Test
  void archives() throws Exception {
    Path torch = folder.resolve("model.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(torch))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(1);
    }
    assertTrue(refusal(torch).contains("a PyTorch file (.pt)"), refusal(torch));
    Path zipped = folder.resolve("images.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(zipped))) {
      zip.putNextEntry(new ZipEntry("a.png"));
      zip.write(1);
    }
    assertTrue(refusal(zipped).contains("a zip archive without any"), refusal(zipped));
    Path gzip = folder.resolve("cifar");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      out.write(new byte[1024]);
    }
    assertTrue(refusal(gzip).contains("unpack the file"), refusal(gzip));
  }

  /** A pipe is refused at once: looking at its first bytes would lose them. */
  @Test
  void pipesAndDevices() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0, "needs mkfifo");
    for (Path file : new Path[] {pipe, Path.of("/dev/zero")}) {
      String expected = file + ": expected labels, found a pipe or device;";
      assertTrue(refusal(file).contains("a pipe or device"), refusal(file));
      FileException e = assertThrows(FileException.class, () -> Labels.read(file));
      assertEquals(
          expected + " save it to a file and give that",
          e.getMessage().replace("expected data", "expected labels"));
      assertThrows(FileException.class, () -> ContentHash.of(file));
    }
  }
}
