package io.spikeport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.format.ModelFiles;
import io.spikeport.onnx.OperatorTable;
import io.spikeport.snn.SpikingModel;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the documentation true. */
class ReadmeTest {

  private static final String TABLE = "<!-- operators -->\n";

  @TempDir Path folder;

  @Test
  void theJavaProgramCompilesAndConverts() throws Exception {
    Path model = folder.resolve("mnist.snn");
    String program =
        section(Files.readString(Path.of("README.md")), "```java\n", "```")
            .replace("\"mnist.snn\"", "\"" + model.toString().replace("\\", "\\\\") + "\"")
            .replace("System.out.println", "java.util.Objects.requireNonNull");
    compile(program);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass("Convert").getMethod("main", String[].class).invoke(null, (Object) null);
    }
    SpikingModel written = ModelFiles.read(model);
    assertEquals(8, written.defaults().timesteps());
  }

  /** Written anew with {@code -Dupdate.docs}. */
  @Test
  void theOperatorTableIsTheImporters() throws IOException {
    Path page = Path.of("docs/operators.md");
    String text = Files.readString(page);
    int start = text.indexOf(TABLE) + TABLE.length();
    if (System.getProperty("update.docs") != null) {
      Files.writeString(page, text.substring(0, start) + OperatorTable.markdown().strip() + "\n");
      return;
    }
    assertEquals(OperatorTable.markdown().strip(), text.substring(start).strip());
  }

  @Test
  void everyLinkWithinTheProjectLeadsSomewhere() throws IOException {
    Set<String> broken = new TreeSet<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher matcher =
          Pattern.compile("\\]\\((?!https?://)([^)#]+)[^)]*\\)")
              .matcher(Files.readString(document));
      for (MatchResult link : matcher.results().toList()) {
        links++;
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          broken.add(document + " → " + link.group(1));
        }
      }
    }
    assertEquals(Set.of(), broken);
    assertTrue(links > 10, "the pattern still finds links");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> others =
            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "fixtures/README.md")
                .map(Path::of)) {
      return Stream.concat(docs.filter(path -> path.toString().endsWith(".md")), others).toList();
    }
  }

  private void compile(String program) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-proc:none", "-d", folder.toString()),
                null,
                List.of(new Source(program)))
            .call();
    assertTrue(compiled, messages.toString());
  }

  private static String section(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    assertTrue(from >= begin.length(), "README.md has no " + begin);
    return text.substring(from, text.indexOf(end, from));
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///Convert.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
