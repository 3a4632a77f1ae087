package io.spikeport.format.portable;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
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
        throw notAModel("a JSON " + json.peek());
      }
      message(Snn.SpikingModel.getDescriptor());
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("more text after the end at " + json.getPath());
      }
    } catch (IllegalStateException | NumberFormatException e) {
      throw new MalformedJsonException(e.getMessage(), e);
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
        throw new MalformedJsonException("the key \"" + key + "\" twice at " + json.getPath());
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
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (message && json.peek() == JsonToken.BEGIN_OBJECT) {
      message(field.getMessageType());
    } else if (message && json.peek() == JsonToken.BEGIN_ARRAY) {
      json.beginArray();
      while (json.hasNext()) {
        message(field.getMessageType());
        node = "";
      }
      json.endArray();
    } else if (type.equals(Snn.SpikingModel.getDescriptor()) && field.getName().equals("format")) {
      format = json.nextString();
    } else if (type.equals(Snn.Version.getDescriptor()) && field.getName().equals("major")) {
      major = json.nextInt();
    } else if (type.equals(Snn.Version.getDescriptor()) && field.getName().equals("minor")) {
      minor = json.nextInt();
    } else if (type.equals(Snn.Node.getDescriptor()) && field.getName().equals("name")) {
      node = json.nextString();
    } else {
      json.skipValue();
    }
  }
}
