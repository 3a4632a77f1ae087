package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.DataOptions;
import io.spikeport.data.Dataset;
import io.spikeport.data.Datasets;
import io.spikeport.data.Python;
import io.spikeport.format.Engine;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.simulation.contract.ImageResult;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files as other tools write them (h5py: gzip, strings of variable length, 64-bit numbers, groups
 * in groups), run here and, by NIR's equations, in numpy. Weights and currents are multiples of
 * 1/8, so that sums are exact in any order and every spike must agree.
 */
class ForeignNirTest {

  private static final int TIMESTEPS = 30;

  private static final String SCRIPT =
      """
      import sys, h5py, numpy as np
      folder, T = sys.argv[1], int(sys.argv[2])
      f32, f64 = np.float32, np.float64
      rng = np.random.default_rng(1)
      eighths = lambda *shape: (rng.integers(-6, 9, shape) / 8).astype(f32)

      def write(name, nodes, edges):
          with h5py.File(f'{folder}/{name}.nir', 'w') as f:
              f.create_dataset('version', data='1.0.8', dtype=h5py.string_dtype())
              fill(f.create_group('node'), nodes, edges)
      def fill(g, nodes, edges):
          g.create_dataset('type', data='NIRGraph', dtype=h5py.string_dtype())
          g.create_dataset('edges', data=np.array(edges, dtype=object), dtype=h5py.string_dtype())
          n = g.create_group('nodes')
          for key, (kind, fields) in nodes.items():
              d = n.create_group(key)
              if kind == 'NIRGraph':
                  fill(d, *fields)
                  continue
              d.create_dataset('type', data=kind, dtype=h5py.string_dtype())
              for k, v in fields.items():
                  if isinstance(v, np.ndarray) and v.shape:
                      d.create_dataset(k, data=v, compression='gzip')
                  else:
                      d.create_dataset(k, data=v)

      def conv(x, w, b, stride, pad):
          x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
          k = w.shape[2]
          h = (x.shape[2] - k) // stride + 1
          y = np.zeros((x.shape[0], w.shape[0], h, h), f32)
          for i in range(h):
              for j in range(h):
                  part = x[:, :, i * stride:i * stride + k, j * stride:j * stride + k]
                  y[:, :, i, j] = np.tensordot(part, w, ((1, 2, 3), (1, 2, 3))) + b
          return y
      def sums(x, k):
          n, c, h, w = x.shape
          return x.reshape(n, c, h // k, k, w // k, k).sum((3, 5))
      def fire(v, theta, reset):
          z = (v > theta).astype(f32)
          return z, np.where(z > 0, reset, v).astype(f32)

      x = eighths(3, 2, 6, 6)
      np.save(f'{folder}/images.npy', x)
      w1, b1 = eighths(4, 2, 3, 3), eighths(4)
      w2, b2 = eighths(5, 36), eighths(5)
      nodes = lambda first, second: {
          'input': ('Input', dict(shape=np.array([2, 6, 6]))),
          '0': ('Conv2d', dict(input_shape=np.array([6, 6]), weight=w1, bias=b1,
                stride=np.array([1, 1]), padding=np.array([1, 1]), dilation=np.array([1, 1]), groups=1)),
          '1': first,
          '2': ('SumPool2d', dict(kernel_size=np.array([2, 2]), stride=np.array([2, 2]),
                padding=np.array([0, 0]))),
          '3': ('Flatten', dict(input_type=np.array([4, 3, 3]), start_dim=0, end_dim=-1)),
          '4': ('Affine', dict(weight=w2, bias=b2)),
          '5': second,
          'output': ('Output', dict(shape=np.array([5])))}
      chain = [('4', '5'), ('input', '0'), ('0', '1'), ('3', '4'), ('1', '2'), ('2', '3'), ('5', 'output')]

      def run(name, step1, step2, v1, v2):
          first, second = [], []
          for t in range(T):
              z1, v1 = step1(v1, conv(x, w1, b1, 1, 1))
              z2, v2 = step2(v2, (sums(z1, 2).reshape(3, -1) @ w2.T + b2).astype(f32))
              first.append(z1); second.append(z2)
          np.stack(first, 1).astype('<f4').tofile(f'{folder}/{name}.1')
          np.stack(second, 1).astype('<f4').tofile(f'{folder}/{name}.5')
          assert 0.02 < np.mean(first) < 0.98 and 0.02 < np.mean(second) < 0.98, (name, np.mean(first), np.mean(second))

      # IF neurons with a threshold, a reset and a resistance for each neuron, all different.
      th1 = (rng.integers(5, 20, (4, 6, 6)) / 8).astype(f32)
      rs1 = (rng.integers(-4, 4, (4, 6, 6)) / 8).astype(f32)
      g1 = rng.choice([0.5, 1, 2], (4, 6, 6)).astype(f32)
      th2, rs2 = np.full(5, 2, f32), np.full(5, 0.5, f32)
      write('if_each', nodes(('IF', dict(r=g1 * f32(1024), v_threshold=th1, v_reset=rs1)),
          ('IF', dict(r=np.full(5, 1024, f32), v_threshold=th2, v_reset=rs2))), chain)
      run('if_each', lambda v, i: fire(v + g1 * i, th1, rs1), lambda v, i: fire(v + i, th2, rs2),
          np.zeros((3, 4, 6, 6), f32), np.zeros((3, 5), f32))

      # As sinabs writes: r = 1, one threshold, no v_reset.
      one = lambda *shape: np.ones(shape, f32)
      write('if_one', nodes(('IF', dict(r=one(4, 6, 6), v_threshold=one(4, 6, 6))),
          ('IF', dict(r=one(5), v_threshold=one(5)))), chain)
      run('if_one', lambda v, i: fire(v + i, 1, 0), lambda v, i: fire(v + i, 1, 0),
          np.zeros((3, 4, 6, 6), f32), np.zeros((3, 5), f32))

      # As snnTorch writes: beta = 0.5, dt = 1e-4, scalars for the whole layer.
      dt = 1e-4
      snn = lambda: ('LIF', dict(tau=f64(dt / 0.5), r=f64(2), v_leak=f64(0), v_reset=f64(0), v_threshold=f64(1)))
      write('lif_undecayed', nodes(snn(), snn()), chain)
      leak = lambda v, i: fire((v - v / 2 + i).astype(f32), 1, 0)
      run('lif_undecayed', leak, leak, np.zeros((3, 4, 6, 6), f32), np.zeros((3, 5), f32))

      # As Norse writes: r = 1, the input decays; here with a leak and a reset that differ by channel.
      vl = np.repeat(eighths(4), 36).reshape(4, 6, 6)
      vr = np.repeat((rng.integers(-4, 1, 4) / 8).astype(f32), 36).reshape(4, 6, 6)
      th = np.full((4, 6, 6), 0.75, f32)
      norse1 = ('LIF', dict(tau=np.full((4, 6, 6), 0.004, f32), r=one(4, 6, 6), v_leak=vl, v_reset=vr, v_threshold=th))
      norse2 = ('LIF', dict(tau=np.full(5, 0.002, f32), r=one(5) * 2, v_leak=np.zeros(5, f32), v_threshold=one(5)))
      write('lif_decayed', nodes(norse1, norse2), chain)
      run('lif_decayed', lambda v, i: fire((v + (vl - v + i) / 4).astype(f32), th, vr),
          lambda v, i: fire((v + (-v + 2 * i) / 2).astype(f32), 1, 0),
          vl + np.zeros((3, 4, 6, 6), f32), np.zeros((3, 5), f32))

      # As snnTorch's Synaptic (alpha = 0.5, beta = 0.75), and a membrane that is read out.
      cuba = ('CubaLIF', dict(tau_syn=np.full((4, 6, 6), dt / 0.5), tau_mem=np.full((4, 6, 6), dt / 0.25),
          r=np.full((4, 6, 6), 4.), v_leak=np.zeros((4, 6, 6)), v_reset=np.zeros((4, 6, 6)),
          v_threshold=np.full((4, 6, 6), 4.), w_in=np.full((4, 6, 6), 2.)))
      rest = eighths(5)
      write('cuba', nodes(cuba, ('LI', dict(tau=np.full(5, 4 * dt), r=np.full(5, 2.), v_leak=rest))), chain)
      i1, v1, u, first, second = 0, 0, np.zeros((3, 5), f32), [], []
      for t in range(T):
          i1 = (i1 * f32(0.5) + conv(x, w1, b1, 1, 1)).astype(f32)
          z1, v1 = fire((f32(0.75) * v1 + i1).astype(f32), 4, 0)
          u = (f32(0.75) * u + f32(0.5) * (sums(z1, 2).reshape(3, -1) @ w2.T + b2)).astype(f32)
          first.append(z1); second.append(u + rest)
      np.stack(first, 1).astype('<f4').tofile(f'{folder}/cuba.1')
      np.stack(second, 1).astype('<f4').tofile(f'{folder}/cuba.5')
      assert 0.02 < np.mean(first) < 0.98, np.mean(first)

      # A time constant for each neuron.
      tau1 = rng.choice([2, 4, 8], (4, 6, 6)).astype(f32)
      tau2 = np.array([2, 4, 2, 8, 4], f32)
      lif_each = lambda tau, *shape: ('LIF', dict(tau=tau * f32(1e-3), r=one(*shape), v_leak=np.zeros(shape, f32),
          v_reset=np.zeros(shape, f32), v_threshold=np.full(shape, 0.5, f32)))
      write('lif_each', nodes(lif_each(tau1, 4, 6, 6), lif_each(tau2, 5)), chain)
      run('lif_each', lambda v, i: fire((v + (i - v) / tau1).astype(f32), 0.5, 0),
          lambda v, i: fire((v + (i - v) / tau2).astype(f32), 0.5, 0),
          np.zeros((3, 4, 6, 6), f32), np.zeros((3, 5), f32))

      # Spikes that arrive three timesteps later; the sums they make are cut at a threshold each.
      cut = (rng.integers(-8, 9, 5) / 8).astype(f32)
      late = nodes(('IF', dict(r=one(4, 6, 6) * 1000, v_threshold=th1)), ('Threshold', dict(threshold=cut)))
      late['d'] = ('Delay', dict(delay=np.full((4, 3, 3), 0.003, f32)))
      write('late', late, [edge for edge in chain if edge != ('2', '3')] + [('2', 'd'), ('d', '3')])
      queue = [np.zeros((3, 4, 3, 3), f32)] * 3
      def cut_late(v):
          queue.append(v)
          return (queue.pop(0).reshape(3, -1) @ w2.T + b2 > cut).astype(f32)
      v1, first, second = np.zeros((3, 4, 6, 6), f32), [], []
      for t in range(T):
          z1, v1 = fire(v1 + conv(x, w1, b1, 1, 1), th1, 0)
          first.append(z1); second.append(cut_late(sums(z1, 2)))
      np.stack(first, 1).astype('<f4').tofile(f'{folder}/late.1')
      np.stack(second, 1).astype('<f4').tofile(f'{folder}/late.5')
      assert 0.02 < np.mean(first) < 0.98 and 0.02 < np.mean(second) < 0.98, (np.mean(first), np.mean(second))

      # Integrators without leak, and current-based without spikes.
      write('cubali', nodes(('I', dict(r=np.full((4, 6, 6), 5e3))), ('CubaLI', dict(tau_syn=np.full(5, 2 * dt),
          tau_mem=np.full(5, 4 * dt), r=np.ones(5), v_leak=np.zeros(5)))), chain)
      v1, i2, v2, first, second = 0, 0, 0, [], []
      for t in range(8):
          v1 = v1 + conv(x, w1, b1, 1, 1) / 2
          i2 = i2 / 2 + (sums(v1, 2).reshape(3, -1) @ w2.T + b2) / 2
          v2 = 0.75 * v2 + i2 / 4
          first.append(v1); second.append(v2)
      np.stack(first, 1).astype('<f4').tofile(f'{folder}/cubali.1')
      np.stack(second, 1).astype('<f4').tofile(f'{folder}/cubali.5')

      # The same IF network with its first layers in a graph of their own.
      flat = nodes(('IF', dict(r=one(4, 6, 6), v_threshold=one(4, 6, 6))), ('IF', dict(r=one(5), v_threshold=one(5))))
      inside = {k: flat[k] for k in ('0', '1')}
      inside['in'] = ('Input', dict(shape=np.array([2, 6, 6])))
      inside['out'] = ('Output', dict(shape=np.array([4, 6, 6])))
      outside = {k: v for k, v in flat.items() if k not in ('0', '1')}
      outside['front'] = ('NIRGraph', (inside, [('in', '0'), ('0', '1'), ('1', 'out')]))
      write('nested', outside, [('input', 'front'), ('front', '2'), ('2', '3'), ('3', '4'), ('4', '5'), ('5', 'output')])
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws Exception {
    Python.require("h5py", "numpy");
    Python.run(SCRIPT, folder, TIMESTEPS);
  }

  @ParameterizedTest
  @CsvSource({
    "if_each, 0.0009765625, 1",
    "if_one, , 1",
    "lif_undecayed, , 1",
    "lif_decayed, 0.001, 1",
    "lif_each, 0.001, 1",
    "late, 0.001, 1",
  })
  void everySpikeAgreesWithTheEquations(String name, Double dt, String first) throws Exception {
    SpikingModel model = read(name, dt);
    Dataset images = Datasets.open(folder.resolve("images.npy"), DataOptions.DEFAULT);
    List<ImageResult> results = Engine.run(model, images, TIMESTEPS, Set.of(first, "5"));
    requireSame(results, first, name + ".1");
    requireSame(results, "5", name + ".5");
  }

  /** The output decays without end, so that its rounding depends on the order of sums. */
  @ParameterizedTest
  @CsvSource({"cuba, 30", "cubali, 8"})
  void integratorsAndSynapsesAgreeWithTheEquations(String name, int timesteps) throws Exception {
    SpikingModel model = read(name, null);
    Dataset images = Datasets.open(folder.resolve("images.npy"), DataOptions.DEFAULT);
    List<ImageResult> results =
        Engine.run(model, images, timesteps, Set.of("1", model.graph().output()));
    requireSame(results, "1", name + ".1", 0);
    requireSame(results, model.graph().output(), name + ".5", 1e-5f);
  }

  @Test
  void aGraphInsideIsInlined() throws Exception {
    SpikingModel model = read("nested", null);
    Dataset images = Datasets.open(folder.resolve("images.npy"), DataOptions.DEFAULT);
    List<ImageResult> results = Engine.run(model, images, TIMESTEPS, Set.of("front.1", "5"));
    requireSame(results, "front.1", "if_one.1");
    requireSame(results, "5", "if_one.5");
  }

  @Test
  void whatIsReadSaysWhichTimestepWasAssumed() {
    assertEquals(
        List.of(
            "read from NIR with timesteps of 1.0 s (1/r of the IF neurons; --dt gives another)"),
        read("if_one", null).provenance().approximations());
    assertEquals(
        List.of("read from NIR with timesteps of 0.001 s (as given)"),
        read("lif_decayed", 0.001).provenance().approximations());
  }

  private static SpikingModel read(String name, Double dt) {
    OptionalDouble given = dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt);
    return new NirFormat()
        .read(
            folder.resolve(name + ".nir"), new FormatOptions(Optional.empty(), given), note -> {});
  }

  private static void requireSame(List<ImageResult> results, String layer, String file)
      throws Exception {
    requireSame(results, layer, file, 0);
  }

  private static void requireSame(
      List<ImageResult> results, String layer, String file, float tolerance) throws Exception {
    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    assertTrue(expected.hasRemaining());
    for (ImageResult result : results) {
      Tensor train = result.trains().get(layer);
      for (int i = 0; i < train.size(); i++) {
        float value = expected.getFloat();
        float allowed = tolerance * Math.max(1, Math.abs(value));
        assertTrue(
            Math.abs(value - train.get(i)) <= allowed,
            layer + " at " + i + ": expected " + value + ", found " + train.get(i));
      }
    }
    assertEquals(0, expected.remaining());
  }
}
