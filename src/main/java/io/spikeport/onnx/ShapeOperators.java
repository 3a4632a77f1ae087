package io.spikeport.onnx;

import static io.spikeport.onnx.Attribute.integer;
import static io.spikeport.onnx.Attribute.integers;
import static io.spikeport.onnx.Attribute.real;
import static io.spikeport.onnx.Attribute.reals;
import static io.spikeport.onnx.Attribute.tensor;
import static io.spikeport.onnx.Attribute.text;
import static io.spikeport.onnx.OperatorBuilder.ANY_NUMBER;
import static io.spikeport.onnx.OperatorBuilder.folded;
import static io.spikeport.onnx.OperatorBuilder.operator;

import java.util.List;

/** Declarations of the operators that move values, and of those that compute shapes. */
final class ShapeOperators {

  private static final String NOTHING = "nothing: passes its input on";
  private static final String KEEP_BATCH =
      "keep the batch size as the first extent, for example with torch.flatten(x, 1)";
  private static final String EVAL = "call model.eval() before exporting";
  private static final String NEAREST = "enlarge by a whole factor with mode nearest";

  static final List<Operator> ALL =
      List.of(
          operator("Identity", Plumbing::identity)
              .becomes(NOTHING)
              .foldedBy(Plumbing::identity)
              .declare(),
          operator("Dropout", Plumbing::dropout)
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
              .foldedBy(Plumbing::dropout)
              .declare(),
          operator("Cast", Plumbing::cast)
              .with(integer("to"), integer("saturate").since(19), text("round_mode").since(24))
              .becomes("nothing between real types; a constant")
              .refuses("to integers, of values that depend on the image")
              .remedy("keep values in float32 throughout")
              .foldedBy(FoldElementwise::cast)
              .declare(),
          operator("Constant", (node, network) -> List.of())
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
          operator("Transpose", Plumbing::transpose)
              .with(integers("perm"))
              .becomes("nothing where transposes cancel or a Linear can absorb it, else Transpose")
              .refuses("the batch axis")
              .remedy("keep the batch axis first")
              .foldedBy(FoldShapes::transpose)
              .declare(),
          operator("Concat", Plumbing::concat)
              .inputs(1, ANY_NUMBER)
              .with(integer("axis"))
              .refuses("constants, the batch axis")
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
              .declare(),
          operator("Slice", Slicing::slice)
              .inputs(1, 5)
              .moreInputsSince(10)
              .with(
                  integers("starts").until(10),
                  integers("ends").until(10),
                  integers("axes").until(10))
              .refuses("steps other than 1, the batch axis, computed bounds")
              .remedy("take contiguous parts with constant bounds")
              .foldedBy(FoldShapes::slice)
              .declare(),
          operator("Gather", Slicing::gather)
              .inputs(2)
              .with(integer("axis"))
              .becomes("Slice, and Reshape for a single index")
              .refuses("indices that are no range")
              .remedy("take contiguous parts with constant bounds")
              .foldedBy(FoldShapes::gather)
              .declare(),
          operator("Pad", Plumbing::pad)
              .inputs(1, 4)
              .moreInputsSince(11)
              .with(
                  integers("pads").until(11),
                  real("value").until(11),
                  text("mode").only("constant"))
              .becomes("Pad; Slice where it crops; nothing if it adds nothing")
              .refuses("modes reflect, edge and wrap")
              .remedy("pad with zeros")
              .declare(),
          operator("Upsample", Resizing::upsample)
              .inputs(1, 2)
              .moreInputsSince(9)
              .until(10)
              .with(text("mode"), reals("scales").until(9))
              .refuses("mode linear, factors that are not whole")
              .remedy(NEAREST)
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
                  text("keep_aspect_ratio_policy").since(18).only("stretch"))
              .becomes("Upsample")
              .refuses("mode linear and cubic, factors that are not whole")
              .remedy(NEAREST)
              .declare(),
          operator("DepthToSpace", Plumbing::depthToSpace)
              .with(integer("blocksize"), text("mode").since(11).only("DCR", "CRD"))
              .becomes("Reshape, Transpose, Reshape")
              .declare(),
          operator("SpaceToDepth", Plumbing::spaceToDepth)
              .with(integer("blocksize"))
              .becomes("Reshape, Transpose, Reshape")
              .declare(),
          operator("Expand", Slicing::expand)
              .since(8)
              .inputs(2)
              .becomes(NOTHING)
              .refuses("repetition")
              .remedy("avoid repeating values along an axis")
              .foldedBy(FoldShapes::expand)
              .declare(),
          operator("Tile", Slicing::tile)
              .inputs(2)
              .becomes(NOTHING)
              .refuses("repetition")
              .remedy("avoid repeating values along an axis")
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
          folded("ConstantOfShape", FoldShapes::constantOfShape)
              .since(9)
              .with(tensor("value"))
              .declare(),
          folded("Range", FoldShapes::range).since(11).inputs(3).declare(),
          folded("Sqrt", FoldElementwise.unary(Math::sqrt)).declare(),
          folded("Reciprocal", FoldElementwise.unary(x -> 1 / x)).declare(),
          folded("Abs", FoldElementwise.unary(Math::abs)).declare(),
          folded("Floor", FoldElementwise.unary(Math::floor)).declare(),
          folded("Ceil", FoldElementwise.unary(Math::ceil)).declare(),
          folded("Exp", FoldElementwise.unary(Math::exp)).declare(),
          folded("Pow", Folds.POW).inputs(2).declare(),
          folded("Mod", Folds.MOD).since(10).inputs(2).with(integer("fmod")).declare(),
          folded("Equal", Folds.EQUAL).inputs(2).declare(),
          folded("Less", Folds.LESS).inputs(2).declare(),
          folded("Greater", Folds.GREATER).inputs(2).declare(),
          folded("Not", Folds.NOT).declare(),
          folded("Where", FoldElementwise::where).since(9).inputs(3).declare(),
          folded("ReduceSum", Folds.REDUCE_SUM)
              .inputs(1, 2)
              .moreInputsSince(13)
              .with(
                  integers("axes").until(13),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(13))
              .refuses("sums of values")
              .remedy("take the mean over spatial axes (ReduceMean) and scale the weights after it")
              .declare(),
          folded("ReduceProd", Folds.REDUCE_PROD)
              .inputs(1, 2)
              .moreInputsSince(18)
              .with(
                  integers("axes").until(18),
                  integer("keepdims"),
                  integer("noop_with_empty_axes").since(18))
              .declare());

  private ShapeOperators() {}
}
