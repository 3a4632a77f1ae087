package io.spikeport.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.conversion.Conversion;
import io.spikeport.conversion.ConversionOptions;
import io.spikeport.conversion.Converter;
import io.spikeport.data.Datasets;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that enlarge what they made small, converted. */
class LinearNetworksTest {

  @TempDir Path folder;

  private double error(ModelBuilder model, int... sample) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.output("y").build().toByteArray());
    Random random = new Random(3);
    float[] images = new float[24 * Shape.of(sample).size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    Conversion conversion =
        new Converter(ConversionOptions.graded(8, 8))
            .convert(file, Datasets.of(images, Shape.of(sample)));
    return conversion.model().provenance().judgment().orElseThrow().outputError().orElseThrow();
  }

  /** Sigma-delta neurons leave θ/2 each; with eight levels that is a few thousandths. */
  @Test
  void overTwoAxes() throws IOException {
    double error =
        error(
            ModelBuilder.opset(13)
                .input(2, 8, 8)
                .weights("w", 4, 2, 3, 3)
                .weights("t", 4, 3, 2, 2)
                .weights("c", 1, 1, 16, 1)
                .integers("n", 0)
                .integers("pads", 0, 0, 1, 2, 0, 0, 1, 0)
                .initializer("scales", Tensor.vector(1, 1, 1.5f, 0.5f))
                .weights("v", 2, 4, 3, 3)
                .node("Conv", "a", "x", "w")
                .ints("pads", 1, 1, 1, 1)
                .done()
                .node("Relu", "r", "a")
                .done()
                .node("ConvTranspose", "u", "r", "t")
                .ints("strides", 2, 2)
                .done()
                .node("Relu", "s", "u")
                .done()
                .node("Shape", "shape", "x")
                .done()
                .node("Gather", "batch", "shape", "n")
                .done()
                .integers("rest", 1, 16, 16)
                .node("Concat", "all", "batch", "rest")
                .integer("axis", 0)
                .done()
                .node("Expand", "rows", "c", "all")
                .done()
                .node("Concat", "j", "s", "rows")
                .integer("axis", 1)
                .done()
                .node("Resize", "z", "j", "", "scales")
                .text("mode", "cubic")
                .done()
                .node("Pad", "p", "z", "pads")
                .text("mode", "reflect")
                .done()
                .node("Conv", "q", "p", "v")
                .done()
                .node("Relu", "f", "q")
                .done()
                .node("ReduceMean", "m", "f")
                .ints("axes", 1)
                .done()
                .node("Sub", "y", "f", "m")
                .done(),
            2,
            8,
            8);

    assertTrue(error < 0.02, "relative error " + error);
  }

  @Test
  void overThreeAxes() throws IOException {
    double error =
        error(
            ModelBuilder.opset(13)
                .input(1, 6, 6, 8)
                .weights("w", 4, 1, 3, 3, 3)
                .weights("t", 4, 2, 2, 2, 2)
                .node("Conv", "a", "x", "w")
                .ints("pads", 1, 1, 1, 1, 1, 1)
                .done()
                .node("Relu", "r", "a")
                .done()
                .node("MaxPool", "m", "r")
                .ints("kernel_shape", 2, 2, 2)
                .ints("strides", 2, 2, 2)
                .done()
                .node("ConvTranspose", "y", "m", "t")
                .ints("strides", 2, 2, 2)
                .done(),
            1,
            6,
            6,
            8);

    assertTrue(error < 0.02, "relative error " + error);
  }
}
