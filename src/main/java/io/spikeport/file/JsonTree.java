package io.spikeport.file;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON as a tree, strictly: of two equal keys Gson's own would silently take one. */
public final class JsonTree {

  /** Deeper than any document that this program writes. */
  private static final int DEPTH = 32;

  private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+)");

  private final JsonReader reader;
  private final String place;
  private final String remedy;

  private JsonTree(JsonReader reader, String place, String remedy) {
    this.reader = reader;
    this.place = place;
    this.remedy = remedy;
  }

  /**
   * @throws ModelException if the text is no JSON, or holds a key twice
   */
  static JsonElement parse(String place, String text, String remedy) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(DEPTH);
      JsonElement root = new JsonTree(reader, place, remedy).tree();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new ModelException(
            Problem.mismatch(place, "one JSON document", "more text after it", remedy));
      }
      return root;
    } catch (IOException | IllegalStateException e) {
      throw new ModelException(Problem.mismatch(place, "well-formed JSON", fault(e), remedy), e);
    }
  }

  /** Where a parser stumbled, for messages; its own words are of no use to anyone. */
  public static String fault(Exception parsers) {
    Matcher position = POSITION.matcher(String.valueOf(parsers.getMessage()));
    return position.find()
        ? "a fault at line " + position.group(1) + ", column " + position.group(2)
        : "something else";
  }

  private JsonElement tree() throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String key = reader.nextName();
          if (object.has(key)) {
            throw new ModelException(
                Problem.mismatch(
                    place,
                    "each key once",
                    "'" + CheckedJson.shortened(key) + "' twice at " + reader.getPath(),
                    remedy));
          }
          object.add(key, tree());
        }
        reader.endObject();
        return object;
      }
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(tree());
        }
        reader.endArray();
        return array;
      }
      case NUMBER -> {
        String number = reader.nextString();
        return new JsonPrimitive(new Literal(number));
      }
      case BOOLEAN -> {
        return new JsonPrimitive(reader.nextBoolean());
      }
      case NULL -> {
        reader.nextNull();
        return JsonNull.INSTANCE;
      }
      default -> {
        return new JsonPrimitive(reader.nextString());
      }
    }
  }

  /** A number as it is written, without any limit to its digits. */
  private static final class Literal extends Number {

    private static final long serialVersionUID = 1;
    private final String text;

    Literal(String text) {
      this.text = text;
    }

    @Override
    public int intValue() {
      return (int) doubleValue();
    }

    @Override
    public long longValue() {
      return (long) doubleValue();
    }

    @Override
    public float floatValue() {
      return Float.parseFloat(text);
    }

    @Override
    public double doubleValue() {
      return Double.parseDouble(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
