package io.spikeport.format.nir;

import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirGraph;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import java.util.Locale;

/** What a tool's importer does to the finished graph. */
final class TargetCheck {

  private final Target target;
  private final Losses losses;
  private final String tool;

  TargetCheck(Target target, Losses losses) {
    this.target = target;
    this.losses = losses;
    this.tool = target.name().toLowerCase(Locale.ROOT);
  }

  void check(NirGraph graph) {
    for (NirNode node : graph.nodes()) {
      if (!target.takes(node.type())) {
        losses.add(
            Loss.harmful(
                node.describe(),
                tool + "'s importer makes nothing of nodes of type " + node.type(),
                "it is written all the same",
                remedy(node.type())));
      }
      if (target == Target.LAVA && node.type().equals("Conv2d") && hasBias(node)) {
        losses.add(
            Loss.harmful(
                node.describe(),
                "lava-dl's convolutions have no bias",
                "the bias is in the file",
                "train the convolutions without bias and batch normalisation"));
      }
      if (target == Target.LAVA || target == Target.SINABS) {
        requireChain(node, graph);
      }
      if (target == Target.NIRTORCH && node.type().equals("Affine") && hasBias(node)) {
        losses.add(
            Loss.harmless(
                node.describe(),
                "NIRTorch's own map of an Affine leaves the bias at random numbers",
                "the bias is in the file: give nir_to_torch a map of your own for nir.Affine"));
      }
    }
    if (target == Target.NIRTORCH) {
      losses.add(
          Loss.harmless(
              "the neurons",
              "NIRTorch leaves them to a map that its user gives",
              "reset, comparison, θ and v₀ of each are in its metadata"));
    }
  }

  private String remedy(String type) {
    if (target == Target.ROCKPOOL) {
      return "choose another tool: Rockpool reads only linear layers and current-based neurons";
    }
    return type.equals("LIF") || type.equals("IF")
        ? "convert the model again with --neuron " + (type.equals("LIF") ? "if" : "lif")
        : "change the network";
  }

  private void requireChain(NirNode node, NirGraph graph) {
    long out = graph.edges().stream().filter(edge -> edge.from().equals(node.name())).count();
    long in = graph.edges().stream().filter(edge -> edge.to().equals(node.name())).count();
    if (out > 1 || in > 1) {
      losses.add(
          Loss.harmful(
              node.describe(),
              "the importer takes a chain of layers only",
              "all edges are written",
              "choose a network without branches"));
    }
  }

  private static boolean hasBias(NirNode node) {
    return node.fields().get("bias") instanceof NirValue.Real real && !isZero(real);
  }

  private static boolean isZero(NirValue.Real real) {
    for (int i = 0; i < real.tensor().size(); i++) {
      if (real.tensor().get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
