package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.format.ModelFiles;
import io.spikeport.format.OpSamples;
import io.spikeport.format.RandomModels;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.format.nir.file.NirMutants;
import io.spikeport.format.onnx.OnnxFormat;
import io.spikeport.format.portable.PortableFormat;
import io.spikeport.fuzz.JsonMutants;
import io.spikeport.fuzz.ProtoMutants;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Snn;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader, given files of which one part is dropped, doubled, emptied or put in another type
 * or size: no internal error, no hang, and no words of a library's exceptions in messages. A model
 * that is taken all the same must also run or be refused.
 */
class MutationTest {

  private static final Pattern LIBRARY =
      Pattern.compile(
          "Exception|java\\.|com\\.google|io\\.jhdf|found null|(?<!output)Error:|\\tat ");

  private static final long SECONDS = 10;

  /** Mutants of each reader in the default suite, evenly over all that there are. */
  private static final int FEW = 150;

  /** The same in the slow one. */
  private static final int MANY = 2500;

  @TempDir Path folder;

  private final List<String> faults = new ArrayList<>();

  /**
   * Files for one reader.
   *
   * @param name of the file
   */
  private record Reader(String name, List<Supplier<byte[]>> mutants) {}

  @Test
  void aFewMutantsOfEveryKind() throws IOException {
    checkOfEach(FEW, 1500);
  }

  @Test
  @Tag("slow")
  void manyMutantsOfEveryKind() throws IOException {
    checkOfEach(MANY, 20_000);
  }

  private void checkOfEach(int most, int atLeast) throws IOException {
    List<Reader> readers = readers();
    int count = 0;
    for (int k = 0; k < most; k++) {
      for (Reader reader : readers) {
        int all = reader.mutants().size();
        if (k < all) {
          check(reader, (int) ((long) k * all / Math.min(most, all)));
          count++;
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(count >= atLeast, count + " mutants");
  }

  private void check(Reader reader, int index) throws IOException {
    Path file = folder.resolve(reader.name());
    Files.write(file, reader.mutants().get(index).get());
    boolean data = reader.name().matches(".*\\.(npy|npz|png|jpg)|.*ubyte");
    boolean jobs = reader.name().endsWith(".yaml");
    Path model = folder.resolve("network.snn");
    Path out = folder.resolve("out.npz");
    List<Object> line =
        jobs
            ? List.of("batch", file, "--out", folder.resolve("out"))
            : data
                ? List.of("simulate", model, "--input", file, "-T", 4, "-o", out)
                : List.of("inspect", file);
    boolean taken = run(reader, index, line.toArray());
    if (taken && !data && !jobs && ModelFiles.isSpikingModel(file)) {
      Path x = folder.resolve("x.npy");
      run(reader, index, "simulate", file, "--input", x, "-T", 4, "-o", out);
    }
  }

  private boolean run(Reader reader, int index, Object... line) {
    long start = System.nanoTime();
    Cli.Result result = Cli.run(line);
    double seconds = (System.nanoTime() - start) / 1e9;
    String which = "mutant " + index + " of " + reader.name() + ", " + line[0] + ": ";
    if (!List.of(0, 2, 3, 4, 5).contains(result.code()) || LIBRARY.matcher(result.err()).find()) {
      faults.add(which + result.err());
    }
    if (seconds > SECONDS) {
      faults.add(which + seconds + " s");
    }
    return result.code() == 0;
  }

  private List<Reader> readers() throws IOException {
    SpikingModel network = OpSamples.model(RandomModels.random(new Random(5)).graph());
    PortableFormat.BINARY.write(network, folder.resolve("network.snn"));
    Shape sample = network.graph().input().shape();
    byte[] npy = npy(sample.prepend(2).toList().toString(), 2 * sample.size());
    Files.write(folder.resolve("x.npy"), npy);
    List<SpikingModel> models = new ArrayList<>(List.of(network));
    // Two of three, the same in every run.
    List<OpSamples.Sample> samples = OpSamples.all();
    IntStream.range(0, samples.size())
        .filter(i -> i % 3 != 0)
        .limit(40)
        .forEach(i -> models.add(OpSamples.model(samples.get(i))));
    List<Reader> readers = new ArrayList<>();
    for (OnnxForm form : OnnxForm.values()) {
      readers.add(new Reader(form.name().toLowerCase(Locale.ROOT) + ".onnx", onnx(models, form)));
    }
    List<Supplier<byte[]>> binary = new ArrayList<>();
    List<Supplier<byte[]>> json = new ArrayList<>();
    List<Supplier<byte[]>> nir = new ArrayList<>();
    for (SpikingModel model : models.subList(0, 12)) {
      Snn.SpikingModel message =
          Snn.SpikingModel.parseFrom(PortableFormat.BINARY.toBytes(model)).toBuilder()
              .clearCrc32()
              .build();
      ProtoMutants.of(message, Snn.SpikingModel.class).forEach(m -> binary.add(() -> framed(m)));
      String text = new String(PortableFormat.JSON.toBytes(model), StandardCharsets.UTF_8);
      JsonMutants.of(text).forEach(m -> json.add(() -> m.getBytes(StandardCharsets.UTF_8)));
    }
    for (SpikingModel model : models) {
      if (isNir(model)) {
        NirMutants.of(model, folder).forEach(nir::add);
      }
    }
    readers.add(new Reader("model.snn", binary));
    readers.add(new Reader("model.snn.json", json));
    readers.add(new Reader("model.nir", nir));
    ModelProto trained =
        ModelProto.parseFrom(Files.readAllBytes(Path.of("fixtures", "mnist-cnn-avgpool.onnx")));
    List<Supplier<byte[]>> networks = new ArrayList<>();
    ProtoMutants.of(trained, ModelProto.class).forEach(m -> networks.add(m::toByteArray));
    readers.add(new Reader("trained.onnx", networks));
    readers.add(new Reader("data.npy", bytes(npy)));
    readers.add(new Reader("images-idx3-ubyte", bytes(idx(sample))));
    readers.add(new Reader("data.npz", bytes(npz(npy))));
    readers.add(new Reader("jobs.yaml", yaml()));
    Path x = folder.resolve("x.npy");
    Path out = folder.resolve("out.npz");
    Cli.Result good =
        Cli.run("simulate", folder.resolve("network.snn"), "--input", x, "-T", 4, "-o", out);
    assertEquals(0, good.code(), good.err());
    return readers;
  }

  private boolean isNir(SpikingModel model) {
    try {
      return ModelFiles.prepare(model, folder.resolve("x.nir"), FormatOptions.DEFAULT) != null;
    } catch (io.spikeport.error.ModelException e) {
      return false;
    }
  }

  private static List<Supplier<byte[]>> onnx(List<SpikingModel> models, OnnxForm form)
      throws IOException {
    List<Supplier<byte[]>> mutants = new ArrayList<>();
    for (SpikingModel model : models) {
      Path file = Files.createTempFile("mutants", ".onnx");
      OnnxFormat.write(model, form, file);
      ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));
      Files.delete(file);
      for (int i = 0; i < proto.getMetadataPropsCount(); i++) {
        int entry = i;
        String value = proto.getMetadataProps(i).getValue();
        if (value.startsWith("{") || value.startsWith("[")) {
          JsonMutants.of(value)
              .forEach(text -> mutants.add(() -> with(proto, entry, text).toByteArray()));
        }
      }
      if (mutants.size() < 4000) {
        ProtoMutants.of(proto, ModelProto.class).forEach(m -> mutants.add(m::toByteArray));
      }
    }
    return mutants;
  }

  private static ModelProto with(ModelProto proto, int entry, String value) {
    ModelProto.Builder builder = proto.toBuilder();
    builder.getMetadataPropsBuilder(entry).setValue(value);
    return builder.build();
  }

  /** The message with its checksum, as {@code docs/format.md} says. */
  private static byte[] framed(Snn.SpikingModel message) {
    byte[] bytes = message.toByteArray();
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return ByteBuffer.allocate(bytes.length + 5)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(bytes)
        .put((byte) (Snn.SpikingModel.CRC32_FIELD_NUMBER << 3 | 5))
        .putInt((int) crc.getValue())
        .array();
  }

  /** Every byte of the beginning and the end in other values, and the file cut short. */
  private static List<Supplier<byte[]>> bytes(byte[] good) {
    List<Supplier<byte[]>> mutants = new ArrayList<>();
    IntStream.range(0, good.length)
        .filter(i -> i < 160 || i > good.length - 120)
        .forEach(
            i -> {
              for (int value : new int[] {0, 1, 0x39, 0x7f, 0x80, 0xff, good[i] ^ 1}) {
                mutants.add(
                    () -> {
                      byte[] changed = good.clone();
                      changed[i] = (byte) value;
                      return changed;
                    });
              }
              mutants.add(() -> java.util.Arrays.copyOf(good, i));
            });
    return mutants;
  }

  private static byte[] npy(String shape, int floats) {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': "
            + shape.replace('[', '(').replace(']', ')')
            + ", }";
    String padded = header + " ".repeat(128 - 11 - header.length()) + "\n";
    return ByteBuffer.allocate(128 + 4 * floats)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) 118)
        .put(padded.getBytes(StandardCharsets.ISO_8859_1))
        .array();
  }

  private static byte[] npz(byte[] npy) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var zip = new java.util.zip.ZipOutputStream(bytes)) {
      zip.putNextEntry(new java.util.zip.ZipEntry("x.npy"));
      zip.write(npy);
    }
    return bytes.toByteArray();
  }

  private static byte[] idx(Shape sample) {
    ByteBuffer idx =
        ByteBuffer.allocate(8 + 4 * sample.rank() + 2 * sample.size())
            .put(new byte[] {0, 0, 8, (byte) (sample.rank() + 1)})
            .putInt(2);
    sample.toList().forEach(idx::putInt);
    return idx.array();
  }

  /** One model is missing, so that no mutant runs. */
  private static List<Supplier<byte[]>> yaml() {
    List<String> lines =
        List.of(
            "out: out",
            "defaults:",
            "  calibration: x.npy",
            "  samples: 20",
            "  timesteps: [4, 16]",
            "  mean: [0.5]",
            "  normalization: 99.9%",
            "  format: snn",
            "models:",
            "  - missing.onnx",
            "  - model: missing-too.onnx",
            "    name: other",
            "    timesteps: 8");
    List<String> others =
        List.of(
            "null",
            "''",
            "text",
            "-1",
            "0",
            "0.5",
            ".nan",
            ".inf",
            "1e400",
            "99999999999999999",
            "true",
            "[]",
            "[a, [b]]",
            "{}",
            "{a: b}",
            "&a [*a]",
            "*none",
            "!!java.net.URL [x]",
            "2001-01-01",
            "\"\\0\"",
            "|",
            "? a");
    List<Supplier<byte[]>> mutants = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String key = line.replaceAll("(: |- (?=\\w+\\.)).*|:$", "$1").stripTrailing();
      Stream<List<String>> changed =
          Stream.concat(
              Stream.of(List.of(), List.of(line, line), List.of("  " + line), List.of("\t" + line)),
              others.stream().map(o -> List.of(key + (key.endsWith(":") ? " " : ": ") + o)));
      for (List<String> by : changed.toList()) {
        List<String> file = new ArrayList<>(lines.subList(0, i));
        file.addAll(by);
        file.addAll(lines.subList(i + 1, lines.size()));
        mutants.add(() -> String.join("\n", file).getBytes(StandardCharsets.UTF_8));
      }
    }
    return mutants;
  }
}
