package io.spikeport.format.onnx;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
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

  static Gson reading(Constants constants) {
    return builder()
        .registerTypeAdapter(
            Tensor.class, (JsonDeserializer<Tensor>) (json, type, gson) -> read(json, constants))
        .create();
  }

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .disableHtmlEscaping()
        // A list of at most one: Gson has no other way to tell an empty one from a missing one.
        .registerTypeHierarchyAdapter(
            Optional.class,
            (JsonSerializer<Optional<?>>)
                (optional, type, gson) -> gson.serialize(optional.stream().toList()))
        .registerTypeHierarchyAdapter(
            Optional.class,
            (JsonDeserializer<Optional<?>>)
                (json, type, gson) -> {
                  Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
                  JsonArray array = json.getAsJsonArray();
                  return array.isEmpty()
                      ? Optional.empty()
                      : Optional.of(gson.deserialize(array.get(0), element));
                })
        .registerTypeAdapter(
            Shape.class,
            (JsonSerializer<Shape>) (shape, type, json) -> json.serialize(shape.toArray()))
        .registerTypeAdapter(
            Shape.class,
            (JsonDeserializer<Shape>) (json, type, gson) -> shape(json.getAsJsonArray()))
        .registerTypeAdapter(
            Layer.class,
            (JsonSerializer<Layer>)
                (layer, type, gson) -> {
                  Node node = layer.node();
                  JsonObject object = new JsonObject();
                  object.addProperty("name", node.name());
                  object.addProperty("operator", node.op().name());
                  object.add("inputs", gson.serialize(node.inputs()));
                  object.add("parameters", gson.serialize(node.op(), node.op().getClass()));
                  return object;
                })
        .registerTypeAdapter(
            Layer.class,
            (JsonDeserializer<Layer>)
                (json, type, gson) -> {
                  JsonObject object = json.getAsJsonObject();
                  String name = object.get("operator").getAsString();
                  Class<? extends Op> operator = OPERATORS.get(name);
                  if (operator == null) {
                    throw new JsonParseException("no operator is called '" + name + "'");
                  }
                  String[] inputs = gson.deserialize(object.get("inputs"), String[].class);
                  Op op = gson.deserialize(object.get("parameters"), operator);
                  return new Layer(new Node(object.get("name").getAsString(), op, List.of(inputs)));
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

  private static Tensor read(JsonElement json, Constants constants) {
    if (json.isJsonPrimitive()) {
      // τ, which was a single number once.
      return Tensor.scalar(json.getAsFloat());
    }
    JsonObject object = json.getAsJsonObject();
    Shape shape = shape(object.getAsJsonArray("shape"));
    if (object.has("constant")) {
      return constants.get(object.get("constant").getAsString(), shape);
    }
    List<Float> values = list(object.getAsJsonArray("values"), JsonElement::getAsFloat);
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return Tensor.wrap(shape, array);
  }

  private static Shape shape(JsonArray array) {
    return Shape.of(list(array, JsonElement::getAsInt));
  }

  private static <T> List<T> list(JsonArray array, Function<JsonElement, T> element) {
    List<T> values = new ArrayList<>();
    array.forEach(item -> values.add(element.apply(item)));
    return values;
  }
}
