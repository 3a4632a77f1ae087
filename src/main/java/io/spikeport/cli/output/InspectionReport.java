package io.spikeport.cli.output;

import io.spikeport.onnx.Inspection;
import io.spikeport.onnx.NodeFate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code inspect} prints of an ONNX model. */
public record InspectionReport(String file, String kind, Inspection model) {

  /** The same for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.US, "%s: %s by %s, opset %s", file, kind, model.producer(), model.opsets()));
    model.inputs().forEach(i -> lines.add("input " + describe(i)));
    model.outputs().forEach(o -> lines.add("output " + describe(o)));
    lines.add(
        String.format(
            Locale.US,
            "%d parameters, %d multiply-accumulates per image, %d neurons in %d layers",
            model.parameters(),
            model.multiplyAccumulates(),
            model.neurons().stream().mapToLong(Inspection.LayerSize::size).sum(),
            model.neurons().size()));
    lines.add("operators " + model.operators());
    TextTable neurons = new TextTable("neuron layer", "neurons");
    model.neurons().forEach(l -> neurons.row(l.name(), String.valueOf(l.size())));
    lines.addAll(neurons.lines());
    lines.add("what becomes of every node:");
    for (NodeFate node : model.nodes()) {
      lines.add("  " + node.name() + " (" + node.operator() + "): " + node.becomes());
    }
    model.notes().forEach(note -> lines.add("note: " + note));
    if (model.isConvertible()) {
      lines.add("nothing stands in the way of converting it");
    } else {
      lines.add("it cannot be converted:");
      model.obstacles().forEach(problem -> lines.add("  " + problem));
    }
    return lines;
  }

  private static String describe(Inspection.ValueDescription value) {
    return value.name() + " " + value.type() + " " + value.shape();
  }
}
