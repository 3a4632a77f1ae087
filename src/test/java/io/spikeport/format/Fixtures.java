package io.spikeport.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.graph.Firing;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Node;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reset;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.NeuronModel;
import io.spikeport.rewrite.NeuronParameters;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two trained networks, made spiking as the article does, with the reference's own scales. */
public final class Fixtures {

  public static final List<String> NAMES = List.of("mnist-cnn-maxpool", "mnist-cnn-avgpool");

  private Fixtures() {}

  public static JsonObject reference(String name) throws IOException {
    String json = Files.readString(Path.of("fixtures", name + ".json"));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  /** The reference's figures for a way of choosing scales: {@code max} or {@code 99.9%}. */
  public static JsonObject reference(String name, String mode) throws IOException {
    return reference(name).getAsJsonObject("modes").getAsJsonObject(mode);
  }

  public static SpikingModel spiking(String name, String mode, MaxPooling pooling, Scalers scalers)
      throws IOException {
    OnnxModel source = OnnxModel.read(Path.of("fixtures", name + ".onnx"));
    Graph graph = new OnnxImporter().importModel(source, ImportOptions.NONE).graph();
    Graph prepared = Rewriting.prepare(graph, false, pooling);
    List<Float> values = floats(reference(name, mode).getAsJsonArray("scales"));
    Map<String, NeuronParameters> parameters = new LinkedHashMap<>();
    for (Node node : prepared.nodes()) {
      if (node.op() instanceof Relu) {
        Tensor scale = Tensor.scalar(values.get(parameters.size()));
        parameters.put(node.name(), NeuronParameters.of(scale, 0));
      }
    }
    Graph spiking =
        Rewriting.spike(
            prepared,
            parameters,
            Optional.empty(),
            new NeuronModel.If(Reset.SOFT, Firing.PLAIN),
            pooling,
            scalers);
    return new SpikingModel(
        Preprocessing.NONE,
        spiking,
        new SimulationDefaults(50, Readout.OUTPUT, 0, InputCoding.CONSTANT_CURRENT),
        List.of(),
        new Provenance(
            "test", name + ".onnx", source.sha256(), mode, "layer", 1000, List.of(), List.of()));
  }

  public static List<Float> floats(JsonArray array) {
    List<Float> values = new ArrayList<>();
    for (JsonElement value : array) {
      values.add(value.getAsFloat());
    }
    return values;
  }
}
