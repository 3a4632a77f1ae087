package io.spikeport.onnx;

import static io.spikeport.onnx.translate.LayersTest.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.ModelException;
import io.spikeport.graph.Graph;
import io.spikeport.simulation.Energy;
import io.spikeport.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is linear but no layer of a usual classifier, against ONNX Runtime. */
class LinearOperatorsTest {

  private static Graph same(ModelBuilder.NodeBuilder last) {
    return Judge.same(last.done().output("y").build());
  }

  private static long[] longs(String text) {
    return Arrays.stream(text.trim().split(" +")).mapToLong(Long::parseLong).toArray();
  }

  private static ModelBuilder model(int... sample) {
    return ModelBuilder.opset(13).input(sample);
  }

  @ParameterizedTest
  @CsvSource({
    // Strides, pads, dilations, output padding, groups.
    "1 1, 0 0 0 0, 1 1, 0 0, 1",
    "2 2, 1 0 0 1, 1 1, 0 0, 2",
    "3 2, 0 1 2 1, 1 2, 2 1, 1",
    "2 3, 4 5 3 4, 2 1, 1 0, 2"
  })
  void transposedConvolution(String strides, String pads, String dilations, String more, int g) {
    same(
        model(4, 5, 6)
            .weights("w", 4, 6 / g, 3, 4)
            .weights("b", 6)
            .node("ConvTranspose", "y", "x", "w", "b")
            .ints("strides", longs(strides))
            .ints("pads", longs(pads))
            .ints("dilations", longs(dilations))
            .ints("output_padding", longs(more))
            .integer("group", g));
  }

  @ParameterizedTest
  @CsvSource({
    "1 1 1, 0 0 0 0 0 0, 1 1 1, 1",
    "2 1 3, 1 2 0 0 1 2, 1 2 1, 2",
    "1 2 1, 1 0 1 1 0 1, 2 1 2, 1"
  })
  void convolutionOverThreeAxes(String strides, String pads, String dilations, int groups) {
    same(
        model(4, 5, 6, 7)
            .weights("w", 6, 4 / groups, 2, 3, 2)
            .weights("b", 6)
            .node("Conv", "c", "x", "w", "b")
            .ints("strides", longs(strides))
            .ints("pads", longs(pads))
            .ints("dilations", longs(dilations))
            .integer("group", groups)
            .done()
            .node("Relu", "y", "c"));
    same(
        model(4, 3, 4, 3)
            .weights("w", 4, 6 / groups, 2, 3, 2)
            .node("ConvTranspose", "y", "x", "w")
            .ints("strides", longs(strides))
            .ints("pads", longs(pads))
            .ints("dilations", longs(dilations))
            .integer("group", groups));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 1"})
  void poolingOverThreeAxes(int ceil, int countPads) {
    for (String type : List.of("MaxPool", "AveragePool")) {
      ModelBuilder.NodeBuilder pool =
          model(2, 5, 6, 7)
              .node(type, "y", "x")
              .ints("kernel_shape", 2, 3, 2)
              .ints("strides", 2, 2, 1)
              .ints("pads", 1, 1, 0, 0, 1, 1)
              .integer("ceil_mode", ceil);
      same(type.equals("MaxPool") ? pool : pool.integer("count_include_pad", countPads));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"})
  void transposedConvolutionThatPadsItself(String auto) {
    same(
        model(2, 5)
            .weights("w", 2, 3, 4)
            .node("ConvTranspose", "y", "x", "w")
            .ints("strides", 3)
            .text("auto_pad", auto));
  }

  /** Every input meets every weight once, of which the pads of 1 leave out one row and column. */
  @Test
  void transposedConvolutionCountsItsOwnProducts() {
    Graph graph =
        same(
            model(2, 5, 5)
                .weights("w", 2, 3, 2, 2)
                .node("ConvTranspose", "y", "x", "w")
                .ints("strides", 2, 2)
                .ints("pads", 1, 0, 0, 1));

    assertEquals((25 * 4 - 10 - 10 + 1) * 2 * 3, Energy.multiplyAccumulates(graph));
  }

  @Test
  void transposedConvolutionToAShape() {
    same(
        model(2, 5, 5)
            .weights("w", 2, 3, 3, 3)
            .node("ConvTranspose", "y", "x", "w")
            .ints("strides", 3, 2)
            .ints("output_shape", 14, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "linear, half_pixel, 1.7 0.6",
    "linear, align_corners, 2 3",
    "linear, align_corners, 1.7 0.66",
    "linear, asymmetric, 0.5 1.5",
    "linear, pytorch_half_pixel, 2.5 0.3",
    "cubic, half_pixel, 1.7 0.6",
    "cubic, align_corners, 2 3",
    "cubic, asymmetric, 0.5 1.5",
    "cubic, pytorch_half_pixel, 2.5 0.3",
    "nearest, half_pixel, 1.7 0.6",
    "nearest, align_corners, 2 3",
    "nearest, asymmetric, 0.5 1.5",
    "nearest, pytorch_half_pixel, 2.5 0.3",
    "nearest, tf_half_pixel_for_nn, 1.3 0.4"
  })
  void resizeByAnyFactors(String mode, String transformation, String scales) {
    String[] both = scales.split(" ");
    Tensor all = Tensor.vector(1, 1, Float.parseFloat(both[0]), Float.parseFloat(both[1]));
    for (String rounding : List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")) {
      same(
          model(2, 7, 10)
              .initializer("s", all)
              .node("Resize", "y", "x", "", "s")
              .text("mode", mode)
              .text("coordinate_transformation_mode", transformation)
              .text("nearest_mode", rounding));
    }
  }

  @Test
  void resizeToSizes() {
    for (String mode : List.of("nearest", "linear", "cubic")) {
      same(
          model(2, 7, 10)
              .integers("size", 1, 2, 4, 13)
              .node("Resize", "y", "x", "", "", "size")
              .real("cubic_coeff_a", -0.5f)
              .integer("exclude_outside", mode.equals("cubic") ? 1 : 0)
              .text("mode", mode));
    }
  }

  @Test
  void resizeOfARegion() {
    for (String mode : List.of("nearest", "linear")) {
      same(
          model(2, 7, 10)
              .initializer("roi", Tensor.vector(0, 0, -0.2f, 0.3f, 1, 1, 0.7f, 1.2f))
              .integers("size", 1, 2, 5, 6)
              .node("Resize", "y", "x", "roi", "", "size")
              .text("mode", mode)
              .text("coordinate_transformation_mode", "tf_crop_and_resize")
              .real("extrapolation_value", 1.5f));
    }
  }

  @ParameterizedTest
  @CsvSource({"linear, 0", "linear, 1", "cubic, 0", "cubic, 1"})
  void resizeWithAntialiasing(String mode, int exclude) {
    same(
        ModelBuilder.opset(18)
            .input(2, 11, 10)
            .initializer("s", Tensor.vector(0.4f, 0.55f))
            .node("Resize", "y", "x", "", "s")
            .ints("axes", 2, 3)
            .integer("antialias", 1)
            .integer("exclude_outside", exclude)
            .text("mode", mode));
  }

  @Test
  void upsampleByAnyFactors() {
    for (String mode : List.of("nearest", "linear")) {
      same(
          ModelBuilder.opset(9)
              .input(2, 3, 4)
              .initializer("s", Tensor.vector(1, 1, 1.5f, 2.25f))
              .node("Upsample", "y", "x", "s")
              .text("mode", mode));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0 1, 100 100, 2 3, 2 3",
    "-1 5, -100 0, 2 3, -1 -2",
    "1 -2, 3 -9, 1 3, 1 -3",
    "4 0, 0 3, 2 1, -3 2"
  })
  void sliceInSteps(String starts, String ends, String axes, String steps) {
    Graph graph =
        same(
            model(3, 5, 6)
                .integers("s", longs(starts))
                .integers("e", longs(ends))
                .integers("a", longs(axes))
                .integers("t", longs(steps))
                .node("Slice", "y", "x", "s", "e", "a", "t"));

    assertTrue(operators(graph).contains("Take"));
  }

  @Test
  void sliceWithoutElements() {
    ModelBuilder model =
        model(3, 5)
            .integers("s", 4)
            .integers("e", 1)
            .integers("a", 2)
            .integers("t", 2)
            .node("Slice", "y", "x", "s", "e", "a", "t")
            .done()
            .output("y");

    assertThrows(ModelException.class, () -> Judge.imported(model.build()));
  }

  @ParameterizedTest
  @CsvSource({
    "reflect, 0 0 2 1 0 0 3 4",
    "reflect, 0 1 -1 1 0 0 3 -2",
    "edge, 0 1 2 0 0 3 3 9",
    "edge, 0 0 -2 1 0 0 3 -1",
    "constant, 0 2 -1 1 0 0 3 -2"
  })
  void padWithTheValueItself(String mode, String pads) {
    same(
        model(3, 5, 6)
            .integers("p", longs(pads))
            .initializer("v", Tensor.scalar(0.75f))
            .node("Pad", "y", "x", "p", "v")
            .text("mode", mode));
  }

  @Test
  void padChannelsLast() {
    same(
        model(5, 6, 3)
            .node("Transpose", "t", "x")
            .ints("perm", 0, 3, 1, 2)
            .done()
            .integers("p", 0, 0, 2, 1, 0, 0, 0, 1)
            .node("Pad", "q", "t", "p")
            .text("mode", "reflect")
            .done()
            .node("Transpose", "y", "q")
            .ints("perm", 0, 2, 3, 1));
  }

  @Test
  void tile() {
    same(model(2, 1, 4).integers("r", 1, 3, 2, 1).node("Tile", "y", "x", "r"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 3 5 4", "1 3 6 1", "5 4"})
  void expand(String shape) {
    same(model(3, 1, 4).integers("s", longs(shape)).node("Expand", "y", "x", "s"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void gatherOfAnyIndices(int axis) {
    same(
        model(3, 4, 5)
            .integers("i", 2, 0, -1, 2)
            .node("Gather", "y", "x", "i")
            .integer("axis", axis));
    same(
        model(3, 4, 5)
            .integers("i", 2, 0, 1, 1)
            .integers("twice", 2, 2)
            .node("Reshape", "i2", "i", "twice")
            .done()
            .node("Gather", "y", "x", "i2")
            .integer("axis", axis));
  }

  @Test
  void concatWithConstants() {
    ModelBuilder model =
        ModelBuilder.opset(13)
            .inputWithBatch(1, 3, 4, 5)
            .weights("c", 1, 2, 4, 5)
            .weights("d", 1, 1, 4, 5);
    same(model.node("Concat", "y", "c", "x", "d", "x").integer("axis", 1));
  }

  /** As PyTorch exports coordinates that are expanded to the batch, or repeated. */
  @ParameterizedTest
  @ValueSource(strings = {"Expand", "Tile"})
  void concatWithAConstantForEverySample(String how) {
    boolean expand = how.equals("Expand");
    same(
        model(3, 4, 5)
            .weights("c", 1, 1, 4, expand ? 1 : 5)
            .integers("zero", 0)
            .integers("rest", 1, expand ? 4 : 1, expand ? 5 : 1)
            .node("Shape", "s", "x")
            .done()
            .node("Gather", "n", "s", "zero")
            .done()
            .node("Concat", "shape", "n", "rest")
            .integer("axis", 0)
            .done()
            .node(how, "all", "c", "shape")
            .done()
            .node("Concat", "y", "x", "all")
            .integer("axis", 1));
  }

  /** As PyTorch exports {@code zeros_like} of some channels, and {@code repeat} of a vector. */
  @Test
  void constantsThatAreMadeForEverySample() {
    same(
        model(3, 4, 5)
            .integers("from", 0)
            .integers("to", 1)
            .integers("rest", 2, 4, 5)
            .node("Shape", "s", "x")
            .done()
            .node("Slice", "n", "s", "from", "to")
            .done()
            .node("Concat", "shape", "n", "rest")
            .integer("axis", 0)
            .done()
            .node("ConstantOfShape", "zeros", "shape")
            .done()
            .node("Concat", "y", "zeros", "x")
            .integer("axis", 1));
    same(
        model(3, 4, 5)
            .weights("c", 1, 1, 1, 5)
            .integers("from", 0)
            .integers("to", 1)
            .integers("rest", 2, 4, 1)
            .node("Shape", "s", "x")
            .done()
            .node("Slice", "n", "s", "from", "to")
            .done()
            .node("Concat", "repeats", "n", "rest")
            .integer("axis", 0)
            .done()
            .node("Tile", "all", "c", "repeats")
            .done()
            .node("Concat", "y", "all", "x")
            .integer("axis", 1));
  }

  @Test
  void splitOfAConstant() {
    same(
        model(3, 4)
            .weights("c", 3, 3)
            .integers("parts", 1, 2)
            .node("Split", "p", List.of("c", "parts"), List.of("p0", "p1"))
            .integer("axis", 1)
            .done()
            .node("Concat", "weights", "p1", "p0")
            .integer("axis", 1)
            .done()
            .node("MatMul", "y", "weights", "x"));
  }

  @ParameterizedTest
  @CsvSource({"Add", "Sub", "Mul", "Div"})
  void constantsOfAnyShape(String type) {
    for (String shape : List.of("1", "5", "4 1", "3 4 5", "1 3 1 5", "1 1 4 5", "6 1 1")) {
      int channels = shape.equals("6 1 1") ? 1 : 3;
      int[] extents = Arrays.stream(longs(shape)).mapToInt(i -> (int) i).toArray();
      same(model(channels, 4, 5).positive("c", extents).node(type, "y", "x", "c"));
    }
    same(model(1, 4).positive("c", 3, 1).node("Sub", "y", "c", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "Sub", "Sum", "Mean"})
  void valuesOfAnyShape(String type) {
    same(model(3, 4, 5).node("GlobalAveragePool", "g", "x").done().node(type, "y", "g", "x"));
    same(
        model(3, 4, 5)
            .node("ReduceMean", "rows", "x")
            .ints("axes", 2)
            .done()
            .node("ReduceMean", "columns", "x")
            .ints("axes", 1, 3)
            .done()
            .node(type, "y", "rows", "columns"));
  }

  @Test
  void sumWithConstants() {
    same(
        model(3, 4, 5).weights("c", 4, 1).weights("d", 1, 3, 1, 1).node("Sum", "y", "c", "x", "d"));
  }

  @ParameterizedTest
  @CsvSource({"2 3", "1", "3", "1 2 3", "-1 1"})
  void sumsAndMeansOverAnyAxes(String axes) {
    for (int keep : new int[] {0, 1}) {
      same(
          model(3, 4, 5)
              .node("ReduceMean", "y", "x")
              .ints("axes", longs(axes))
              .integer("keepdims", Math.max(keep, longs(axes).length / 3)));
      same(
          model(3, 4, 5)
              .integers("a", longs(axes))
              .node("ReduceSum", "y", "x", "a")
              .integer("keepdims", Math.max(keep, longs(axes).length / 3)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The value's sample, the constant, whether the constant is on the left.
    "2 4 5, 2 5 3, false",
    "2 4 5, 1 5 3, false",
    "1 4 5, 6 5 3, false",
    "2 4 5, 1 2 5 3, false",
    "2 4 5, 5, false",
    "4 5, 1 5 3, false",
    "7, 7, false",
    "2 2 2 4 5, 5 3, false",
    "2 4 5, 3 4, true",
    "2 4 5, 2 3 4, true",
    "4 5, 3 4, true",
    "4 5, 4, true"
  })
  void matrixProducts(String sample, String weight, boolean left) {
    int[] extents = Arrays.stream(longs(sample)).mapToInt(i -> (int) i).toArray();
    int[] weights = Arrays.stream(longs(weight)).mapToInt(i -> (int) i).toArray();
    if (Arrays.equals(extents, new int[] {7})) {
      weights = new int[] {7, 2};
    }
    ModelBuilder model = model(extents).weights("w", weights);
    same(left ? model.node("MatMul", "y", "w", "x") : model.node("MatMul", "y", "x", "w"));
  }

  @ParameterizedTest
  @CsvSource({
    "'bi,oi->bo', 5, 3 5",
    "'bchw,oc->bohw', 3 4 5, 6 3",
    "'oc,bchw->bohw', 3 4 5, 6 3",
    "'b c h w, c d -> b h w d', 3 4 5, 3 6",
    "'bghc,gco->bgho', 2 4 5, 2 5 3",
    "'bchw,chw->bh', 3 4 5, 3 4 5",
    "'bchw,co->bo', 3 4 5, 3 6",
    "'bij,jk', 4 5, 5 3",
    "'...i,io->...o', 4 5, 5 3",
    "'bcs,c->bcs', 3 4, 3"
  })
  void einsum(String equation, String sample, String weight) {
    int[] extents = Arrays.stream(longs(sample)).mapToInt(i -> (int) i).toArray();
    int[] weights = Arrays.stream(longs(weight)).mapToInt(i -> (int) i).toArray();
    ModelBuilder model = model(extents).weights("w", weights);
    same(
        (equation.startsWith("oc,")
                ? model.node("Einsum", "y", "w", "x")
                : model.node("Einsum", "y", "x", "w"))
            .text("equation", equation));
  }

  @Test
  void einsumOfOneValue() {
    same(model(3, 4, 5).node("Einsum", "y", "x").text("equation", "bchw->bwhc"));
    same(model(3, 4, 5).node("Einsum", "y", "x").text("equation", "bchw->bc"));
  }

  @Test
  void namesWhatItCannotDo() {
    ModelBuilder model =
        model(3, 3)
            .weights("w", 3)
            .node("Einsum", "y", "x", "w")
            .text("equation", "bii,i->b")
            .done();
    ModelException e =
        assertThrows(ModelException.class, () -> Judge.imported(model.output("y").build()));

    assertTrue(e.getMessage().contains("expected every axis once, found bii"), e.getMessage());
  }
}
