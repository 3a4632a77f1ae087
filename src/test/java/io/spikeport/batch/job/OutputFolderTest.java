package io.spikeport.batch.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  @TempDir Path folder;

  @Test
  void oneRunAtATime() {
    Path out = folder.resolve("new/out");
    try (OutputFolder first = OutputFolder.open(out)) {
      assertEquals(out.resolve("a.snn"), first.result("a.snn"));
      String message = assertThrows(FileException.class, () -> OutputFolder.open(out)).getMessage();
      assertEquals(
          out
              + ": expected no other batch at work in this folder, found process "
              + ProcessHandle.current().pid()
              + "; wait for it, or choose another --out",
          message);
    }
    OutputFolder.open(out).close();
  }

  @Test
  void theLockFileOfADeadProcessDoesNotBlock() throws Exception {
    Files.createDirectories(folder.resolve(".spikeport"));
    Files.writeString(folder.resolve(".spikeport/lock"), "process 1");
    OutputFolder.open(folder).close();
  }

  @Test
  void onlyTheLeftoversOfOneFileGo() throws Exception {
    Path ours = Files.createFile(folder.resolve(".model.1a2b3c.tmp.snn"));
    List<Path> others =
        List.of(
            folder.resolve("model.snn"),
            folder.resolve(".model.1a2b3c.tmp.txt"),
            folder.resolve(".model2.1a2b3c.tmp.snn"),
            folder.resolve(".model.notes.tmp.snn"));
    for (Path other : others) {
      Files.createFile(other);
    }
    try (OutputFolder out = OutputFolder.open(folder)) {
      out.deleteLeftovers("model.snn");
    }
    assertFalse(Files.exists(ours));
    others.forEach(other -> assertTrue(Files.exists(other), other.toString()));
  }
}
