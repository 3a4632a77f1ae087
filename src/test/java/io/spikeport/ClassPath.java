package io.spikeport;

import java.io.File;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;

/** The class path that the tests run with. */
public final class ClassPath {

  private ClassPath() {}

  /** Its entries, whether the virtual machine was started with them or a class loader was made. */
  public static List<String> entries() {
    if (ClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> new File(url.getPath()).toString())
          .toList();
    }
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
  }
}
