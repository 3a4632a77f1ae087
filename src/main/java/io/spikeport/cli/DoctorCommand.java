package io.spikeport.cli;

import io.spikeport.cli.output.Terminal;
import io.spikeport.simulation.NativeLibraries;
import io.spikeport.snn.Producer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;

/** {@code spikeport doctor}. */
@CommandLine.Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks native libraries, threads, memory limits and versions, and says what is wrong and"
          + " what to do; exit code 5 if something is."
    },
    footer = {"", "Example:", "  spikeport doctor"})
final class DoctorCommand extends Command {

  /** The libraries whose versions people are told; JSON has all. */
  private static final Set<String> SHOWN =
      Set.of("javacpp", "jhdf", "nd4j-native", "onnxruntime", "openblas", "protobuf-java");

  DoctorCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run() {
    Machine machine = Machine.inspect();
    NativeLibraries natives = NativeLibraries.load();
    List<String> complaints = Diagnoses.of(machine, natives);
    if (wantsJson()) {
      printJson(new Report(Producer.NAME, machine, natives, Diagnoses.THREADS, complaints));
    } else {
      print(Producer.NAME + ", Java " + machine.java() + " (" + machine.javaHome() + ")");
      print(machine.processors() + " processors");
      print(
          String.format(
              Locale.US,
              "memory: %s, Java heap at most %s, ND4J at most %s outside it",
              Machine.bytes(machine.memory()),
              Machine.bytes(machine.heap()),
              Machine.bytes(natives.offHeapLimit())));
      print("ND4J natives: " + natives.nd4j() + (natives.oneDnn() ? " (with oneDNN)" : ""));
      print(
          "BLAS: kernels "
              + (machine.blasKernels().isEmpty()
                  ? "that OpenBLAS chooses"
                  : "for " + machine.blasKernels() + " (OPENBLAS_CORETYPE)"));
      print("ONNX Runtime: " + natives.onnxRuntime());
      print("threads: " + Diagnoses.THREADS);
      machine.libraries().entrySet().stream()
          .filter(library -> SHOWN.contains(library.getKey()))
          .forEach(library -> print("  " + library.getKey() + " " + library.getValue()));
      complaints.forEach(complaint -> print("wrong: " + complaint));
      if (complaints.isEmpty()) {
        print("nothing is wrong");
      }
    }
    return complaints.isEmpty() ? ExitCode.DONE : ExitCode.BOUND;
  }

  /** What {@code --json} prints. */
  private record Report(
      String version,
      Machine machine,
      NativeLibraries natives,
      String threads,
      List<String> wrong) {}
}
