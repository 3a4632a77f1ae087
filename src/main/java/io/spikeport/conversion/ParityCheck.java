package io.spikeport.conversion;

import io.spikeport.calibration.OnnxRuntimeNetwork;
import io.spikeport.calibration.ReferenceOutputs;
import io.spikeport.data.Dataset;
import io.spikeport.error.BoundException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Function;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Pointwise;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.simulation.FloatNetwork;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Compares a float graph, run by our own engine, with the exported model in ONNX Runtime: the
 * import and every exact rewrite must leave what the network computes as it is.
 */
final class ParityCheck {

  /** Images that are compared. */
  private static final int SAMPLES = 4;

  /**
   * Largest difference that passes for rounding, relative to the largest magnitude of the value.
   * Both sides sum in float32 in different orders; each layer contributes some units of 2⁻²⁴ times
   * the root of its fan-in, so networks of a hundred layers stay below 10⁻³, whereas a wrong
   * operator is off by a visible part of the value.
   */
  private static final double ROUNDING = 2e-3;

  /**
   * The same for a network that quantizes: rounding may put a value that lies halfway between two
   * levels on the other one, which is a whole step off and then passes through the layers behind.
   */
  private static final double STEPS = 5e-2;

  private final OnnxModel model;
  private final ImportedModel imported;
  private final int threads;
  private final int samples;
  private final double tolerance;
  private final Tensor images;

  /**
   * @param data preprocessed images; the first few are compared
   */
  ParityCheck(OnnxModel model, ImportedModel imported, Dataset data, int threads) {
    this.model = model;
    this.threads = threads;
    this.imported = imported;
    this.tolerance = quantizes(imported.graph()) ? STEPS : ROUNDING;
    this.samples = Math.min(SAMPLES, data.size());
    float[] values = new float[samples * data.sampleShape().size()];
    data.read(0, samples, values);
    this.images = Tensor.wrap(data.sampleShape().prepend(samples), values);
  }

  /**
   * Compares the outputs of the imported graph and of the rewritten one.
   *
   * @param prepared the imported graph after exact rewrites; a final Softmax may have been removed
   * @return the difference of the rewritten graph
   * @throws BoundException if one differs by more than rounding; the message names the first node
   *     that diverges
   */
  Parity check(Graph prepared) {
    Graph graph = imported.graph();
    boolean logits = !prepared.hasNode(graph.output());
    List<String> values = List.of(imported.outputName(), ReferenceOutputs.value(imported, logits));
    List<float[]> expected = expected(values);
    try (FloatNetwork ours = new FloatNetwork(graph, Set.of(graph.output()))) {
      Parity asImported = compare(ours, List.of(graph.output()), expected.subList(0, 1)).get(0);
      if (!agrees(asImported)) {
        throw firstDivergence(asImported);
      }
      ours.change(prepared, Set.of(prepared.output()));
      Parity rewritten = compare(ours, List.of(prepared.output()), expected.subList(1, 2)).get(0);
      if (!agrees(rewritten)) {
        throw diverged("the rewritten network's output '" + prepared.output() + "'", rewritten);
      }
      return rewritten;
    }
  }

  private static boolean quantizes(Graph graph) {
    return graph.nodes().stream()
        .anyMatch(
            node ->
                node.op() instanceof Pointwise pointwise
                    && pointwise.activation().function() == Function.QUANTIZE);
  }

  private boolean agrees(Parity parity) {
    return parity.maximumRelative() <= tolerance;
  }

  private List<Parity> compare(FloatNetwork ours, List<String> nodes, List<float[]> expected) {
    List<Parity> parities = new ArrayList<>();
    Map<String, Tensor> found = ours.run(images);
    for (int i = 0; i < nodes.size(); i++) {
      parities.add(compare(found.get(nodes.get(i)), expected.get(i)));
    }
    return parities;
  }

  /** One engine after the other, so that the weights are not in the memory of both. */
  private List<float[]> expected(List<String> values) {
    try (OnnxRuntimeNetwork reference =
        OnnxRuntimeNetwork.open(
            model, imported, values.stream().distinct().toList(), samples, threads)) {
      return run(reference, values);
    }
  }

  /** Values of all samples, whatever batch size the model insists on. */
  private List<float[]> run(OnnxRuntimeNetwork reference, List<String> values) {
    List<float[]> all = new ArrayList<>();
    float[] given = images.toArray();
    int sampleSize = given.length / samples;
    for (int first = 0; first < samples; first += reference.batch()) {
      int count = Math.min(reference.batch(), samples - first);
      float[] part = new float[count * sampleSize];
      System.arraycopy(given, first * sampleSize, part, 0, part.length);
      reference.run(part, count);
      for (int v = 0; v < values.size(); v++) {
        int perSample = reference.elementsPerSample(values.get(v));
        if (first == 0) {
          all.add(new float[samples * perSample]);
        }
        FloatBuffer buffer = reference.value(values.get(v));
        buffer.get(0, all.get(v), first * perSample, count * perSample);
      }
    }
    return all;
  }

  private Parity compare(Tensor found, float[] expected) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double here = Math.abs((double) found.get(i) - expected[i]);
      difference = here <= difference ? difference : here;
    }
    double relative = difference == 0 ? 0 : difference / largest;
    return new Parity(difference, relative, samples);
  }

  private BoundException firstDivergence(Parity atOutput) {
    Graph graph = imported.graph();
    List<String> nodes = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Node node : graph.nodes()) {
      String value = imported.onnxValues().get(node.name());
      if (value != null) {
        nodes.add(node.name());
        values.add(value);
      }
    }
    List<Parity> parities;
    try (FloatNetwork ours = new FloatNetwork(graph, Set.copyOf(nodes))) {
      parities = compare(ours, nodes, expected(values));
    }
    for (int i = 0; i < parities.size(); i++) {
      if (!agrees(parities.get(i))) {
        return diverged(graph.node(nodes.get(i)).describe(), parities.get(i));
      }
    }
    return diverged("output '" + graph.output() + "'", atOutput);
  }

  private BoundException diverged(String place, Parity parity) {
    return new BoundException(
        Problem.mismatch(
            model.path() + ": " + place,
            "ONNX Runtime's value up to rounding (relative " + tolerance + ")",
            String.format(
                Locale.US,
                "a relative difference of %.2g in our float network",
                parity.maximumRelative()),
            "this is a defect of Spikeport: please report it with the model"));
  }
}
