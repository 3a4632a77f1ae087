package io.spikeport.format.onnx;

import com.google.gson.Gson;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
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
   * An entry read as JSON.
   *
   * @throws ModelException if it is not what is expected
   */
  <T> T json(String key, Gson gson, Class<T> type) {
    T value;
    try {
      value = gson.fromJson(text(key), type);
    } catch (SpikeportException e) {
      throw e;
    } catch (RuntimeException e) {
      // Records check themselves, and Gson wraps what they say.
      throw new ModelException(new Problem(place(key), reason(e), OnnxFormat.EXPORT_AGAIN), e);
    }
    if (value == null) {
      throw new ModelException(
          Problem.mismatch(place(key), "JSON", "nothing", OnnxFormat.EXPORT_AGAIN));
    }
    return value;
  }

  String place(String key) {
    return file + ": metadata '" + key + "'";
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest instanceof NullPointerException || deepest.getMessage() == null
        ? "something is missing"
        : deepest.getMessage().lines().findFirst().orElse("it does not parse");
  }
}
