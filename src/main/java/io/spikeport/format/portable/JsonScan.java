package io.spikeport.format.portable;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Snn;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A first pass over a model's JSON that keeps nothing in memory: is it one object, of which
 * version, and does it only have fields that the format has? protobuf's own parser tells none of
 * the places, and of two equal keys it would silently take one.
 */
final class JsonScan {

  /** Deeper than any message of the format. */
  private static final int DEPTH = 16;

  private final JsonReader json;
  private String format = "";
  private int major = -1;
  private int minor = -1;
  private String node = "";
  private Optional<Problem> unknown = Optional.empty();

  private JsonScan(Reader reader) {
    json = new JsonReader(reader);
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(DEPTH);
  }

  /**
   * @return the version that the file says it has, one that this program reads
   * @throws IOException if it is not well-formed JSON
   * @throws ModelException if it is no spiking model or has an unknown field
   */
  static FormatVersion scan(Reader reader) throws IOException {
    JsonScan scan = new JsonScan(reader);
    return scan.run();
  }

  private FormatVersion run() throws IOException {
    try {
      if (json.peek() != JsonToken.BEGIN_OBJECT) {
        throw notAModel(found(json.peek()));
      }
      message(Snn.SpikingModel.getDescriptor());
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw fault("well-formed JSON", "more text after the end");
      }
    } catch (IllegalStateException e) {
      throw new IOException(e);
    }
    if (!format.equals(ModelEncoder.FORMAT)) {
      throw notAModel("format \"" + format + "\"");
    }
    FormatVersion version = new FormatVersion(major, minor);
    version.requireReadable();
    if (unknown.isPresent() && !version.mayHoldUnknownFields()) {
      throw new ModelException(unknown.get());
    }
    return version;
  }

  private static ModelException notAModel(String found) {
    return new ModelException(
        Problem.mismatch(
            "",
            "a spiking model (format \"" + ModelEncoder.FORMAT + "\")",
            found,
            "give a file that 'spikeport convert' wrote"));
  }

  private void message(Descriptor type) throws IOException {
    Set<String> keys = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (!keys.add(key)) {
        throw fault("each key once", "'" + key + "' twice");
      }
      Optional<FieldDescriptor> field =
          type.getFields().stream()
              .filter(f -> f.getJsonName().equals(key) || f.getName().equals(key))
              .findFirst();
      if (field.isEmpty()) {
        unknown = unknown.or(() -> Optional.of(unknownField(type, key)));
        json.skipValue();
      } else {
        value(type, field.get());
      }
    }
    json.endObject();
  }

  private Problem unknownField(Descriptor type, String key) {
    boolean operator = type.equals(Snn.Node.getDescriptor());
    return Problem.mismatch(
        node.isEmpty() ? json.getPath() : "node '" + node + "'",
        operator
            ? "an operator of format version " + FormatVersion.CURRENT
            : "only fields of format version " + FormatVersion.CURRENT,
        "\"" + key + "\" at " + json.getPath(),
        "mend the file, install a newer Spikeport, or convert the model again");
  }

  private void value(Descriptor type, FieldDescriptor field) throws IOException {
    if (!field.isRepeated()) {
      single(type, field);
      return;
    }
    require(JsonToken.BEGIN_ARRAY, "a list");
    json.beginArray();
    while (json.hasNext()) {
      single(type, field);
      node = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? "" : node;
    }
    json.endArray();
  }

  private void single(Descriptor type, FieldDescriptor field) throws IOException {
    switch (field.getJavaType()) {
      case MESSAGE -> {
        require(JsonToken.BEGIN_OBJECT, "an object");
        message(field.getMessageType());
      }
      case INT, LONG, FLOAT, DOUBLE -> number(type, field);
      case BOOLEAN -> {
        require(JsonToken.BOOLEAN, "true or false");
        json.skipValue();
      }
      case ENUM -> {
        require(JsonToken.STRING, "text");
        String name = json.nextString();
        if (field.getEnumType().findValueByName(name) == null) {
          throw fault("one of " + field.getEnumType().getValues().stream().skip(1).toList(), name);
        }
      }
      case STRING -> text(type, field);
      case BYTE_STRING -> {
        require(JsonToken.STRING, "bytes in base64");
        json.skipValue();
      }
    }
  }

  private void text(Descriptor type, FieldDescriptor field) throws IOException {
    require(JsonToken.STRING, "text");
    String value = json.nextString();
    if (type.equals(Snn.SpikingModel.getDescriptor()) && field.getName().equals("format")) {
      format = value;
    } else if (type.equals(Snn.Node.getDescriptor()) && field.getName().equals("name")) {
      node = value;
    }
  }

  /** Whole numbers of 64 bits are text in protobuf's canonical JSON; text is taken for others. */
  private void number(Descriptor type, FieldDescriptor field) throws IOException {
    if (json.peek() != JsonToken.NUMBER) {
      require(JsonToken.STRING, "a number");
    }
    String value = json.nextString();
    double number = parsed(value);
    int bits = field.getJavaType() == FieldDescriptor.JavaType.LONG ? 64 : 32;
    switch (field.getJavaType()) {
      case FLOAT -> require(Double.isFinite((float) number), "a number of float32", value);
      case DOUBLE -> require(Double.isFinite(number), "a finite number", value);
      default ->
          require(
              Math.abs(number) < Math.scalb(1.0, bits - 1) && number == Math.rint(number),
              "a whole number of " + bits + " bits",
              value);
    }
    if (type.equals(Snn.Version.getDescriptor())) {
      major = field.getName().equals("major") ? (int) number : major;
      minor = field.getName().equals("minor") ? (int) number : minor;
    }
  }

  private static double parsed(String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void require(JsonToken token, String expected) throws IOException {
    if (json.peek() != token) {
      throw fault(expected, found(json.peek()));
    }
  }

  private void require(boolean fits, String expected, String found) {
    if (!fits) {
      throw fault(expected, found);
    }
  }

  private static String found(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "a list";
      case BEGIN_OBJECT -> "an object";
      case STRING -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "an empty value";
      default -> "nothing";
    };
  }

  private ModelException fault(String expected, String found) {
    String place = (node.isEmpty() ? "" : "node '" + node + "': ") + json.getPath();
    String shown = found.length() > 40 ? found.substring(0, 40) + "…" : found;
    return new ModelException(
        Problem.mismatch(place, expected, shown, "mend the file or convert the model again"));
  }
}
