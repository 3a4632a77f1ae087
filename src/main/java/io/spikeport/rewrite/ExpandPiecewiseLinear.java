package io.spikeport.rewrite;

import io.spikeport.graph.Add;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.rewrite.PiecewiseLinear.Term;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code Pointwise(f)}, f continuous and made of straight pieces: LeakyReLU, PReLU, Abs,
 * HardTanh, HardSigmoid, Clip. After: the sum of ReLUs, saturating ones among them, that f is
 * ({@link PiecewiseLinear}), so that rate-coded neurons can take their places: {@code ReLU(z) −
 * α·ReLU(−z)}. The last node keeps the name. Exact up to rounding. Only {@link BetweenWeights
 * between weights}.
 */
final class ExpandPiecewiseLinear implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Set<String> between = BetweenWeights.of(graph);
    for (Node node : graph.nodes()) {
      Optional<PiecewiseLinear> function =
          node.op() instanceof Pointwise pointwise && between.contains(node.name())
              ? PiecewiseLinear.of(pointwise.activation()).filter(f -> !f.terms().isEmpty())
              : Optional.empty();
      if (function.isPresent()) {
        expand(rewriter, node, function.get());
      } else {
        rewriter.keep(node);
      }
    }
    return rewriter.build();
  }

  private static void expand(GraphRewriter rewriter, Node node, PiecewiseLinear function) {
    List<Term> terms = function.terms();
    Tensor constant = function.constant();
    if (terms.size() == 1) {
      add(rewriter, node, terms.get(0), constant, node.name());
      return;
    }
    List<String> summands = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      String name = rewriter.fresh(node.name() + ".part");
      add(rewriter, node, terms.get(i), i == 0 ? constant : Tensor.scalar(0), name);
      summands.add(name);
    }
    rewriter.add(node.name(), new Add(), summands);
  }

  /** Adds a term, the value named {@code name}. */
  private static void add(
      GraphRewriter rewriter, Node node, Term term, Tensor constant, String name) {
    List<String> input = rewriter.inputs(node);
    ChannelAffine before = new ChannelAffine(term.gain(), term.offset());
    ChannelAffine after = new ChannelAffine(term.weight(), constant);
    Op relu =
        term.maximum().<Op>map(maximum -> new ClippedRelu(maximum)).orElseGet(() -> new Relu());
    if (!isIdentity(before)) {
      input = List.of(rewriter.add(rewriter.fresh(name + ".in"), before, input));
    }
    if (isIdentity(after)) {
      rewriter.add(name, relu, input);
    } else {
      String neurons = rewriter.add(rewriter.fresh(name + ".relu"), relu, input);
      rewriter.add(name, after, List.of(neurons));
    }
  }

  private static boolean isIdentity(ChannelAffine affine) {
    return isAll(affine.scale(), 1) && isAll(affine.shift(), 0);
  }

  private static boolean isAll(Tensor values, float expected) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != expected) {
        return false;
      }
    }
    return true;
  }
}
