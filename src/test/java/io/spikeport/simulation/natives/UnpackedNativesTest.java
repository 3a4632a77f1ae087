package io.spikeport.simulation.natives;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.ClassPath;
import io.spikeport.Fixtures;
import io.spikeport.Programs;
import io.spikeport.cli.Main;
import io.spikeport.simulation.NativeLibraries;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since natives are loaded once. */
class UnpackedNativesTest {

  @TempDir Path folder;

  private String doctor() throws Exception {
    return output("doctor");
  }

  private String output(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dspikeport.natives=" + folder,
                "-cp",
                String.join(File.pathSeparator, ClassPath.entries()),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return Programs.output(command);
  }

  @Test
  void areLoadedFromTheFolder() throws Exception {
    assertTrue(NativeLibraries.load().nd4jWorks());
    for (String loaded : Loader.getLoadedLibraries().values()) {
      Path library = Path.of(loaded);
      if (Files.exists(library)) { // some are the system's
        Files.createSymbolicLink(folder.resolve(library.getFileName()), library);
      }
    }
    String output = doctor();
    Path nd4j = folder.resolve(System.mapLibraryName("jnind4jcpu"));
    assertTrue(output.contains("ND4J natives: " + nd4j), output);
    assertFalse(output.contains("do not work"), output);
  }

  @Test
  void areTakenFromTheClassPathOtherwise() throws Exception {
    String output = doctor();
    assertTrue(output.contains(System.mapLibraryName("jnind4jcpu")), output);
    assertFalse(output.contains(folder.toString()), output);
    assertFalse(output.contains("do not work"), output);
  }

  @Test
  void damagedOnesAreTold() throws Exception {
    for (String name : List.of("jnijavacpp", "jniopenblas_nolapack", "jnind4jcpu")) {
      Files.writeString(folder.resolve(System.mapLibraryName(name)), "not a library");
    }
    String output = doctor();
    assertTrue(output.contains("wrong: ND4J's natives do not work"), output);
    assertTrue(output.contains(folder.toString()), output);
    assertFalse(output.contains("\tat "), output);

    String model = Fixtures.model("mnist-cnn-avgpool").toString();
    String images = Fixtures.CALIBRATION.toString();
    String out = folder.resolve("model.snn").toString();
    String converted = output("convert", model, "--calibration", images, "-o", out);
    assertTrue(converted.contains("spikeport: libraries: expected ones that load"), converted);
    assertTrue(converted.contains(folder.toString()), converted);
    assertFalse(converted.contains("\tat "), converted);
  }
}
