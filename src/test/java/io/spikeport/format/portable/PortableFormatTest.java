package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.format.OpSamples;
import io.spikeport.format.RandomModels;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.Linear;
import io.spikeport.graph.Node;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PortableFormatTest {

  static List<OpSamples.Sample> samples() {
    return OpSamples.all();
  }

  @Test
  void everyOperatorIsTried() {
    Set<Class<?>> tried =
        samples().stream().map(sample -> sample.op().getClass()).collect(Collectors.toSet());
    assertEquals(Set.copyOf(OpSamples.operators()), tried);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyOperatorComesBack(OpSamples.Sample sample) {
    assertRoundTrip(OpSamples.model(sample));
  }

  @Property(tries = 50)
  void randomGraphsComeBack(@ForAll("models") SpikingModel model) {
    assertRoundTrip(model);
  }

  @Provide
  Arbitrary<SpikingModel> models() {
    return RandomModels.arbitrary();
  }

  /** Also on floats whose text form is awkward: subnormal, largest, negative zero. */
  @Property
  void scalarsSurviveTheirDecimalForm(@ForAll float value) {
    SpikingModel model =
        OpSamples.model(
            new OpSamples.Sample(
                new io.spikeport.graph.Pad(List.of(0), List.of(1), value), Shape.of(2), 1));
    assertRoundTrip(model);
  }

  private static void assertRoundTrip(SpikingModel model) {
    byte[] binary = PortableFormat.BINARY.toBytes(model);
    byte[] json = PortableFormat.JSON.toBytes(model);
    assertEquals(model, PortableFormat.BINARY.fromBytes(binary));
    assertEquals(model, PortableFormat.JSON.fromBytes(json));
    assertArrayEquals(binary, PortableFormat.BINARY.toBytes(PortableFormat.JSON.fromBytes(json)));
    assertArrayEquals(json, PortableFormat.JSON.toBytes(PortableFormat.BINARY.fromBytes(binary)));
  }

  @ParameterizedTest
  @EnumSource
  void filesAreWhatBytesAre(PortableFormat format, @TempDir Path folder) throws Exception {
    SpikingModel model = OpSamples.model(samples().get(0));
    Path file = folder.resolve("model" + format.suffix());
    format.write(model, file);
    assertArrayEquals(format.toBytes(model), Files.readAllBytes(file));
    assertEquals(model, format.read(file));
  }

  @Test
  void theBinaryFormBeginsWithItsName() {
    byte[] bytes = PortableFormat.BINARY.toBytes(OpSamples.model(samples().get(0)));
    assertEquals("\n\rspikeport.snn", new String(bytes, 0, 15, StandardCharsets.US_ASCII));
    assertEquals(0x7d, bytes[bytes.length - 5]);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsWrittenForAModelWithInfiniteWeights(PortableFormat format, @TempDir Path folder)
      throws Exception {
    Tensor weight = Tensor.wrap(Shape.of(2, 2), new float[] {1, 2, 3, Float.NEGATIVE_INFINITY});
    SpikingModel model =
        OpSamples.model(
            new Graph(
                new GraphInput("x", Shape.of(2)),
                List.of(new Node("fc", new Linear(weight, Tensor.vector(0, 0)), "x")),
                "fc"));
    ModelException e =
        assertThrows(
            ModelException.class, () -> format.write(model, folder.resolve("m" + format.suffix())));
    assertTrue(
        e.getMessage()
            .startsWith(
                "node 'fc' (Linear): weight: expected finite numbers, found -Infinity at [1, 1]"),
        e.getMessage());
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissingFileIsAFileException(PortableFormat format, @TempDir Path folder) {
    Path file = folder.resolve("none" + format.suffix());
    FileException e = assertThrows(FileException.class, () -> format.read(file));
    assertEquals(
        file
            + ": expected a spiking model ("
            + format.suffix()
            + "), found no such file; check the path",
        e.getMessage());
  }
}
