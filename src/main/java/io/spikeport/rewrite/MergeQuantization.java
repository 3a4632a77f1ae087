package io.spikeport.rewrite;

import io.spikeport.graph.Activation;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.Function;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Transpose;
import io.spikeport.rewrite.pass.GraphRewriter;
import io.spikeport.rewrite.pass.Pass;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Before: {@code affine, clip … → quantize → affine, clip …}, one number each for the whole layer,
 * each feeding nothing but the next. After: {@code quantize}, with affine maps around it where they
 * do not cancel: all of a rounding chain as exporters spell it, such as the quantized ReLU {@code
 * λ/L·floor(clip(x/λ, 0, 1)·L + ½)}. A quantization of what lies on its grid already is left out.
 * Exact up to rounding, but for values halfway between two levels. The last node keeps its name.
 */
final class MergeQuantization implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphRewriter rewriter = new GraphRewriter(graph);
    Map<String, List<Node>> chains = chains(graph);
    Set<String> inside = new HashSet<>();
    chains.values().forEach(chain -> chain.forEach(node -> inside.add(node.name())));
    Map<String, Activation> grids = new HashMap<>();
    for (Node node : graph.nodes()) {
      List<Node> chain = chains.get(node.name());
      if (chain != null) {
        write(rewriter, chain, grids);
      } else if (!inside.contains(node.name())) {
        rewriter.keep(node);
        Activation grid = grids.get(rewriter.inputs(node).get(0));
        if (grid != null && movesOnly(node.op())) {
          grids.put(node.name(), grid);
        }
      }
    }
    return rewriter.build();
  }

  private static boolean movesOnly(Op op) {
    return op instanceof MaxPool
        || op instanceof GlobalMaxPool
        || op instanceof Flatten
        || op instanceof Reshape
        || op instanceof Transpose
        || op instanceof Slice;
  }

  /** The chains by the name of their last node. */
  private static Map<String, List<Node>> chains(Graph graph) {
    Map<String, List<Node>> chains = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!isQuantize(node.op()) || taken.contains(node.name())) {
        continue;
      }
      List<Node> chain = new ArrayList<>(List.of(node));
      for (Optional<Node> before = before(graph, node);
          before.isPresent() && !taken.contains(before.get().name());
          before = before(graph, before.get())) {
        chain.add(0, before.get());
      }
      QuantizationChain state = QuantizationChain.START;
      for (Node one : chain) {
        state = state.then(one.op()).orElseThrow();
      }
      for (Optional<Node> after = after(graph, node); after.isPresent(); ) {
        Optional<QuantizationChain> longer = state.then(after.get().op());
        if (longer.isEmpty()) {
          break;
        }
        state = longer.get();
        chain.add(after.get());
        after = after(graph, after.get());
      }
      chain.forEach(one -> taken.add(one.name()));
      chains.put(chain.get(chain.size() - 1).name(), chain);
    }
    return chains;
  }

  private static boolean isQuantize(Op op) {
    return op instanceof Pointwise pointwise
        && pointwise.activation().function() == Function.QUANTIZE
        && pointwise.activation().parameters().stream().allMatch(Tensor::isScalar);
  }

  private static Optional<Node> before(Graph graph, Node node) {
    String name = node.inputs().get(0);
    return graph.hasNode(name)
            && graph.feedsOnly(name, node)
            && QuantizationChain.START.then(graph.node(name).op()).isPresent()
            && !isQuantize(graph.node(name).op())
        ? Optional.of(graph.node(name))
        : Optional.empty();
  }

  private static Optional<Node> after(Graph graph, Node node) {
    return graph.consumers(node.name()).stream()
        .filter(next -> graph.feedsOnly(node.name(), next) && isElementwise(next.op()))
        .findFirst();
  }

  private static boolean isElementwise(Op op) {
    return op instanceof ChannelAffine
        || op instanceof Relu
        || op instanceof ClippedRelu
        || op instanceof Pointwise;
  }

  private static void write(
      GraphRewriter rewriter, List<Node> chain, Map<String, Activation> grids) {
    QuantizationChain whole = QuantizationChain.START;
    for (Node node : chain) {
      whole = whole.then(node.op()).orElseThrow();
    }
    String last = chain.get(chain.size() - 1).name();
    List<String> input = rewriter.inputs(chain.get(0));
    Optional<ChannelAffine> before = whole.before();
    Optional<ChannelAffine> after = whole.after();
    Activation quantize = whole.quantize();
    Activation grid = grids.get(input.get(0));
    if (before.isEmpty() && grid != null && holds(quantize, grid)) {
      if (after.isEmpty()) {
        rewriter.alias(last, input.get(0));
      } else {
        rewriter.add(last, after.get(), input);
      }
      return;
    }
    if (before.isPresent()) {
      input = List.of(rewriter.add(rewriter.fresh(last + ".in"), before.get(), input));
    }
    String name = after.isPresent() ? rewriter.fresh(last + ".levels") : last;
    rewriter.add(name, new Pointwise(quantize), input);
    grids.put(name, quantize);
    after.ifPresent(affine -> rewriter.add(last, affine, List.of(name)));
  }

  /** Whether all levels of a grid are levels of a quantization. */
  private static boolean holds(Activation quantize, Activation grid) {
    List<Tensor> own = quantize.parameters();
    List<Tensor> given = grid.parameters();
    return own.get(0).equals(given.get(0))
        && own.get(1).get(0) <= given.get(1).get(0)
        && own.get(2).get(0) >= given.get(2).get(0);
  }
}
