package io.spikeport.report;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonSerializer;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Results as JSON, which {@link io.spikeport.file.CheckedJson} reads back: the key of a value is
 * the name of its record's component, and what is missing is null. So results can be kept and put
 * into one page later.
 */
public final class ReportJson {

  private static final Gson ALL = builder().create();

  private static final Gson WITHOUT_PICTURES =
      builder().setExclusionStrategies(new Pictures()).create();

  private ReportJson() {}

  /** One result, with everything in it. */
  public static String write(ModelResult result) {
    return ALL.toJson(result);
  }

  /** A page's numbers, without its pictures; nothing in it ends a script element. */
  public static String numbers(Report report) {
    return WITHOUT_PICTURES.toJson(report);
  }

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .serializeNulls()
        .registerTypeAdapter(
            Optional.class,
            (JsonSerializer<Optional<?>>)
                (optional, type, json) -> json.serialize(optional.orElse(null)))
        .registerTypeAdapter(
            OptionalDouble.class,
            (JsonSerializer<OptionalDouble>)
                (value, type, json) ->
                    json.serialize(value.isPresent() ? value.getAsDouble() : null))
        .registerTypeAdapter(
            OptionalInt.class,
            (JsonSerializer<OptionalInt>)
                (value, type, json) -> json.serialize(value.isPresent() ? value.getAsInt() : null));
  }

  private static final class Pictures implements ExclusionStrategy {

    @Override
    public boolean shouldSkipField(FieldAttributes field) {
      return field.getName().equals("picture");
    }

    @Override
    public boolean shouldSkipClass(Class<?> type) {
      return false;
    }
  }
}
