package io.spikeport.onnx;

import static io.spikeport.onnx.network.Attribute.integer;
import static io.spikeport.onnx.network.Attribute.integers;
import static io.spikeport.onnx.network.Attribute.real;
import static io.spikeport.onnx.network.Attribute.reals;
import static io.spikeport.onnx.network.Attribute.tensor;
import static io.spikeport.onnx.network.Attribute.text;
import static io.spikeport.onnx.network.OperatorBuilder.ANY_NUMBER;
import static io.spikeport.onnx.network.OperatorBuilder.folded;
import static io.spikeport.onnx.network.OperatorBuilder.operator;

import io.spikeport.onnx.fold.FoldElementwise;
import io.spikeport.onnx.fold.Folds;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.Operator;
import io.spikeport.onnx.translate.DataMovement;
import io.spikeport.onnx.translate.FoldRepeats;
import io.spikeport.onnx.translate.FoldShapes;
import io.spikeport.onnx.translate.Quantization;
import io.spikeport.onnx.translate.Reshaping;
import io.spikeport.onnx.translate.Resizing;
import io.spikeport.onnx.translate.Slicing;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Declarations of the operators that move values, and of those that compute shapes. */
final class ShapeOperators {

  private static final String NOTHING = "nothing: passes its input on";
  private static final String KEEP_BATCH =
      "keep the batch size as the first extent, for example with torch.flatten(x, 1)";
  private static final String EVAL = "call model.eval() before exporting";
  private static final String RESIZED =
      "Upsample by whole factors, else Take (nearest) or AxisLinear (linear, cubic)";
  private static final String KNOWN = "resize other axes by constant factors or to constant sizes";

  static final List<Operator> ALL =
      List.of(
          operator("Identity", DataMovement::identity)
              .becomes(NOTHING)
              .foldedBy(DataMovement::identity)
              .declare(),
          operator("Dropout", DataMovement::dropout)
              .inputs(1, 3)
              .moreInputsSince(12)
              .outputs(2)
              .with(
                  real("ratio").until(12),
                  integer("is_test").until(7).only("1"),
                  integer("seed").since(12))
              .becomes(NOTHING)
              .refuses("training mode, a used mask")
              .remedy(EVAL)
              .foldedBy(DataMovement::dropout)
              .declare(),
          operator("Cast", DataMovement::cast)
              .with(integer("to"), integer("saturate").since(19), text("round_mode").since(24))
              .becomes("nothing between real types; a constant")
              .refuses("to integers, of values that depend on the image")
              .remedy("keep values in float32 throughout")
              .foldedBy(FoldElementwise::cast)
              .declare(),
          operator("Constant", (node, builder) -> List.of())
              .inputs(0)
              .with(
                  tensor("value"),
                  real("value_float").since(12),
                  reals("value_floats").since(12),
                  integer("value_int").since(12),
                  integers("value_ints").since(12))
              .becomes("a constant")
              .refuses("text, sparse tensors")
              .remedy("export dense numbers")
              .foldedBy(FoldShapes::constant)
              .declare(),
          operator("Flatten", Reshaping::flatten)
              .with(integer("axis"))
              .refuses("an axis that joins samples")
              .remedy(KEEP_BATCH)
              .foldedBy(FoldShapes::flatten)
              .declare(),
          operator("Reshape", Reshaping::reshape)
              .inputs(2)
              .with(integer("allowzero").since(14))
              .becomes("Reshape or Flatten")
              .refuses("a shape that joins or splits samples")
              .remedy(KEEP_BATCH)
              .foldedBy(FoldShapes::reshape)
              .declare(),
          operator("Squeeze", Reshaping::squeeze)
              .inputs(1, 2)
              .moreInputsSince(13)
              .with(integers("axes").until(13))
              .becomes("Reshape or Flatten")
              .refuses("the batch axis")
              .remedy("name the axes, for example x.squeeze(3).squeeze(2)")
              .foldedBy(FoldShapes::squeeze)
              .declare(),
          operator("Unsqueeze", Reshaping::unsqueeze)
              .inputs(1, 2)
              .moreInputsSince(13)
              .with(integers("axes").until(13))
              .becomes("Reshape")
              .refuses("an axis before the batch axis")
              .remedy(KEEP_BATCH)
              .foldedBy(FoldShapes::unsqueeze)
              .declare(),
          operator("Transpose", DataMovement::transpose)
              .with(integers("perm"))
              .becomes("nothing where transposes cancel or a Linear can absorb it, else Transpose")
              .refuses("the batch axis")
              .remedy("keep the batch axis first")
              .foldedBy(FoldShapes::transpose)
              .declare(),
          operator("Concat", DataMovement::concat)
              .inputs(1, ANY_NUMBER)
              .with(integer("axis"))
              .becomes("Concat; a constant is a zero to which it is added")
              .refuses("the batch axis, constants that differ between samples")
              .remedy("join values along channels or spatial axes")
              .foldedBy(FoldShapes::concat)
              .declare(),
          operator("Split", Slicing::split)
              .inputs(1, 2)
              .moreInputsSince(13)
              .outputs(ANY_NUMBER)
              .with(integer("axis"), integers("split").until(13), integer("num_outputs").since(18))
              .becomes("a Slice for each part")
              .refuses("the batch axis")
              .remedy("split along channels or spatial axes")
              .foldedBy(FoldShapes::split)
              .declare(),
          operator("Slice", Slicing::slice)
              .inputs(1, 5)
              .moreInputsSince(10)
              .with(
                  integers("starts").until(10),
                  integers("ends").until(10),
                  integers("axes").until(10))
              .becomes("Slice; Take where the step is not 1")
              .refuses("the batch axis, computed bounds")
              .remedy("take parts with constant bounds")
              .foldedBy(FoldShapes::slice)
              .declare(),
          operator("Gather", Slicing::gather)
              .inputs(2)
              .with(integer("axis"))
              .becomes("Slice of a range, else Take; Reshape where the indices are no list")
              .refuses("the batch axis, computed indices")
              .remedy("gather along other axes with constant indices")
              .foldedBy(FoldShapes::gather)
              .declare(),
          operator("Pad", DataMovement::pad)
              .inputs(1, 4)
              .moreInputsSince(11)
              .with(
                  integers("pads").until(11),
                  real("value").until(11),
                  text("mode").only("constant", "reflect", "edge", "wrap"))
              .becomes("Pad; Slice where it crops; Take in modes reflect, edge and wrap")
              .refuses("the batch axis, computed pads")
              .remedy("pad other axes by constant widths")
              .declare(),
          operator("Upsample", Resizing::upsample)
              .inputs(1, 2)
              .moreInputsSince(9)
              .until(10)
              .with(text("mode"), reals("scales").until(9))
              .becomes(RESIZED)
              .refuses("the batch axis, computed scales")
              .remedy(KNOWN)
              .declare(),
          operator("Resize", Resizing::resize)
              .since(10)
              .inputs(1, 4)
              .with(
                  text("mode"),
                  text("coordinate_transformation_mode").since(11),
                  text("nearest_mode").since(11),
                  real("cubic_coeff_a").since(11),
                  integer("exclude_outside").since(11),
                  real("extrapolation_value").since(11),
                  integer("antialias").since(18),
                  integers("axes").since(18),
                  text("keep_aspect_ratio_policy").since(18))
              .becomes(RESIZED)
              .refuses("the batch axis, computed scales and sizes")
              .remedy(KNOWN)
              .declare(),
          operator("DepthToSpace", DataMovement::depthToSpace)
              .with(integer("blocksize"), text("mode").since(11).only("DCR", "CRD"))
              .becomes("Reshape, Transpose, Reshape")
              .declare(),
          operator("SpaceToDepth", DataMovement::spaceToDepth)
              .with(integer("blocksize"))
              .becomes("Reshape, Transpose, Reshape")
              .declare(),
          operator("Expand", Slicing::expand)
              .since(8)
              .inputs(2)
              .becomes("Take for every axis that is repeated")
              .refuses("the batch axis")
              .remedy("repeat values along other axes")
              .foldedBy(FoldRepeats::expand)
              .declare(),
          operator("Tile", Slicing::tile)
              .inputs(2)
              .becomes("Take for every axis that is repeated")
              .refuses("the batch axis")
              .remedy("repeat values along other axes")
              .foldedBy(FoldRepeats::tile)
              .declare(),
          operator("Shape", FoldShapes::shape)
              .with(integer("start").since(15), integer("end").since(15))
              .becomes("a constant")
              .foldedBy(FoldShapes::shape)
              .declare(),
          operator("Size", FoldShapes::size)
              .becomes("a constant")
              .foldedBy(FoldShapes::size)
              .declare(),
          folded("ConstantOfShape", FoldRepeats::constantOfShape)
              .since(9)
              .with(tensor("value"))
              .declare(),
          folded("Range", FoldShapes::range).since(11).inputs(3).declare(),
          folded("Sqrt", FoldElementwise.unary(Math::sqrt)).declare(),
          folded("Reciprocal", FoldElementwise.unary(x -> 1 / x)).declare(),
          rounding("Floor", -0.5f, Math::floor),
          rounding("Ceil", 0.5f, Math::ceil),
          rounding("Round", 0, Math::rint),
          folded("Exp", FoldElementwise.unary(Math::exp)).declare(),
          folded("Pow", Folds.POW).inputs(2).declare(),
          folded("Mod", Folds.MOD).since(10).inputs(2).with(integer("fmod")).declare(),
          folded("Equal", Folds.EQUAL).inputs(2).declare(),
          folded("Less", Folds.LESS).inputs(2).declare(),
          folded("Greater", Folds.GREATER).inputs(2).declare(),
          folded("Not", Folds.NOT).declare(),
          folded("Where", FoldElementwise::where).since(9).inputs(3).declare(),
          folded("ReduceProd", Folds.REDUCE_PROD)
              .inputs(1, 2)
              .moreInputsSince(18)
              .with(
                  integers("axes").until(18),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(18))
              .declare());

  private ShapeOperators() {}

  private static Operator rounding(String name, float shift, DoubleUnaryOperator onConstants) {
    return operator(name, Quantization.rounding(shift))
        .since(name.equals("Round") ? 11 : Opsets.OLDEST)
        .becomes("a quantizing function, with the factors and bounds around it")
        .foldedBy(FoldElementwise.unary(onConstants))
        .declare();
  }
}
