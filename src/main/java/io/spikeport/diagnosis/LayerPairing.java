package io.spikeport.diagnosis;

import io.spikeport.calibration.Derivation;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Firing;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Relu;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.snn.LayerStatistics;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the value of the trained network that each neuron layer stands for: that of the ReLU of the
 * same name; or, where max poolings were moved before the neurons, that of the last of them, since
 * a maximum of ReLUs is the ReLU of the maximum.
 */
final class LayerPairing {

  private final Graph spiking;
  private final ImportedModel reference;
  private final Map<String, Tensor> scales = new HashMap<>();
  private final List<ComparedLayer> layers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  LayerPairing(SpikingModel model, ImportedModel reference) {
    this.spiking = model.graph();
    this.reference = reference;
    for (LayerStatistics layer : model.provenance().layers()) {
      scales.put(layer.layer(), layer.scale());
    }
    spiking.neurons().forEach(this::pair);
  }

  /** The layers that can be compared, in topological order. */
  List<ComparedLayer> layers() {
    return List.copyOf(layers);
  }

  /** Why the others cannot. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private void pair(Node neuron) {
    String name = neuron.name();
    Optional<Node> relu = relu(name);
    if (relu.isEmpty()) {
      skip(name, "the reference has no ReLU of this name");
      return;
    }
    Node counterpart = lastMovedPool(neuron, relu.get());
    Shape shape = spiking.shape(name);
    Shape found = reference.graph().shape(counterpart.name());
    Optional<Derivation> source = Derivation.find(counterpart.name(), reference);
    Tensor scale = scales.get(name);
    if (!found.equals(shape)) {
      skip(name, "its neurons have shape " + shape + ", the reference's activations " + found);
    } else if (source.isEmpty()) {
      skip(name, "its activations have no name in the reference to read them by");
    } else if (scale == null) {
      skip(name, "the spiking model does not say its activation scale");
    } else if (!fits(scale, shape)) {
      skip(name, "it has activation scales of shape " + scale.shape() + " for neurons " + shape);
    } else {
      layers.add(
          new ComparedLayer(
              name, shape, source.get(), attainable(scale, relu.get()), maximum(neuron)));
    }
  }

  private void skip(String layer, String reason) {
    notes.add("layer '" + layer + "' is not compared: " + reason);
  }

  private Optional<Node> relu(String name) {
    if (!reference.graph().hasNode(name)) {
      return Optional.empty();
    }
    Node node = reference.graph().node(name);
    boolean isRelu = node.op() instanceof Relu || node.op() instanceof ClippedRelu;
    return isRelu ? Optional.of(node) : Optional.empty();
  }

  /** The last of the poolings that follow a ReLU but stand before its neurons; or the ReLU. */
  private Node lastMovedPool(Node neuron, Node relu) {
    Node last = relu;
    for (Optional<Node> next = Optional.of(relu); next.isPresent(); ) {
      last = next.get();
      next =
          reference.graph().consumers(last.name()).stream()
              .filter(node -> isMaxPool(node.op()) && standsBefore(node.name(), neuron))
              .findFirst();
    }
    return last;
  }

  private boolean standsBefore(String name, Node neuron) {
    return spiking.hasNode(name)
        && spiking.nodes().indexOf(spiking.node(name)) < spiking.nodes().indexOf(neuron);
  }

  private static boolean isMaxPool(Op op) {
    return op instanceof MaxPool || op instanceof GlobalMaxPool;
  }

  private static boolean fits(Tensor scale, Shape shape) {
    return scale.isScalar()
        || (shape.rank() > 0 && scale.shape().equals(Shape.of(shape.extent(0))));
  }

  /** A saturating ReLU's neurons have scales up to its maximum, whatever calibration said. */
  private static Tensor attainable(Tensor scale, Node relu) {
    if (!(relu.op() instanceof ClippedRelu clipped)) {
      return scale;
    }
    float[] values = scale.toArray();
    for (int c = 0; c < values.length; c++) {
      values[c] = Math.min(values[c], clipped.maximum());
    }
    return Tensor.wrap(scale.shape(), values);
  }

  private static int maximum(Node neuron) {
    return neuron.op() instanceof IntegrateAndFire neurons
        ? neurons.firing().maximumSpikes()
        : Firing.PLAIN.maximumSpikes();
  }
}
