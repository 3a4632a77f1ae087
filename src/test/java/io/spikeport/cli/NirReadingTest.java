package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NIR files of other tools on the command line; NumPy computes what is right. */
class NirReadingTest {

  private static final String SCRIPT =
      """
      import sys, h5py, numpy as np
      folder, T = sys.argv[1], 6
      f32 = np.float32
      rng = np.random.default_rng(3)
      x = (rng.integers(-8, 9, (4, 5)) / 8).astype(f32)
      np.save(f'{folder}/x.npy', x)
      w = rng.integers(0, 2, (3, 5))

      def write(name, middle, edges, metadata={}, out=3):
          nodes = {'input': dict(type='Input', shape=np.array([5])),
                   'output': dict(type='Output', shape=np.array([out])), **middle}
          with h5py.File(f'{folder}/{name}.nir', 'w') as f:
              g = f.create_group('node')
              g['type'] = 'NIRGraph'
              g.create_dataset('edges', data=np.array(edges, dtype=object), dtype=h5py.string_dtype())
              for key, fields in nodes.items():
                  for k, v in fields.items():
                      g[f'nodes/{key}/{k}'] = v
              for k, v in metadata.items():
                  g[f'metadata/{k}'] = v
      def expect(name, outputs):
          np.save(f'{folder}/{name}.npy', np.cumsum(np.stack(outputs, 1), 1))

      chain = [('input', 'a'), ('a', 'output')]
      for dtype in ['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', '>i4', 'bool']:
          write(f'type-{dtype}', {'a': dict(type='Linear', weight=w.astype(dtype))}, chain)
          expect(f'type-{dtype}', [x @ w.T] * T)
      write('empty', {}, [('input', 'output')], out=5)
      expect('empty', [x] * T)

      spiking = [('input', 'a'), ('a', 'b'), ('b', 'output')]
      linear = dict(type='Linear', weight=w.astype(f32))
      full = lambda v: np.full(3, v, f32)
      def neuron(**more):
          return {'a': linear, 'b': dict(dict(r=full(1), v_leak=full(0), v_threshold=full(1),
              v_reset=full(0)), **more)}
      def run(theta, step):
          v, spikes = np.zeros((4, 3)), []
          for t in range(T):
              v = step(v, x @ w.T)
              z = v > theta
              v = np.where(z, 0, v)
              spikes.append(z.astype(float))
          return spikes
      # tau = dt: nothing is left of the last timestep (beta = 0 in snnTorch).
      write('memoryless', neuron(type='LIF', tau=full(1e-4)), spiking)
      expect('memoryless', run(1, lambda v, i: i))
      # Where r is not 1, and a neuron with memory in the same layer.
      write('mixed', neuron(type='LIF', tau=np.array([1e-4, 2e-4, 1e-4], f32), r=full(2)), spiking)
      expect('mixed', run(1, lambda v, i: v + (2 * i - v) / np.array([1, 2, 1])))
      write('zero', neuron(type='IF', r=full(1e4), v_threshold=full(0)), spiking)
      expect('zero', run(0, lambda v, i: v + i))
      # dt = 1 ms in metadata, in every form; without it a guess of 0.1 ms.
      slow = neuron(type='LIF', tau=full(2e-3))
      for name, dt in dict(text='0.001', bytes=np.bytes_('1e-3'), single=f32(1e-3), double=1e-3,
                           list=np.array([1e-3])).items():
          write(f'dt-{name}', slow, spiking, dict(dt=dt))
          expect(f'dt-{name}', run(1, lambda v, i: v + (i - v) / 2))
      write('dt-none', slow, spiking)
      write('dt-wrong', slow, spiking, dict(dt='soon'))
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws Exception {
    Python.require("h5py");
    Python.run(SCRIPT, folder);
  }

  static Stream<String> judged() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".nir"))
          .map(name -> name.replaceFirst(".nir$", ""))
          .filter(name -> Files.exists(folder.resolve(name + ".npy")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("judged")
  void runsAsNumPyComputes(String name) throws Exception {
    Path out = folder.resolve(name + ".npz");
    Cli.Result result = simulate(name, out);
    assertEquals(0, result.code(), result.err());
    assertEquals(name.matches("memoryless|mixed|zero"), result.err().contains("note: "), name);
    Python.run(
        """
        import sys, numpy as np
        found, expected = np.load(sys.argv[1])['accumulated'], np.load(sys.argv[2])
        # Weights and images are multiples of 1/8: sums are exact, τ in {1, 2} too.
        assert (found == expected.reshape(found.shape)).all(), (found, expected)
        """,
        out,
        folder.resolve(name + ".npy"));
  }

  private static Cli.Result simulate(String name, Path out) {
    Path file = folder.resolve(name + ".nir");
    return Cli.run("simulate", file, "--input", folder.resolve("x.npy"), "-T", 6, "-o", out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate", "evaluate", "export", "inspect"})
  void everyCommandSaysThatItGuessesTheTimestep(String command) throws Exception {
    Path labels = folder.resolve("labels.txt");
    Files.writeString(labels, "0\n1\n2\n0\n");
    Path model = folder.resolve("dt-none.nir");
    List<Object> line =
        switch (command) {
          case "simulate" ->
              List.of("--input", folder.resolve("x.npy"), "-o", folder.resolve("guess.npz"));
          case "evaluate" -> List.of("--data", folder.resolve("x.npy"), "--labels", labels);
          case "export" -> List.of("-o", folder.resolve("guess.snn"));
          default -> List.of();
        };
    Object[] guessing = Stream.concat(Stream.of(command, model), line.stream()).toArray();
    Cli.Result result = Cli.run(guessing);
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.err().contains("note: " + model + ": the file does not say how long a timestep is"),
        result.err());
    Object[] told = Stream.concat(Stream.of(guessing), Stream.of("--dt", "0.001")).toArray();
    assertTrue(!Cli.run(told).err().contains("how long a timestep is"));
  }

  /** Another threshold than the metadata's is no model of ours any more. */
  @Test
  void aNumberThatItsMetadataContradictsIsNamed() throws Exception {
    assertEquals(
        0, Cli.run("export", folder.resolve("mixed.nir"), "-o", folder.resolve("ours.snn")).code());
    for (String field : new String[] {"v_threshold", "tau", "v_reset", "r"}) {
      Path file = folder.resolve("changed-" + field + ".bad.nir");
      Cli.run("export", folder.resolve("ours.snn"), "-o", file);
      assertEquals(0, Cli.run("inspect", file).code());
      Python.run(
          """
          import sys, h5py
          with h5py.File(sys.argv[1], 'r+') as f:
              f['node/nodes/b'][sys.argv[2]][0] = 2 + 2 * f['node/nodes/b'][sys.argv[2]][0]
          """,
          file,
          field);
      Cli.Result result = Cli.run("inspect", file);
      assertEquals(3, result.code(), result.err());
      assertTrue(result.err().contains("node 'b' (LIF): " + field + ": expected"), result.err());
    }
  }

  @Test
  void aTimestepThatIsNoNumberIsNamed() {
    Cli.Result result = simulate("dt-wrong", folder.resolve("wrong.npz"));
    assertEquals(3, result.code(), result.err());
    assertTrue(
        result
            .err()
            .contains("metadata: dt: expected a positive number of seconds, found the text 'soon'"),
        result.err());
  }
}
