package io.spikeport.onnx;

import io.spikeport.onnx.model.Functions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.model.RuntimeTranspose;
import io.spikeport.onnx.model.SourceNode;
import io.spikeport.proto.Onnx.AttributeProto;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.NodeProto;
import io.spikeport.proto.Onnx.OperatorSetIdProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorShapeProto;
import io.spikeport.proto.Onnx.TypeProto;
import io.spikeport.proto.Onnx.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The copy of a model that ONNX Runtime gets: values inside the graph can be read, images go in
 * channels first, functions are inlined, the batch dimension is free where the graph allows, real
 * numbers are float32, and what ONNX Runtime would refuse for its age alone is toned down. Only
 * what the wanted values depend on is in it: the import has checked nothing else.
 */
public final class RuntimeModel {

  /** Newest IR version that is given to ONNX Runtime; newer ones add nothing that CNNs use. */
  private static final long NEWEST_IR_VERSION = 10;

  private final ImportedModel imported;
  private final ModelProto.Builder copy;
  private final GraphProto.Builder graph;
  private final int opset;

  private RuntimeModel(OnnxModel model, ImportedModel imported) {
    this.imported = imported;
    this.opset = Opsets.read(model.proto().getOpsetImportList()).orElse(1);
    this.copy = model.proto().toBuilder();
    this.graph = copy.getGraphBuilder();
  }

  /**
   * Makes the copy.
   *
   * @param values the values that are to be read, as named by {@link ImportedModel#onnxValues}: its
   *     outputs; where there are none, the model's own output is
   */
  public static ModelProto of(OnnxModel model, ImportedModel imported, Collection<String> values) {
    RuntimeModel runtime = new RuntimeModel(model, imported);
    runtime.inlineFunctions(model);
    RuntimeQuant.toStandard(runtime.copy, model.path());
    // Recorded shapes would contradict a freed batch dimension; ONNX Runtime infers its own.
    runtime.graph.clearValueInfo();
    runtime.prepareInput();
    runtime.expose(values.isEmpty() ? List.of(imported.outputName()) : values);
    runtime.keepWhatIsNeeded();
    if (runtime.opset < 7) {
      RuntimeOpset6.toOpset7(runtime.graph, imported);
    }
    runtime.stampVersions();
    RuntimePools.correct(runtime.graph, imported, runtime.opset);
    RuntimeTypes.toFloat32(runtime.graph, model.path());
    return runtime.copy.build();
  }

  /** Versions that ONNX Runtime knows; the importer has read the nodes by no newer one either. */
  private void stampVersions() {
    copy.setIrVersion(Math.min(copy.getIrVersion(), NEWEST_IR_VERSION));
    for (OperatorSetIdProto.Builder set : copy.getOpsetImportBuilderList()) {
      if (Opsets.isStandard(set.getDomain())) {
        set.setVersion(Math.max(7, opset));
      }
    }
  }

  /** Nothing else runs: no output that is not asked for, and no node that leads nowhere. */
  private void keepWhatIsNeeded() {
    Set<String> needed =
        graph.getOutputList().stream()
            .map(ValueInfoProto::getName)
            .collect(Collectors.toCollection(HashSet::new));
    Map<String, Integer> makers = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        makers.put(output, i);
      }
    }
    BitSet kept = new BitSet();
    Deque<String> open = new ArrayDeque<>(needed);
    while (!open.isEmpty()) {
      Integer maker = makers.get(open.pop());
      if (maker != null && !kept.get(maker)) {
        kept.set(maker);
        graph.getNode(maker).getInputList().stream().filter(needed::add).forEach(open::push);
      }
    }
    List<NodeProto> nodes = kept.stream().mapToObj(graph::getNode).toList();
    List<TensorProto> constants =
        graph.getInitializerList().stream().filter(t -> needed.contains(t.getName())).toList();
    List<ValueInfoProto> inputs =
        graph.getInputList().stream()
            .filter(i -> needed.contains(i.getName()) || i.getName().equals(imported.inputName()))
            .toList();
    graph.clearNode().addAllNode(nodes).clearInitializer().addAllInitializer(constants);
    graph.clearInput().addAllInput(inputs).clearSparseInitializer();
  }

  private void inlineFunctions(OnnxModel model) {
    if (model.proto().getFunctionsCount() == 0) {
      return;
    }
    List<SourceNode> nodes = Functions.inline(model.proto(), model.path().toString());
    // A body written for another version keeps its call: the copy has one version for all nodes.
    if (nodes.stream().allMatch(node -> node.opset() == opset)) {
      graph.clearNode();
      nodes.forEach(node -> graph.addNode(node.proto()));
      copy.clearFunctions();
    }
  }

  private void prepareInput() {
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      TypeProto.Tensor type = input.getType().getTensorType();
      if (!input.getName().equals(imported.inputName()) || type.getShape().getDimCount() == 0) {
        continue;
      }
      if (imported.fixedBatch().isEmpty()) {
        input
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
      }
      for (RuntimeTranspose transpose : imported.transposes()) {
        if (transpose.value().equals(imported.inputName())) {
          channelsFirst(input, transpose);
        }
      }
    }
    if (imported.wholeNumbers()) {
      castInput();
    }
  }

  /** Images go in as real numbers; the network sees whole ones as before. */
  private void castInput() {
    String name = imported.inputName();
    String rounded = name + "/rounded";
    String whole = name + "/whole";
    for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
      if (!input.getName().equals(name)) {
        continue;
      }
      TypeProto.Tensor.Builder type = input.getTypeBuilder().getTensorTypeBuilder();
      for (NodeProto.Builder node : graph.getNodeBuilderList()) {
        for (int i = 0; i < node.getInputCount(); i++) {
          if (node.getInput(i).equals(name)) {
            node.setInput(i, whole);
          }
        }
      }
      graph.addNode(
          0,
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput(rounded)
              .addOutput(whole)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("to")
                      .setType(AttributeProto.AttributeType.INT)
                      .setI(type.getElemType())));
      graph.addNode(0, NodeProto.newBuilder().setOpType("Round").addInput(name).addOutput(rounded));
      type.setElemType(TensorProto.DataType.FLOAT_VALUE);
    }
  }

  /** The image goes in channels first; the network's nodes see it channels last as before. */
  private void channelsFirst(ValueInfoProto.Builder input, RuntimeTranspose transpose) {
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    TensorShapeProto.Builder turned = TensorShapeProto.newBuilder();
    transpose.permutation().forEach(axis -> turned.addDim(shape.getDim(axis)));
    input.getTypeBuilder().getTensorTypeBuilder().setShape(turned);
    String inside = transpose.channelsFirst();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(transpose.value())) {
          node.setInput(i, inside);
        }
      }
    }
    graph.addNode(0, node(transpose.value(), inside, transpose.inverse()));
  }

  private void expose(Collection<String> values) {
    graph.clearOutput();
    for (String value : values) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(value));
      for (RuntimeTranspose transpose : imported.transposes()) {
        if (transpose.channelsFirst().equals(value)) {
          graph.addNode(node(transpose.value(), value, transpose.permutation()));
        }
      }
    }
  }

  private static NodeProto node(String from, String to, List<Integer> permutation) {
    return NodeProto.newBuilder()
        .setName(to)
        .setOpType("Transpose")
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(permutation.stream().map(Integer::longValue).toList()))
        .build();
  }
}
