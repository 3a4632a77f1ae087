package io.spikeport.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession;
import io.spikeport.data.Python;
import io.spikeport.format.Engine;
import io.spikeport.format.Fixtures;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code docs/stateful-onnx.md} are run as they stand there. */
class StatefulOnnxDocumentTest {

  private static final int IMAGES = 5;

  /** Stands for Python's {@code onnxruntime}, which Debian does not have: PyTorch does the work. */
  private static final String STAND_IN = "src/test/python/onnxruntime_stand_in.py";

  @TempDir Path folder;
  private SpikingModel model;
  private float[] images;
  private List<ImageResult> expected;

  @BeforeEach
  void write() throws Exception {
    model = Fixtures.spiking("mnist-cnn-avgpool", "99.9%", MaxPooling.SPIKES, Scalers.SEPARATE);
    OnnxFormat.write(model, OnnxForm.STEP, folder.resolve("step.onnx"));
    images = new float[IMAGES * 784];
    io.spikeport.Fixtures.testImages().read(0, IMAGES, images);
    Tensor batch = Tensor.wrap(Shape.of(IMAGES, 1, 28, 28), images);
    expected = Engine.run(model, Engine.images(batch), 50, Set.of());
  }

  private static String program(String language) throws Exception {
    String text = Files.readString(Path.of("docs/stateful-onnx.md"));
    Matcher matcher =
        Pattern.compile(
                "<!-- test: " + language + " -->\n```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(text);
    assertTrue(matcher.find(), language);
    return matcher.group(1);
  }

  @Test
  void pythonRunsAStepAsTheDocumentSays() throws Exception {
    Python.require("onnx", "torch");
    String run =
        """
        import os, runpy, sys, numpy as np
        sys.path.insert(0, sys.argv[3])
        os.chdir(sys.argv[1])
        np.save('images.npy', np.fromfile('images.bin', '>f4').reshape(-1, 1, 28, 28))
        runpy.run_path('program.py')
        """;
    Files.writeString(folder.resolve("program.py"), program("python"));
    Path module = folder.resolve("modules");
    Files.createDirectory(module);
    Files.copy(Path.of(STAND_IN), module.resolve("onnxruntime.py"));
    var bytes = java.nio.ByteBuffer.allocate(images.length * Float.BYTES);
    bytes.asFloatBuffer().put(images);
    Files.write(folder.resolve("images.bin"), bytes.array());
    String printed = Python.run(run, folder, "-", module);
    List<Integer> classes = expected.stream().map(ImageResult::prediction).toList();
    assertEquals(classes.toString().replace(",", ""), printed.strip());
  }

  @Test
  void javaRunsAStepAsTheDocumentSays() throws Exception {
    String source =
        """
        import ai.onnxruntime.*;
        import java.nio.FloatBuffer;
        import java.util.*;
        import java.util.stream.LongStream;
        public class Program {
          public static float[][] run(float[] images) throws OrtException {
        """
            + program("java").replace("\"step.onnx\"", "\"" + folder.resolve("step.onnx") + "\"")
            + "return total; } }";
    Path file = folder.resolve("Program.java");
    Files.writeString(file, source);
    StringWriter said = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var sources = compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file);
    String path =
        Path.of(OrtSession.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    List<String> options = List.of("-d", folder.toString(), "-cp", path, "-proc:none");
    assertTrue(compiler.getTask(said, null, null, options, null, sources).call(), said.toString());
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, OrtSession.class.getClassLoader())) {
      float[][] total =
          (float[][])
              loader
                  .loadClass("Program")
                  .getMethod("run", float[].class)
                  .invoke(null, (Object) images);
      for (int n = 0; n < IMAGES; n++) {
        // Sums of 50 outputs in units of some tens; single precision, another order of addition,
        // and for one image in six a spike that comes a timestep earlier or later.
        assertArrayEquals(expected.get(n).accumulated().toArray(), total[n], 8f);
      }
    }
  }
}
