package io.spikeport.report;

import com.google.gson.ExclusionStrategy;
import com.google.gson.FieldAttributes;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Results as JSON, and back: the key of a value is the name of its record's component, and what is
 * missing is null. So results can be kept and put into one page later.
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

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws com.google.gson.JsonParseException if it is something else
   */
  public static ModelResult read(String json) {
    return ALL.fromJson(json, ModelResult.class);
  }

  /** A page's numbers, without its pictures; nothing in it ends a script element. */
  static String numbers(Report report) {
    return WITHOUT_PICTURES.toJson(report);
  }

  private static GsonBuilder builder() {
    return new GsonBuilder()
        .serializeNulls()
        .registerTypeAdapterFactory(new Optionals())
        .registerTypeAdapter(OptionalDouble.class, new OptionalDoubles())
        .registerTypeAdapter(OptionalInt.class, new OptionalInts());
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

  private static final class Optionals implements TypeAdapterFactory {

    @Override
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
      if (type.getRawType() != Optional.class) {
        return null;
      }
      var content = ((ParameterizedType) type.getType()).getActualTypeArguments()[0];
      TypeAdapter<?> adapter = gson.getAdapter(TypeToken.get(content));
      @SuppressWarnings("unchecked") // T is Optional<content>
      TypeAdapter<T> optional = (TypeAdapter<T>) new OptionalAdapter<>(adapter);
      return optional;
    }
  }

  private static final class OptionalAdapter<E> extends TypeAdapter<Optional<E>> {

    private final TypeAdapter<E> content;

    OptionalAdapter(TypeAdapter<E> content) {
      this.content = content;
    }

    @Override
    public void write(JsonWriter out, Optional<E> value) throws IOException {
      if (value.isPresent()) {
        content.write(out, value.get());
      } else {
        out.nullValue();
      }
    }

    @Override
    public Optional<E> read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return Optional.empty();
      }
      return Optional.of(content.read(in));
    }
  }

  private static final class OptionalDoubles extends TypeAdapter<OptionalDouble> {

    @Override
    public void write(JsonWriter out, OptionalDouble value) throws IOException {
      if (value.isPresent()) {
        out.value(value.getAsDouble());
      } else {
        out.nullValue();
      }
    }

    @Override
    public OptionalDouble read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(in.nextDouble());
    }
  }

  private static final class OptionalInts extends TypeAdapter<OptionalInt> {

    @Override
    public void write(JsonWriter out, OptionalInt value) throws IOException {
      if (value.isPresent()) {
        out.value(value.getAsInt());
      } else {
        out.nullValue();
      }
    }

    @Override
    public OptionalInt read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return OptionalInt.empty();
      }
      return OptionalInt.of(in.nextInt());
    }
  }
}
