package io.spikeport.onnx.fold;

import io.spikeport.onnx.network.Dim;
import io.spikeport.onnx.network.Folding;
import java.util.Optional;

/** The foldings that are one operation on pairs of numbers. */
public final class Folds {

  public static final Folding ADD = FoldElementwise.binary(Dim::plus, Double::sum);
  public static final Folding SUB =
      FoldElementwise.binary((a, b) -> a.plus(b.negated()), (a, b) -> a - b);
  public static final Folding MUL = FoldElementwise.binary(Dim::times, (a, b) -> a * b);
  public static final Folding DIV = FoldElementwise.binary(Dim::dividedBy, (a, b) -> a / b);
  public static final Folding MAX =
      FoldElementwise.binary(FoldElementwise.known(Math::max), Math::max);
  public static final Folding MIN =
      FoldElementwise.binary(FoldElementwise.known(Math::min), Math::min);
  public static final Folding POW = FoldElementwise.binary((a, b) -> Optional.empty(), Math::pow);

  /** ONNX has two: {@code fmod} takes the sign of the dividend, else that of the divisor. */
  public static final Folding MOD =
      (node, builder) ->
          node.flag("fmod", false)
              ? FoldElementwise.binary((a, b) -> Optional.empty(), (a, b) -> a % b)
                  .fold(node, builder)
              : FoldElementwise.binary(
                      (a, b) ->
                          a.batch() || b.batch() || b.factor() == 0
                              ? Optional.empty()
                              : Optional.of(Dim.of(Math.floorMod(a.factor(), b.factor()))),
                      (a, b) -> a - Math.floor(a / b) * b)
                  .fold(node, builder);

  public static final Folding EQUAL =
      truth(
          FoldElementwise.binary(
              (a, b) -> a.sameAs(b).map(same -> Dim.of(same ? 1 : 0)), (a, b) -> a == b ? 1 : 0));
  public static final Folding LESS =
      truth(
          FoldElementwise.binary(
              FoldElementwise.known((a, b) -> a < b ? 1 : 0), (a, b) -> a < b ? 1 : 0));
  public static final Folding GREATER =
      truth(
          FoldElementwise.binary(
              FoldElementwise.known((a, b) -> a > b ? 1 : 0), (a, b) -> a > b ? 1 : 0));
  public static final Folding NOT =
      truth(
          (node, builder) ->
              FoldElementwise.unary(value -> value == 0 ? 1 : 0).fold(node, builder));

  public static final Folding REDUCE_MEAN = FoldElementwise.reduction(18, 0, Double::sum, true);
  public static final Folding REDUCE_MAX =
      FoldElementwise.reduction(18, Float.NEGATIVE_INFINITY, Math::max, false);
  public static final Folding REDUCE_SUM = FoldElementwise.reduction(13, 0, Double::sum, false);
  public static final Folding REDUCE_PROD =
      FoldElementwise.reduction(18, 1, (a, b) -> a * b, false);

  private Folds() {}

  /** Makes a folding's result one of truth values, which count as integers. */
  private static Folding truth(Folding folding) {
    return (node, builder) -> FoldElementwise.toIntegers(node, folding.fold(node, builder));
  }
}
