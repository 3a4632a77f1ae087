package io.spikeport.format.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.CheckedJson;
import io.spikeport.proto.Onnx.ModelProto;
import java.util.HashMap;
import java.util.Map;

/** The metadata of an ONNX file. */
final class Entries {

  private final String file;
  private final Map<String, String> entries = new HashMap<>();

  Entries(String file, ModelProto model) {
    this.file = file;
    model.getMetadataPropsList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /**
   * @throws ModelException if there is no such entry
   */
  String text(String key) {
    String text = entries.get(key);
    if (text == null) {
      throw new ModelException(
          Problem.mismatch(place(key), "an entry", "none", OnnxFormat.EXPORT_AGAIN));
    }
    return text;
  }

  /**
   * An entry as JSON.
   *
   * @throws ModelException if there is none, or it does not parse
   */
  CheckedJson json(String key) {
    return CheckedJson.parse(place(key), text(key), OnnxFormat.EXPORT_AGAIN);
  }

  String place(String key) {
    return file + ": metadata '" + key + "'";
  }
}
