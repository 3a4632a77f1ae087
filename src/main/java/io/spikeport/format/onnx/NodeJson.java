package io.spikeport.format.onnx;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.spikeport.file.CheckedJson;
import io.spikeport.graph.Node;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.graph.Op;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Nodes as JSON. An operator's parameters are its record's components; a tensor that is a constant
 * of the ONNX graph is named, {@code {"constant": "conv1/weight", "shape": [32, 1, 3, 3]}}, any
 * other is written out, {@code {"shape": [2], "values": [0.5, 0.25]}}.
 */
final class NodeJson {

  private static final Map<String, Class<? extends Op>> OPERATORS =
      leaves(Op.class).collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

  private NodeJson() {}

  /** A node; not the node itself, so that the operator's name comes before its parameters. */
  record Layer(Node node) {}

  private static Stream<Class<? extends Op>> leaves(Class<? extends Op> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .flatMap(permitted -> leaves(permitted.asSubclass(Op.class)))
        : Stream.of(type);
  }

  /**
   * @param names of the tensors that are constants, by identity
   */
  static Gson writing(Map<Tensor, String> names) {
    return builder()
        .registerTypeAdapter(
            Tensor.class, (JsonSerializer<Tensor>) (tensor, type, json) -> write(tensor, names))
        .create();
  }

  /** How the documents' values that are no records are read. */
  static Map<Class<?>, Function<CheckedJson, ?>> decoders(Constants constants) {
    return Map.of(
        Tensor.class, json -> tensor(json, constants),
        Shape.class, NodeJson::shape,
        OnnxBytes.class, NodeJson::bytes,
        Layer.class, NodeJson::layer);
  }

  private static OnnxBytes bytes(CheckedJson json) {
    String text = json.as(String.class);
    return json.checked(() -> new OnnxBytes(Base64.getDecoder().decode(text)));
  }

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .disableHtmlEscaping()
        // A list of at most one: Gson has no other way to tell an empty one from a missing one.
        .registerTypeHierarchyAdapter(
            Optional.class,
            (JsonSerializer<Optional<?>>)
                (optional, type, gson) -> gson.serialize(optional.stream().toList()))
        .registerTypeAdapter(
            OnnxBytes.class,
            (JsonSerializer<OnnxBytes>)
                (bytes, type, json) ->
                    new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.toArray())))
        .registerTypeAdapter(
            Shape.class,
            (JsonSerializer<Shape>) (shape, type, json) -> json.serialize(shape.toArray()))
        .registerTypeAdapter(
            Layer.class,
            (JsonSerializer<Layer>)
                (layer, type, gson) -> {
                  Node node = layer.node();
                  JsonObject object = new JsonObject();
                  object.addProperty("name", node.name());
                  object.addProperty("operator", node.op().getClass().getSimpleName());
                  object.add("inputs", gson.serialize(node.inputs()));
                  object.add("parameters", gson.serialize(node.op(), node.op().getClass()));
                  return object;
                });
  }

  private static JsonElement write(Tensor tensor, Map<Tensor, String> names) {
    JsonObject object = new JsonObject();
    String name = names.get(tensor);
    if (name != null) {
      object.addProperty("constant", name);
    }
    object.add("shape", array(tensor.shape().toList()));
    if (name == null) {
      List<Float> values = new ArrayList<>();
      for (int i = 0; i < tensor.size(); i++) {
        values.add(tensor.get(i));
      }
      object.add("values", array(values));
    }
    return object;
  }

  private static JsonArray array(List<? extends Number> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(number -> array.add(new JsonPrimitive(number)));
    return array;
  }

  private static Layer layer(CheckedJson json) {
    String name = json.field("operator").as(String.class);
    Class<? extends Op> operator = OPERATORS.get(name);
    if (operator == null) {
      throw json.field("operator").wrong("an operator of Spikeport");
    }
    json.requireOnly("name", "operator", "inputs", "parameters");
    return new Layer(
        new Node(
            json.field("name").as(String.class),
            json.field("parameters").as(operator),
            json.field("inputs").asList(String.class)));
  }

  private static Tensor tensor(CheckedJson json, Constants constants) {
    if (json.isNumber()) {
      // τ, which was a single number once.
      return Tensor.scalar(json.as(Float.class));
    }
    Shape shape = json.field("shape").as(Shape.class);
    if (json.has("constant")) {
      json.requireOnly("constant", "shape");
      String name = json.field("constant").as(String.class);
      return json.checked(() -> constants.get(name, shape));
    }
    json.requireOnly("shape", "values");
    List<Float> values = json.field("values").asList(Float.class);
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return json.checked(() -> Tensor.wrap(shape, array));
  }

  private static Shape shape(CheckedJson json) {
    List<Integer> extents = json.asList(Integer.class);
    return json.checked(() -> Shape.of(extents));
  }
}
