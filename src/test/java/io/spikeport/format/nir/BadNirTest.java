package io.spikeport.format.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.data.Python;
import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.SpikeportException;
import io.spikeport.format.OpSamples;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no NIR graph, or not one that can run: a message that names the place. */
class BadNirTest {

  @TempDir Path folder;

  /** Each function spoils one good graph; the comment after it is what the message must say. */
  private static final String SCRIPT =
      """
      import sys, h5py, numpy as np
      folder = sys.argv[1]
      f32 = np.float32
      def graph(f, where='node'):
          g = f.create_group(where)
          g['type'] = 'NIRGraph'
          n = g.create_group('nodes')
          def node(name, type, **fields):
              d = n.create_group(name)
              d['type'] = type
              for k, v in fields.items():
                  d[k] = v
          node('input', 'Input', shape=np.array([1, 4, 4]))
          node('conv', 'Conv2d', input_shape=np.array([4, 4]), weight=np.ones((2, 1, 3, 3), f32),
               bias=np.zeros(2, f32), stride=np.array([1, 1]), padding=np.array([1, 1]),
               dilation=np.array([1, 1]), groups=1)
          node('spike', 'IF', r=np.full((2, 4, 4), 1e4, f32), v_threshold=np.ones((2, 4, 4), f32),
               v_reset=np.zeros((2, 4, 4), f32))
          node('output', 'Output', shape=np.array([2, 4, 4]))
          edges(g, ('input', 'conv'), ('conv', 'spike'), ('spike', 'output'))
          return g
      def edges(g, *pairs):
          if 'edges' in g:
              del g['edges']
          g.create_dataset('edges', data=np.array(pairs, dtype=object), dtype=h5py.string_dtype())
      def put(g, path, value):
          if path in g:
              del g[path]
          g[path] = value
      def good(g, f): pass
      def no_node_group(g, f): del f['node']
      def no_nodes(g, f): del g['nodes']
      def no_edges(g, f): del g['edges']
      def no_type(g, f): del g['nodes/conv/type']
      def no_weight(g, f): del g['nodes/conv/weight']
      def not_a_graph(g, f): put(g, 'type', 'Affine')
      def unknown_type(g, f): put(g, 'nodes/conv/type', 'Conv3d')
      def threshold_shape(g, f):
          put(g, 'nodes/spike/type', 'Threshold'); put(g, 'nodes/spike/threshold', np.ones(2, f32))
      def delay(g, seconds):
          put(g, 'nodes/spike/type', 'Delay'); put(g, 'nodes/spike/delay', seconds)
      def delay_part(g, f): delay(g, np.full((2, 4, 4), 2.5e-4, f32))
      def delay_negative(g, f): delay(g, np.full((2, 4, 4), -1e-4, f32))
      def delay_several(g, f): delay(g, np.arange(32, dtype=f32).reshape(2, 4, 4) * f32(1e-4))
      def delay_huge(g, f): delay(g, np.full((2, 4, 4), 1e4, f32))
      def tau(g, f):
          each = np.full((2, 4, 4), 1e-3, f32)
          each[1, 2, 3] = 1e-5
          put(g, 'nodes/spike/type', 'LIF'); put(g, 'nodes/spike/tau', each)
          put(g, 'nodes/spike/v_leak', np.zeros((2, 4, 4), f32))
      def type_is_group(g, f): del g['nodes/conv/type']; g.create_group('nodes/conv/type')
      def weight_rank(g, f): put(g, 'nodes/conv/weight', np.ones((2, 9), f32))
      def weight_channels(g, f): put(g, 'nodes/conv/weight', np.ones((2, 3, 3, 3), f32))
      def weight_text(g, f): put(g, 'nodes/conv/weight', 'ones')
      def weight_nan(g, f): put(g, 'nodes/conv/weight', np.full((2, 1, 3, 3), np.nan, f32))
      def bias_shape(g, f): put(g, 'nodes/conv/bias', np.zeros(3, f32))
      def groups(g, f): put(g, 'nodes/conv/groups', 0)
      def stride(g, f): put(g, 'nodes/conv/stride', np.array([0, 1]))
      def stride_count(g, f): put(g, 'nodes/conv/stride', np.array([1, 1, 1]))
      def padding_word(g, f): put(g, 'nodes/conv/padding', 'some')
      def kernel_too_large(g, f): put(g, 'nodes/conv/weight', np.ones((2, 1, 9, 9), f32))
      def input_shape(g, f): put(g, 'nodes/conv/input_shape', np.array([5, 4]))
      def output_shape(g, f): put(g, 'nodes/output/shape', np.array([7]))
      def negative_shape(g, f): put(g, 'nodes/input/shape', np.array([1, -4, 4]))
      def neuron_shape(g, f): put(g, 'nodes/spike/v_threshold', np.ones((4, 4, 2), f32))
      def neuron_threshold(g, f): put(g, 'nodes/spike/v_reset', np.full((2, 4, 4), 2, f32))
      def two_inputs(g, f):
          put(g, 'nodes/other/type', 'Input'); put(g, 'nodes/other/shape', np.array([1, 4, 4]))
      def no_output(g, f):
          del g['nodes/output']; edges(g, ('input', 'conv'), ('conv', 'spike'))
      def cycle(g, f):
          edges(g, ('input', 'conv'), ('conv', 'spike'), ('spike', 'conv'), ('spike', 'output'))
      def loose(g, f): edges(g, ('input', 'conv'), ('spike', 'output'))
      def dangling(g, f): edges(g, ('input', 'conv'), ('conv', 'nowhere'), ('spike', 'output'))
      def edge_triples(g, f): del g['edges']; g['edges'] = np.zeros((2, 3), f32)
      def edge_numbers(g, f): del g['edges']; g['edges'] = np.zeros((2, 2), f32)
      def external(g, f):
          del g['nodes/conv']; g['nodes/conv'] = h5py.ExternalLink('/etc/passwd', '/node')
      def external_weight(g, f):
          del g['nodes/conv/weight']; g['nodes/conv/weight'] = h5py.ExternalLink('good.nir', '/x')
      def soft(g, f):
          del g['nodes/conv/weight']; g['nodes/conv/weight'] = h5py.SoftLink('/node/edges')
      def external_storage(g, f):
          del g['nodes/conv/weight']
          g['nodes/conv'].create_dataset('weight', (2, 1, 3, 3), f32,
              external=[(b'/etc/passwd', 0, h5py.h5f.UNLIMITED)])
      def huge(g, f):
          del g['nodes/conv/weight']
          g['nodes/conv'].create_dataset('weight', (1 << 20, 1 << 20, 3, 3), f32, chunks=(64, 64, 3, 3))
      def hollow(g, f):
          del g['nodes/conv/weight']
          g['nodes/conv'].create_dataset('weight', (8000, 8000, 1, 1), f32, chunks=(64, 64, 1, 1))
      def huge_shape(g, f): put(g, 'nodes/input/shape', np.array([1 << 40, 4, 4]))
      def large_value(g, f):
          put(g, 'nodes/input/shape', np.array([1, 20000, 20000]))
          put(g, 'nodes/conv/input_shape', np.array([20000, 20000]))
      def loop(g, f): g['nodes/inner'] = g
      def many_edges(g, f):
          del g['edges']
          g.create_dataset('edges', (1 << 30, 2), h5py.string_dtype(), chunks=(64, 2))
      def metadata_version(g, f):
          put(g, 'metadata/spikeport_metadata_version', '9'); put(g, 'metadata/spikeport_model', '{}')
      def metadata_json(g, f):
          put(g, 'metadata/spikeport_metadata_version', '1'); put(g, 'metadata/spikeport_model', '{')
      def metadata_empty(g, f):
          put(g, 'metadata/spikeport_metadata_version', '1'); put(g, 'metadata/spikeport_model', '{}')
      def metadata_reset(g, f): put(g, 'nodes/spike/metadata/reset', 'warm')
      def metadata_operator(g, f): put(g, 'nodes/conv/metadata/operator', 'Magic')
      def metadata_kernel(g, f):
          m = 'nodes/conv/metadata/'
          put(g, m + 'kernel', np.array([9, 9])); put(g, m + 'dilations', np.array([1, 1]))
          put(g, m + 'pads_begin', np.array([0, 0])); put(g, m + 'pads_end', np.array([0, 0]))
      for name, spoil in list(globals().items()):
          if callable(spoil) and name not in ('graph', 'edges', 'put', 'delay', 'f32') and not isinstance(spoil, type):
              with h5py.File(f'{folder}/{name}.nir', 'w') as f:
                  spoil(graph(f), f)
      """;

  private static Map<String, String> expected() {
    Map<String, String> faults = new LinkedHashMap<>();
    faults.put("no_node_group", "expected 'node' in a NIR graph");
    faults.put("no_nodes", "expected 'nodes' in a NIR graph");
    faults.put("no_edges", "expected 'edges' in a NIR graph");
    faults.put("no_type", "/node/nodes/conv/: expected 'type'");
    faults.put("no_weight", "node 'conv' (Conv2d): expected a dataset 'weight'");
    faults.put("not_a_graph", "/node/type: expected NIRGraph, found the text 'Affine'");
    faults.put("unknown_type", "node 'conv' (Conv3d): expected a node type of NIR");
    faults.put("threshold_shape", "node 'spike' (Threshold): threshold: expected one value per");
    faults.put("delay_part", "node 'spike' (Delay): delay: expected a whole number of timesteps");
    faults.put("delay_negative", "node 'spike' (Delay): delay: expected a whole number of");
    faults.put("delay_several", "node 'spike' (Delay): delay: expected one delay for all");
    faults.put("delay_huge", "node 'spike' (Delay): expected at most 268435456 values held back");
    faults.put("tau", "node 'spike' (LIF): tau: expected a time constant of at least one");
    faults.put("type_is_group", "/node/nodes/conv/type: expected a dataset, found a group");
    faults.put("weight_rank", "node 'conv' (Conv2d): weight: expected 4 axes");
    faults.put("weight_channels", "node 'conv' (Conv2d): expected 3 input channels");
    faults.put("weight_text", "node 'conv' (Conv2d): weight: expected numbers");
    faults.put("weight_nan", "node 'conv' (Conv2d): weight: expected finite numbers");
    faults.put("bias_shape", "node 'conv' (Conv2d): bias: expected [2]");
    faults.put("groups", "node 'conv' (Conv2d): expected groups that divide");
    faults.put("stride", "node 'conv' (Conv2d): expected strides of at least 1");
    faults.put("stride_count", "node 'conv' (Conv2d): stride: expected 2 whole number(s)");
    faults.put("padding_word", "node 'conv' (Conv2d): padding: expected numbers, 'same' or");
    faults.put("kernel_too_large", "node 'conv' (Conv2d): the kernel covers 9 elements");
    faults.put("input_shape", "node 'conv' (Conv2d): input_shape: expected [4, 4], found [5, 4]");
    faults.put("output_shape", "node 'output' (Output): shape: expected that of what comes in");
    faults.put("negative_shape", "node 'input' (Input): shape: expected a shape of positive");
    faults.put("neuron_shape", "node 'spike' (IF): v_threshold: expected one value per neuron");
    faults.put("neuron_threshold", "node 'spike' (IF): v_threshold: expected thresholds of at");
    faults.put("two_inputs", "nodes: expected one node of type Input, found [");
    faults.put("no_output", "nodes: expected one node of type Output, found none");
    faults.put("cycle", "the cycle spike → conv → spike");
    faults.put("loose", "node 'spike' (IF): expected an edge to it, found none");
    faults.put("dangling", "edge 'conv' → 'nowhere': expected names of nodes");
    faults.put("edge_triples", "/node/edges: expected pairs of names");
    faults.put("edge_numbers", "/node/edges: expected names");
    faults.put("external", "conv: expected content in this file, found a link to elsewhere");
    faults.put("external_weight", "conv/weight: expected content in this file, found a link");
    faults.put("soft", "conv/weight: expected content in this file, found a link");
    faults.put("external_storage", "expected a sound HDF5 file");
    faults.put("huge", "/node/nodes/conv/weight: expected at most 268435456 values");
    faults.put("hollow", "/node/nodes/conv/weight: expected 256000000 bytes of values, found only");
    faults.put("huge_shape", "node 'input' (Input): shape: expected a shape of positive extents");
    faults.put("large_value", "node 'conv' (Conv2d): expected at most 268435456 values");
    faults.put("loop", "expected graphs nested 16 deep at most");
    faults.put("many_edges", "/node/edges: expected pairs of names");
    faults.put("metadata_version", "spikeport_metadata_version: expected version 1");
    faults.put("metadata_json", "metadata: spikeport_model: expected well-formed JSON");
    faults.put("metadata_empty", "metadata: spikeport_model: expected a field 'timesteps'");
    faults.put("metadata_reset", "node 'spike' (IF): metadata: reset: expected 'soft' or 'hard'");
    faults.put("metadata_operator", "node 'conv' (Conv2d): metadata: operator: expected an");
    faults.put("metadata_kernel", "node 'conv' (Conv2d): metadata: kernel: expected a kernel");
    return faults;
  }

  @Test
  void everyFaultIsToldWithItsPlace() throws Exception {
    Python.require("h5py");
    Python.run(SCRIPT, folder);
    SpikingModel good = read("good");
    assertEquals(3 - 1, good.graph().nodes().size());
    Map<String, String> wrong = new LinkedHashMap<>();
    expected()
        .forEach(
            (name, fault) -> {
              SpikeportException e = refusal(name);
              if (!(e instanceof ModelException)
                  || !e.getMessage().startsWith(folder.resolve(name + ".nir") + ": ")
                  || !e.getMessage().contains(fault)) {
                wrong.put(name, e.getMessage());
              }
            });
    assertEquals(Map.of(), wrong);
    try (var files = Files.list(folder)) {
      assertEquals(expected().size() + 1, files.count(), "files that no expectation names");
    }
  }

  @Test
  void whatIsNoHdf5FileIsToldAsSuch() throws Exception {
    Files.writeString(folder.resolve("text.nir"), "{\"type\": \"NIRGraph\"}");
    Files.write(folder.resolve("empty.nir"), new byte[0]);
    assertTrue(refusal("text").getMessage().contains("no HDF5 signature"));
    assertTrue(refusal("empty").getMessage().contains("found an empty file"));
    FileException e =
        assertThrows(
            FileException.class,
            () ->
                new NirFormat()
                    .read(folder.resolve("none.nir"), FormatOptions.DEFAULT, note -> {}));
    assertTrue(e.getMessage().contains("found no such file"), e.getMessage());
  }

  /** Wherever a file is cut, and whichever byte is changed: a refusal or a model, no crash. */
  @Test
  void cutAndDamagedFilesAreRefusedOrRead() throws Exception {
    Path file = folder.resolve("whole.nir");
    OpSamples.Sample sample =
        OpSamples.all().stream()
            .filter(s -> s.op().name().equals("Conv"))
            .findFirst()
            .orElseThrow();
    new NirFormat().prepare(OpSamples.model(sample), FormatOptions.DEFAULT).write(file);
    byte[] bytes = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.nir");
    for (int length = 0; length < bytes.length; length += 97) {
      Files.write(damaged, java.util.Arrays.copyOf(bytes, length));
      assertThrows(
          ModelException.class,
          () -> new NirFormat().read(damaged, FormatOptions.DEFAULT, note -> {}));
    }
    for (int position = 0; position < bytes.length; position += 7) {
      byte[] changed = bytes.clone();
      changed[position] ^= (byte) 0x81;
      Files.write(damaged, changed);
      try {
        new NirFormat().read(damaged, FormatOptions.DEFAULT, note -> {});
      } catch (ModelException e) {
        assertFalse(e.getMessage().isBlank());
      }
    }
  }

  /** What metadata says of a node whose fields or metadata hold a number that no array can have. */
  @Test
  void sizesOfNoArrayAreRefusedByName() throws Exception {
    Python.require("h5py");
    for (OpSamples.Sample sample : OpSamples.all()) {
      if (!List.of("AveragePool", "Conv").contains(sample.op().name())) {
        continue;
      }
      Path good = folder.resolve("sizes.nir");
      new NirFormat().prepare(OpSamples.model(sample), FormatOptions.DEFAULT).writeLossy(good);
      for (String field : List.of("groups", "metadata/kernel")) {
        Python.run(
            """
            import sys, h5py, shutil
            shutil.copy(sys.argv[1], sys.argv[2])
            with h5py.File(sys.argv[2], 'r+') as f:
                for node in f['node/nodes'].values():
                    if 'groups' in node and sys.argv[3] in node:
                        node[sys.argv[3]][...] = 2**31 - 1
            """,
            good,
            folder.resolve("sizes-changed.nir"),
            field);
        if (Arrays.equals(
            Files.readAllBytes(good), Files.readAllBytes(folder.resolve("sizes-changed.nir")))) {
          continue;
        }
        String message = refusal("sizes-changed").getMessage();
        assertTrue(message.contains("node 'y'"), message);
        assertFalse(message.contains("overflow"), message);
      }
    }
  }

  private SpikingModel read(String name) {
    return new NirFormat().read(folder.resolve(name + ".nir"), FormatOptions.DEFAULT, note -> {});
  }

  private SpikeportException refusal(String name) {
    return assertThrows(SpikeportException.class, () -> read(name), name);
  }
}
