package io.spikeport.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A JSON document from outside, read as records: the key of a value is the name of its record's
 * component. Every component must be there and of its type, numbers finite and in range, nothing
 * twice and nothing else; what a record's own constructor refuses is told with its place. Optional
 * components may be missing or null, and may be lists of at most one.
 */
public final class CheckedJson {

  private static final int SHOWN = 40;

  private final JsonElement element;
  private final String document;
  private final String path;
  private final Rules rules;

  /**
   * @param decoders of classes that are no records
   * @param missing names of components that are null where they are missing
   */
  private record Rules(
      String remedy, Map<Class<?>, Function<CheckedJson, ?>> decoders, Set<String> missing) {}

  private CheckedJson(JsonElement element, String document, String path, Rules rules) {
    this.element = element;
    this.document = document;
    this.path = path;
    this.rules = rules;
  }

  /**
   * Parses a document.
   *
   * @param place of the document, for messages
   * @param remedy what to do about a faulty one
   * @throws ModelException if the text is no JSON, or holds a key twice
   */
  public static CheckedJson parse(String place, String text, String remedy) {
    Rules rules = new Rules(remedy, Map.of(), Set.of());
    return new CheckedJson(JsonTree.parse(place, text, remedy), place, "", rules);
  }

  /** The same document, in which values of other classes than records are decoded like this. */
  public CheckedJson decoding(Map<Class<?>, Function<CheckedJson, ?>> decoders) {
    return new CheckedJson(
        element, document, path, new Rules(rules.remedy, decoders, rules.missing));
  }

  /** The same document, in which components of these names may be missing, and then are null. */
  public CheckedJson allowingMissing(Set<String> names) {
    return new CheckedJson(element, document, path, new Rules(rules.remedy, rules.decoders, names));
  }

  /**
   * The document as a record, a class with a decoder, or an array of a number or text.
   *
   * @throws ModelException naming the first value that is at fault
   */
  public <T> T as(Class<T> type) {
    return type.cast(value(type));
  }

  /** The document as a list. */
  public <T> List<T> asList(Class<T> type) {
    return elements().stream().map(item -> item.as(type)).toList();
  }

  public boolean has(String key) {
    return object().has(key);
  }

  public boolean isNumber() {
    return element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
  }

  /** A value of an object, which must be there. */
  public CheckedJson field(String key) {
    JsonElement value = object().get(key);
    if (value == null) {
      throw fault("a field '" + key + "'", "none");
    }
    return new CheckedJson(value, document, inside(key), rules);
  }

  /** The values of an array. */
  public List<CheckedJson> elements() {
    if (!element.isJsonArray()) {
      throw wrong("a list");
    }
    List<CheckedJson> items = new ArrayList<>();
    for (JsonElement item : element.getAsJsonArray()) {
      items.add(new CheckedJson(item, document, path + "[" + items.size() + "]", rules));
    }
    return items;
  }

  /** The fault that this value is not what is expected. */
  public ModelException wrong(String expected) {
    return fault(expected, describe());
  }

  /** Runs a part's own checks, whose messages get this value's place. */
  public <T> T checked(Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new ModelException(new Problem(place(), e.getMessage(), rules.remedy), e);
    } catch (ArithmeticException e) {
      throw fault("sizes below 2^31", "larger ones");
    }
  }

  private ModelException fault(String expected, String found) {
    return new ModelException(Problem.mismatch(place(), expected, found, rules.remedy));
  }

  private JsonObject object() {
    if (!element.isJsonObject()) {
      throw wrong("an object");
    }
    return element.getAsJsonObject();
  }

  private String inside(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String place() {
    return path.isEmpty() ? document : document + ": " + path;
  }

  private String describe() {
    if (element.isJsonNull()) {
      return "an empty value";
    } else if (element.isJsonObject()) {
      return "an object";
    } else if (element.isJsonArray()) {
      return "a list of " + element.getAsJsonArray().size();
    }
    String text = shortened(element.getAsString());
    return element.getAsJsonPrimitive().isString() ? "the text '" + text + "'" : text;
  }

  static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      return container((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> wanted = (Class<?>) type;
    if (rules.decoders.containsKey(wanted)) {
      return rules.decoders.get(wanted).apply(this);
    } else if (wanted.isRecord()) {
      return record(wanted);
    } else if (wanted.isEnum()) {
      return constant(wanted);
    } else if (wanted == OptionalDouble.class) {
      return element.isJsonNull() ? OptionalDouble.empty() : OptionalDouble.of(real());
    } else if (wanted == OptionalInt.class) {
      return element.isJsonNull() ? OptionalInt.empty() : OptionalInt.of((int) whole(32));
    }
    return simple(wanted);
  }

  private Object simple(Class<?> wanted) {
    if (wanted == String.class) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
        throw wrong("text");
      }
      return element.getAsString();
    } else if (wanted == boolean.class || wanted == Boolean.class) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
        throw wrong("true or false");
      }
      return element.getAsBoolean();
    } else if (wanted == int.class || wanted == Integer.class) {
      return (int) whole(32);
    } else if (wanted == long.class || wanted == Long.class) {
      return whole(64);
    } else if (wanted == float.class || wanted == Float.class) {
      float value = isNumber() ? Float.parseFloat(element.getAsString()) : Float.NaN;
      if (!Float.isFinite(value)) {
        throw wrong("a number within the range of float32");
      }
      return value;
    } else if (wanted == double.class || wanted == Double.class) {
      return real();
    }
    throw new IllegalStateException("no decoder of " + wanted);
  }

  private double real() {
    double value = isNumber() ? Double.parseDouble(element.getAsString()) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw wrong("a finite number");
    }
    return value;
  }

  private long whole(int bits) {
    double value = isNumber() ? Double.parseDouble(element.getAsString()) : Double.NaN;
    double limit = Math.scalb(1.0, bits - 1);
    if (!(value >= -limit && value < limit && value == Math.rint(value))) {
      throw wrong("a whole number of at most " + bits + " bits");
    }
    String text = element.getAsString();
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : (long) value;
  }

  private Object constant(Class<?> wanted) {
    return Arrays.stream(wanted.getEnumConstants())
        .filter(constant -> new JsonPrimitive(((Enum<?>) constant).name()).equals(element))
        .findFirst()
        .orElseThrow(() -> wrong("one of " + Arrays.toString(wanted.getEnumConstants())));
  }

  private Object container(Class<?> type, Type... contents) {
    if (type == List.class) {
      return elements().stream().map(item -> item.value(contents[0])).toList();
    } else if (type == Map.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      object().keySet().forEach(key -> map.put(key, field(key).value(contents[1])));
      return map;
    } else if (type != Optional.class) {
      throw new IllegalStateException("no decoder of " + type);
    } else if (element.isJsonNull()) {
      return Optional.empty();
    } else if (!element.isJsonArray() || contents[0] instanceof ParameterizedType) {
      return Optional.of(value(contents[0]));
    } else if (element.getAsJsonArray().size() > 1) {
      throw wrong("a list of at most one");
    }
    return elements().stream().map(item -> item.value(contents[0])).findFirst();
  }

  /**
   * @throws ModelException if an object has another key
   */
  public void requireOnly(String... keys) {
    Set<String> others = new TreeSet<>(object().keySet());
    others.removeAll(List.of(keys));
    if (!others.isEmpty()) {
      String other = others.iterator().next();
      throw fault("only known fields", "'" + shortened(other) + "'");
    }
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      types[i] = components[i].getType();
      values[i] = component(name, components[i]);
    }
    requireOnly(Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new));
    return checked(() -> made(type, types, values));
  }

  private Object component(String name, RecordComponent component) {
    boolean missing = !has(name) || object().get(name).isJsonNull();
    if (missing && rules.missing.contains(name)) {
      return null;
    }
    boolean optional = component.getType().getSimpleName().startsWith("Optional");
    return missing && optional
        ? new CheckedJson(JsonNull.INSTANCE, document, inside(name), rules)
            .value(component.getGenericType())
        : field(name).value(component.getGenericType());
  }

  private static Object made(Class<?> type, Class<?>[] types, Object... values) {
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
