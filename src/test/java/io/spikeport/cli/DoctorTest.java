package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.simulation.NativeLibraries;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorTest {

  private static final long GIB = 1L << 30;
  private static final Machine GOOD =
      new Machine("17", "/java", 2, 8 * GIB, 2 * GIB, "0", "", Map.of());
  private static final NativeLibraries WORKING =
      new NativeLibraries("onednn", true, true, true, 2 * GIB, "1.28", true);

  @Test
  void saysWhatItFoundOnThisMachine() {
    Cli.Result result = Cli.run("doctor", "--json");
    assertTrue(result.json().getAsJsonObject("natives").get("nd4jWorks").getAsBoolean());
    assertTrue(result.json().getAsJsonObject("natives").get("onnxRuntimeWorks").getAsBoolean());
    assertEquals(result.json().getAsJsonArray("wrong").isEmpty() ? 0 : 5, result.code());
    Cli.Result forPeople = Cli.run("doctor");
    assertTrue(forPeople.out().contains("ONNX Runtime: 1."), forPeople.out());
    assertTrue(forPeople.out().contains("BLAS: kernels "), forPeople.out());
  }

  @Test
  void nothingIsWrongWithAGoodMachine() {
    assertEquals(List.of(), Diagnoses.of(GOOD, WORKING));
  }

  @Test
  void everyFaultIsToldWithItsRemedy() {
    Machine bad = new Machine("17", "/java", 2, GIB / 2, GIB / 4, "", "", Map.of());
    NativeLibraries generic =
        new NativeLibraries("generic", true, false, false, GIB, "no library", false);
    List<String> wrong = Diagnoses.of(bad, generic);
    assertEquals(6, wrong.size());
    for (String word : List.of("oneDNN", "vector", "ONNX Runtime does not", "GOMP_SPINCOUNT=0")) {
      assertTrue(wrong.stream().anyMatch(line -> line.contains(word)), word + wrong);
    }
    assertTrue(wrong.stream().allMatch(line -> line.contains(";") || line.contains(":")));
    NativeLibraries none = new NativeLibraries("x", false, false, false, 0, "1.28", true);
    assertTrue(Diagnoses.of(GOOD, none).get(0).startsWith("ND4J's natives do not work (x)"));
  }

  @Test
  void versionsComeFromTheClassPath() {
    assertEquals(
        Map.of("onnxruntime", "1.28.0", "nd4j-native", "1.0.0-M2.1, 1.0.0-M2.1-linux-x86_64"),
        Machine.libraries(
            "/m/onnxruntime-1.28.0.jar:/m/nd4j-native-1.0.0-M2.1.jar:/x/target/classes:"
                + "/m/nd4j-native-1.0.0-M2.1-linux-x86_64.jar"));
  }
}
