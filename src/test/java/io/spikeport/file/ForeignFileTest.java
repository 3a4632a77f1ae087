package io.spikeport.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Python;
import io.spikeport.error.ModelException;
import io.spikeport.format.ModelFiles;
import io.spikeport.onnx.model.OnnxModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other kinds are called what they are, by everything that reads models. */
class ForeignFileTest {

  @TempDir Path folder;

  private Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As a model to convert, and as a spiking model of every format. */
  private void assertNamed(byte[] bytes, String what, String remedy) {
    for (String name : new String[] {"m.onnx", "m.pt", "m.snn", "m.snn.json", "m.nir"}) {
      Path file = file(name, bytes);
      ModelException e =
          assertThrows(
              ModelException.class,
              () -> {
                if (name.endsWith("onnx") || name.endsWith("pt")) {
                  OnnxModel.read(file);
                }
                ModelFiles.read(file);
              });
      assertTrue(e.getMessage().contains("found " + what), e.getMessage());
      assertTrue(e.getMessage().contains(remedy), e.getMessage());
    }
    assertThrows(ModelException.class, () -> ModelFiles.read(folder.resolve("m.pt")));
  }

  @Test
  void pointersPagesAndPackedFiles() throws IOException {
    assertNamed(
        latin1("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
        "a Git LFS pointer",
        "git lfs pull");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[1000]);
    }
    assertNamed(packed.toByteArray(), "a gzip file", "gunzip");
    assertNamed(latin1("<!DOCTYPE html><html>"), "a web page", "download");
    assertNamed(zip("model.onnx"), "a zip archive", "unpack");
    assertNamed(latin1("\u001c\0\0\0TFL3\u0014\0"), "a TensorFlow Lite model", "tf2onnx");
    assertNamed(
        latin1("\u0040\0\0\0\0\0\0\0{\"w\":{}}"), "a safetensors file", "torch.onnx.export");
    assertNamed(zip("config.json"), "a Keras model", "export");
  }

  private static byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(1);
    }
    return bytes.toByteArray();
  }

  @Test
  void whatPyTorchAndKerasWrite() throws Exception {
    Python.require("torch", "h5py");
    Python.run(
        """
        import sys, torch, h5py
        f = sys.argv[1]
        torch.save(torch.nn.Linear(2, 2).state_dict(), f + '/zip.pt')
        torch.save(torch.nn.Linear(2, 2), f + '/old.pt', _use_new_zipfile_serialization=False)
        torch.jit.script(torch.nn.Linear(2, 2)).save(f + '/script.pt')
        h5py.File(f + '/keras.h5', 'w')['model_weights'] = [1.0]
        """,
        folder);
    for (String name : new String[] {"zip.pt", "old.pt", "script.pt"}) {
      assertNamed(Files.readAllBytes(folder.resolve(name)), "a ", "torch.onnx.export");
    }
    Path keras = folder.resolve("keras.h5");
    for (Path path : Map.of(keras, 1, Files.copy(keras, folder.resolve("k.onnx")), 2).keySet()) {
      ModelException e = assertThrows(ModelException.class, () -> OnnxModel.read(path));
      assertTrue(e.getMessage().contains("found an HDF5 file"), e.getMessage());
    }
    // A NIR file is one, too: what is wrong with it is another matter.
    Path nir = Files.copy(keras, folder.resolve("k.nir"));
    ModelException e = assertThrows(ModelException.class, () -> ModelFiles.read(nir));
    assertFalse(e.getMessage().contains("Keras"), e.getMessage());
  }

  @Test
  void aSavedModel() throws IOException {
    Path saved = Files.createDirectory(folder.resolve("saved"));
    Files.write(saved.resolve("saved_model.pb"), new byte[] {8, 1, 18, 0});
    for (Path path : new Path[] {saved, saved.resolve("saved_model.pb")}) {
      ModelException e = assertThrows(ModelException.class, () -> OnnxModel.read(path));
      assertTrue(e.getMessage().contains("found a TensorFlow SavedModel"), e.getMessage());
      assertThrows(ModelException.class, () -> ModelFiles.read(path));
    }
    assertEquals(java.util.Optional.empty(), ForeignFile.of(file("m.onnx", latin1("hello"))));
  }
}
