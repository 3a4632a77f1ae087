package io.spikeport.fuzz;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A JSON document with one value dropped, doubled, emptied, or put in another type or size. */
public final class JsonMutants {

  /** Stands before a key that is there twice. */
  private static final String TWICE = "twice\u0001";

  private static final List<JsonElement> OTHERS =
      List.of(
          JsonNull.INSTANCE,
          new JsonPrimitive("text"),
          new JsonPrimitive(""),
          new JsonPrimitive(true),
          new JsonPrimitive(0),
          new JsonPrimitive(-1),
          new JsonPrimitive(0.5),
          number("NaN"),
          number("-Infinity"),
          number("1e400"),
          number("2147483647"),
          number("99999999999999999999999"),
          new JsonArray(),
          new JsonObject());

  private JsonMutants() {}

  private static JsonElement number(String text) {
    return new JsonPrimitive(
        new Number() {
          private static final long serialVersionUID = 1;

          @Override
          public int intValue() {
            return 0;
          }

          @Override
          public long longValue() {
            return 0;
          }

          @Override
          public float floatValue() {
            return 0;
          }

          @Override
          public double doubleValue() {
            return 0;
          }

          @Override
          public String toString() {
            return text;
          }
        });
  }

  public static Stream<String> of(String document) {
    return mutants(JsonParser.parseString(document))
        .map(json -> json.toString().replace(TWICE, ""));
  }

  private static Stream<JsonElement> mutants(JsonElement json) {
    Stream<JsonElement> here = OTHERS.stream();
    if (json instanceof JsonPrimitive primitive && primitive.isNumber()) {
      here =
          Stream.concat(here, Stream.of(number(("-" + primitive.getAsString()).replace("--", ""))));
    }
    return Stream.concat(here, inside(json));
  }

  private static Stream<JsonElement> inside(JsonElement json) {
    if (json instanceof JsonObject object) {
      return List.copyOf(object.keySet()).stream().flatMap(key -> inside(object, key));
    }
    if (json instanceof JsonArray array) {
      // Long lists are alike all along.
      List<Integer> some = new ArrayList<>();
      for (int i = 0; i < array.size(); i += Math.max(1, array.size() / 6)) {
        some.add(i);
      }
      return some.stream().flatMap(i -> inside(array, i));
    }
    return Stream.empty();
  }

  private static Stream<JsonElement> inside(JsonObject object, String key) {
    JsonObject dropped = object.deepCopy();
    JsonElement value = dropped.remove(key);
    JsonObject twice = object.deepCopy();
    twice.add(TWICE + key, value);
    JsonObject renamed = dropped.deepCopy();
    renamed.add(key + "s", value);
    return Stream.concat(
        Stream.of(dropped, twice, renamed),
        mutants(value)
            .map(
                mutant -> {
                  JsonObject changed = object.deepCopy();
                  changed.add(key, mutant);
                  return changed;
                }));
  }

  private static Stream<JsonElement> inside(JsonArray array, int i) {
    JsonArray dropped = array.deepCopy();
    JsonElement value = dropped.remove(i);
    JsonArray twice = array.deepCopy();
    twice.add(value);
    return Stream.concat(
        Stream.of(dropped, twice),
        mutants(value)
            .map(
                mutant -> {
                  JsonArray changed = array.deepCopy();
                  changed.set(i, mutant);
                  return changed;
                }));
  }
}
