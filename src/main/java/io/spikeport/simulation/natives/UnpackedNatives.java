package io.spikeport.simulation.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * ND4J's natives in a folder, where the launchers keep them. JavaCPP, which loads them otherwise,
 * first unpacks 400 MB to the user's folder, and at every start looks for each in all jars under
 * dozens of names, which takes longer than many a command.
 *
 * <p>The system property {@code spikeport.natives} names the folder. Without it, or if they are not
 * there, JavaCPP loads them from the class path.
 */
final class UnpackedNatives {

  private static final String ND4J = "jnind4jcpu";

  /**
   * Those that Java calls, in the order in which they need each other. The system's loader finds
   * beside them what they need besides.
   */
  private static final List<String> CALLED = List.of("jnijavacpp", "jniopenblas_nolapack", ND4J);

  private UnpackedNatives() {}

  /**
   * Loads them if they are there; to be called once, before a class of JavaCPP is initialized.
   *
   * @return ND4J's own, if it was loaded
   * @throws UnsatisfiedLinkError if one of them is damaged or for another platform
   */
  static Optional<Path> load() {
    Optional<Path> nd4j =
        Optional.ofNullable(System.getProperty("spikeport.natives"))
            .map(folder -> Path.of(folder).toAbsolutePath().resolve(System.mapLibraryName(ND4J)))
            .filter(Files::exists);
    nd4j.ifPresent(
        file -> {
          System.setProperty("org.bytedeco.javacpp.loadLibraries", "false");
          CALLED.forEach(
              name -> System.load(file.resolveSibling(System.mapLibraryName(name)).toString()));
        });
    return nd4j;
  }
}
