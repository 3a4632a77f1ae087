package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.data.Python;
import io.spikeport.format.Fixtures;
import io.spikeport.format.OpSamples;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.graph.Add;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.GraphInput;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.Node;
import io.spikeport.graph.Reset;
import io.spikeport.graph.Window;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the files, as h5py and h5dump see it: what NIR's reference reader relies on. */
class NirStructureTest {

  /** The fields of each type's dataclass in {@code nir/ir/*.py}; any other key makes it fail. */
  private static final String CHECK =
      """
      import sys, h5py, numpy as np
      FIELDS = dict(Input='shape', Output='shape',
          Conv1d='input_shape weight stride padding dilation groups bias',
          Conv2d='input_shape weight stride padding dilation groups bias',
          Affine='weight bias', Scale='scale', AvgPool2d='kernel_size stride padding',
          Flatten='start_dim end_dim input_type', IF='r v_threshold v_reset',
          LIF='tau r v_leak v_threshold v_reset')
      def size(n, p, d, k, s): return (n + 2 * p - d * (k - 1) - 1) // s + 1
      with h5py.File(sys.argv[1]) as f:
          assert set(f) == {'version', 'node'}, set(f)
          assert f['version'][()].decode() and f['node/type'][()] == b'NIRGraph'
          assert set(f['node']) == {'type', 'nodes', 'edges', 'metadata'}
          nodes = f['node/nodes']
          edges = [(a.decode(), b.decode()) for a, b in f['node/edges'][()]]
          assert len(set(edges)) == len(edges), 'double edges'
          types = {k: v['type'][()].decode() for k, v in nodes.items()}
          assert sorted(types.values()).count('Input') == sorted(types.values()).count('Output') == 1
          out = {}
          for k, node in nodes.items():
              assert '/' not in k and '.' not in k, k
              kind = types[k]
              assert set(node) - {'type', 'metadata'} == set(FIELDS[kind].split()), (k, set(node))
              for name, d in node.items():
                  if isinstance(d, h5py.Dataset) and d.dtype.kind == 'f':
                      assert d.dtype == np.float32, (k, name, d.dtype)
          def shape(k):
              if k in out: return out[k]
              node, kind = nodes[k], types[k]
              if kind == 'Input':
                  out[k] = tuple(node['shape'][()]); return out[k]
              before = {shape(a) for a, b in edges if b == k}
              assert len(before) == 1, (k, before)
              x = before.pop()
              if kind == 'Conv2d':
                  w, p, d, s = (node[n][()] for n in ('weight', 'padding', 'dilation', 'stride'))
                  # nir/ir/conv.py and every importer: as many input channels as come in, one group.
                  assert node['groups'][()] == 1 and w.shape[1] == x[0] and node['bias'].shape == w.shape[:1]
                  assert tuple(node['input_shape'][()]) == x[1:] and p.shape == d.shape == s.shape == (2,)
                  out[k] = (w.shape[0],) + tuple(size(x[i + 1], p[i], d[i], w.shape[i + 2], s[i]) for i in (0, 1))
              elif kind == 'AvgPool2d':
                  w, p, s = (node[n][()] for n in ('kernel_size', 'padding', 'stride'))
                  out[k] = x[:1] + tuple(size(x[i + 1], p[i], 1, w[i], s[i]) for i in (0, 1))
              elif kind == 'Affine':
                  assert node['weight'].shape[1:] == x, (k, x)
                  out[k] = node['weight'].shape[:1]
              elif kind == 'Flatten':
                  assert tuple(node['input_type'][()]) == x
                  out[k] = (int(np.prod(x)),)
              else:
                  for n in FIELDS[kind].split():
                      if kind != 'Output': assert node[n].shape == x, (k, n, node[n].shape, x)
                  out[k] = x
              return out[k]
          for k in nodes: shape(k)
          output = [k for k in nodes if types[k] == 'Output'][0]
          assert tuple(nodes[output]['shape'][()]) == out[output]
          print(sorted(edges)); print(types)
          for name in sys.argv[2:]:
              d = f['node/nodes/' + name][()]
              print(name, np.unique(d).tolist() if d.size > 8 else np.ravel(d).tolist())
      """;

  @TempDir Path folder;

  @Test
  void theTrainedNetwork() throws Exception {
    Python.require("h5py", "numpy");
    SpikingModel model =
        Fixtures.spiking("mnist-cnn-avgpool", "99.9%", MaxPooling.AVERAGE, Scalers.SEPARATE);
    Path file = write(model);
    String seen = Python.run(CHECK, file);
    assertTrue(!seen.contains("'Scale'"), seen);
    assertTrue(seen.contains("'AvgPool2d'") && seen.contains("'IF'"), seen);
  }

  @Test
  void aResidualBlockWithAllThatIsAwkward() throws Exception {
    Python.require("h5py", "numpy");
    String seen =
        Python.run(
            CHECK,
            write(residual()),
            "act_1/r",
            "act_1/v_reset",
            "leak/tau",
            "leak/r",
            "leak/v_threshold",
            "side/padding");
    assertTrue(seen.contains("('act_1', 'leak')") && seen.contains("('side', 'leak')"), seen);
    assertTrue(seen.contains("act_1/r [10000.0]"), seen);
    assertTrue(seen.contains("act_1/v_reset [0.0]"), seen);
    assertTrue(seen.contains("leak/tau [0.00025"), seen);
    assertTrue(seen.contains("leak/r [2.5]"), seen);
    assertTrue(seen.contains("leak/v_threshold [0.5, 1.5]"), seen);
    assertTrue(seen.contains("side/padding [2, 1]"), seen);
  }

  @Test
  void h5dumpReadsEveryValue() throws Exception {
    Path dump = Path.of("/usr/bin/h5dump");
    assumeTrue(Files.isExecutable(dump), "needs h5dump (hdf5-tools)");
    Process process =
        new ProcessBuilder(dump.toString(), write(residual()).toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("\"soft\"") && output.contains("\"greater_or_equal\""), output);
    assertTrue(output.contains("(0,0): \"input\", \"conv_1\""), output);
  }

  /** More nodes than fit into one block of a group in HDF5's older forms. */
  @Test
  void aThousandLayers() throws Exception {
    java.util.ArrayList<Node> nodes = new java.util.ArrayList<>();
    String before = "x";
    for (int i = 0; i < 1000; i++) {
      nodes.add(new Node("layer." + i, neuron(Tensor.scalar(1)), before));
      before = "layer." + i;
    }
    SpikingModel model =
        OpSamples.model(new Graph(new GraphInput("x", Shape.of(3)), nodes, before));
    Path file = write(model);
    assertEquals(model, new NirFormat().read(file, FormatOptions.DEFAULT, note -> {}));
    Python.require("h5py", "numpy");
    Python.run("import sys; sys.setrecursionlimit(5000)\n" + CHECK, file);
  }

  /** Names with dots and slashes, a padding for each side, a kernel that is not square. */
  private static SpikingModel residual() {
    Random random = new Random(2);
    Window window = Window.of(3, 3).withPads(List.of(1, 1), List.of(1, 1));
    Window wide = Window.of(2, 3).withDilations(2, 1).withPads(List.of(2, 1), List.of(0, 1));
    return OpSamples.model(
        new Graph(
            new GraphInput("im/age", Shape.of(2, 5, 5)),
            List.of(
                new Node(
                    "conv.1",
                    new Conv(OpSamples.normal(random, 2, 2, 3, 3), Tensor.vector(0, 1), window, 1),
                    "im/age"),
                new Node("act/1", neuron(Tensor.scalar(1)), "conv.1"),
                new Node(
                    "side",
                    new Conv(OpSamples.normal(random, 2, 2, 2, 3), Tensor.vector(0, 1), wide, 1),
                    "act/1"),
                new Node("sum", new Add(), List.of("act/1", "side")),
                new Node(
                    "leak",
                    new LeakyIntegrateAndFire(
                        Tensor.vector(0.5f, 1.5f), Tensor.scalar(0.5f), Reset.SOFT, 2.5f, false),
                    "sum")),
            "leak"));
  }

  private static IntegrateAndFire neuron(Tensor threshold) {
    return new IntegrateAndFire(threshold, Tensor.scalar(0), Reset.SOFT, Firing.PLAIN);
  }

  private Path write(SpikingModel model) throws IOException {
    Path file = folder.resolve("model.nir");
    new NirFormat().prepare(model, FormatOptions.DEFAULT).write(file);
    return file;
  }
}
