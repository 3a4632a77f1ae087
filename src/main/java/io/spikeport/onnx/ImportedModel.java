package io.spikeport.onnx;

import io.spikeport.error.Problem;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.model.RuntimeTranspose;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A graph with its ties to the ONNX model that it comes from. Names of values are those of the copy
 * that {@link RuntimeModel} makes, whose values have the graph's layout.
 *
 * @param onnxValues for each node of the graph, the name of the value that it computes; a node that
 *     the importer added in between has none
 * @param fixedBatch the only batch size that the ONNX model can be run with, where its nodes depend
 *     on one; the graph itself takes any
 * @param inputName name of the model's input
 * @param outputName name of the model's output that the graph computes
 * @param transposes what {@link RuntimeModel} has to do so that its values have the graph's layout
 * @param blocks by the name of a node that is kept as a float block, why it is no operator of the
 *     graph
 * @param wholeNumbers whether the ONNX model takes images of whole numbers; the graph takes them as
 *     real ones
 * @param notes what the user may want to know, for example what was left out
 */
public record ImportedModel(
    Graph graph,
    Map<String, String> onnxValues,
    OptionalInt fixedBatch,
    String inputName,
    String outputName,
    List<RuntimeTranspose> transposes,
    List<String> notes,
    Map<String, List<Problem>> blocks,
    boolean wholeNumbers) {

  public ImportedModel {
    Objects.requireNonNull(graph);
    Objects.requireNonNull(fixedBatch);
    Objects.requireNonNull(inputName);
    Objects.requireNonNull(outputName);
    onnxValues = Map.copyOf(onnxValues);
    transposes = List.copyOf(transposes);
    notes = List.copyOf(notes);
    blocks = Map.copyOf(blocks);
  }

  /** The same with an equivalent graph, whose nodes of the same names have the same values. */
  public ImportedModel withGraph(Graph other) {
    return new ImportedModel(
        other,
        onnxValues,
        fixedBatch,
        inputName,
        outputName,
        transposes,
        notes,
        blocks,
        wholeNumbers);
  }

  /** What stands in the way of converting it, although it can be run and compared. */
  public Optional<Problem> withoutNeurons(String file) {
    boolean none =
        graph.nodes().stream()
            .noneMatch(
                node ->
                    node.op() instanceof Relu
                        || node.op() instanceof ClippedRelu
                        || node.op() instanceof Pointwise
                        || node.op() instanceof FloatBlock);
    return none
        ? Optional.of(
            Problem.mismatch(
                file,
                "at least one activation function to put spiking neurons in place of",
                "none",
                "convert a network with nonlinear layers"))
        : Optional.empty();
  }
}
