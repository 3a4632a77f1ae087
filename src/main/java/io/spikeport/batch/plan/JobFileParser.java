package io.spikeport.batch.plan;

import io.spikeport.batch.plan.OptionTable.Kind;
import io.spikeport.error.Problem;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.InputFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads one job file (YAML 1.2). The file is untrusted: it is bounded in size, in nesting and in
 * aliases, and nothing in it can name a class; values are taken as the texts that they are, so that
 * an option means the same as on the command line.
 */
final class JobFileParser {

  private static final int LARGEST = 1 << 20;
  private static final int MOST_ALIASES = 50;

  private static final String INCLUDE = "include";
  private static final String DEFAULTS = "defaults";
  private static final String MODELS = "models";
  private static final String OUT = "out";
  private static final String MODEL = "model";
  private static final String NAME = "name";

  private final Path file;
  private final String from;
  private final OptionTable options;
  private final Problems problems;

  /**
   * @param from where the file is included; may be empty
   */
  JobFileParser(Path file, String from, OptionTable options, Problems problems) {
    this.file = file;
    this.from = from;
    this.options = options;
    this.problems = problems;
  }

  /** Reads the file; what is wrong with it goes to the problems. */
  Optional<JobFile> parse() {
    return compose().map(this::jobFile);
  }

  private Optional<Node> compose() {
    try {
      String text = text();
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file.toString())
              .setCodePointLimit(LARGEST)
              .setMaxAliasesForCollections(MOST_ALIASES)
              .build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.usage(
            Problem.mismatch(
                file.toString(), "a list of models", "an empty file", "see docs/batch.md"));
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark().map(this::place).orElse(file.toString());
      problems.usage(Problem.mismatch(place, "YAML", e.getProblem(), "correct it"));
    } catch (YamlEngineException e) {
      problems.usage(Problem.mismatch(file.toString(), "YAML", e.getMessage(), "correct it"));
    } catch (StackOverflowError e) {
      problems.usage(
          Problem.mismatch(
              file.toString(), "a job file", "values nested too deeply", "see docs/batch.md"));
    } catch (CharacterCodingException e) {
      problems.file(
          Problem.mismatch(file.toString(), "a text in UTF-8", "other bytes", "save it as UTF-8"));
    } catch (SpikeportException e) {
      problems.add(e, from);
    }
    return Optional.empty();
  }

  private String text() throws CharacterCodingException {
    byte[] bytes = InputFile.readAll(file, "a job file", LARGEST, "divide it, and use include");
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private JobFile jobFile(Node root) {
    Map<String, Node> parts = mapping(root, Set.of(INCLUDE, DEFAULTS, MODELS, OUT), "a job file");
    List<JobFile.Include> includes = new ArrayList<>();
    for (Node include : items(parts.get(INCLUDE))) {
      path(include).ifPresent(path -> includes.add(new JobFile.Include(path, place(include))));
    }
    Map<String, List<Setting>> defaults = new LinkedHashMap<>();
    if (parts.containsKey(DEFAULTS)) {
      defaults = settings(mapping(parts.get(DEFAULTS), options.options().keySet(), "an option"));
    }
    List<JobFile.Entry> models = new ArrayList<>();
    for (Node model : items(parts.get(MODELS))) {
      entry(model).ifPresent(models::add);
    }
    return new JobFile(
        includes, defaults, models, Optional.ofNullable(parts.get(OUT)).flatMap(this::path));
  }

  private Optional<JobFile.Entry> entry(Node node) {
    if (node instanceof ScalarNode) {
      return path(node)
          .map(path -> new JobFile.Entry(path, Optional.empty(), Map.of(), place(node)));
    }
    Set<String> keys = new LinkedHashSet<>(options.options().keySet());
    keys.add(MODEL);
    keys.add(NAME);
    Map<String, Node> parts = mapping(node, keys, "an option");
    Optional<String> name = Optional.ofNullable(parts.remove(NAME)).flatMap(this::scalar);
    Node model = parts.remove(MODEL);
    Map<String, List<Setting>> settings = settings(parts);
    if (model == null) {
      if (node instanceof MappingNode) {
        problems.usage(
            Problem.mismatch(place(node), "the path of a model", "none", "add 'model: FILE.onnx'"));
      }
      return Optional.empty();
    }
    return path(model).map(path -> new JobFile.Entry(path, name, settings, place(model)));
  }

  private Map<String, List<Setting>> settings(Map<String, Node> parts) {
    Map<String, List<Setting>> settings = new LinkedHashMap<>();
    parts.forEach(
        (name, node) -> {
          List<Setting> values = values(name, options.options().get(name), node);
          for (Setting value : values) {
            options
                .fault(name, value.values())
                .ifPresent(fault -> problems.usage(new Problem(value.place(), fault, "")));
          }
          settings.put(name, values);
        });
    return settings;
  }

  /** One value, or those of a grid. */
  private List<Setting> values(String name, Kind kind, Node node) {
    List<Setting> values = new ArrayList<>();
    boolean plainList =
        node instanceof SequenceNode list
            && list.getValue().stream().allMatch(ScalarNode.class::isInstance);
    if (kind == Kind.LIST && plainList) {
      setting(items(node), node, kind).ifPresent(values::add);
    } else if (kind == Kind.LIST) {
      items(node).forEach(item -> setting(items(item), item, kind).ifPresent(values::add));
    } else {
      items(node).forEach(item -> setting(List.of(item), item, kind).ifPresent(values::add));
    }
    if (values.isEmpty() && node instanceof SequenceNode) {
      problems.usage(Problem.mismatch(place(node), "a value for " + name, "an empty list", ""));
    }
    return values;
  }

  private Optional<Setting> setting(List<Node> items, Node node, Kind kind) {
    List<String> texts = new ArrayList<>();
    for (Node item : items) {
      Optional<String> text = kind == Kind.PATH ? path(item).map(Path::toString) : scalar(item);
      text.ifPresent(texts::add);
    }
    return texts.size() < items.size()
        ? Optional.empty()
        : Optional.of(new Setting(texts, place(node)));
  }

  /** The items of a list; anything else is taken as a list of one. */
  private static List<Node> items(Node node) {
    if (node == null) {
      return List.of();
    }
    return node instanceof SequenceNode list ? list.getValue() : List.of(node);
  }

  private Optional<String> scalar(Node node) {
    if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return Optional.of(scalar.getValue());
    }
    problems.usage(
        Problem.mismatch(
            place(node),
            "a value",
            node instanceof ScalarNode ? "nothing" : "a " + kind(node),
            "write one value"));
    return Optional.empty();
  }

  /** Relative paths are seen from the job file's folder. */
  private Optional<Path> path(Node node) {
    return scalar(node)
        .flatMap(
            text -> {
              try {
                return Optional.of(file.resolveSibling(text).normalize());
              } catch (InvalidPathException e) {
                problems.usage(
                    Problem.mismatch(place(node), "a path", "'" + text + "'", e.getReason()));
                return Optional.empty();
              }
            });
  }

  /** The keys of a mapping that are known; the others, and keys that come twice, are problems. */
  private Map<String, Node> mapping(Node node, Set<String> known, String what) {
    Map<String, Node> parts = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problems.usage(
          Problem.mismatch(
              place(node), "keys with values", "a " + kind(node), "see docs/batch.md"));
      return parts;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Optional<String> key = scalar(tuple.getKeyNode());
      if (key.isEmpty()) {
        continue;
      }
      if (!known.contains(key.get())) {
        problems.usage(unknown(tuple.getKeyNode(), key.get(), known, what));
      } else if (parts.containsKey(key.get())) {
        problems.usage(
            Problem.mismatch(
                place(tuple.getKeyNode()),
                "'" + key.get() + "' once",
                "it a second time (first at " + place(parts.get(key.get())) + ")",
                "leave one out"));
      } else {
        parts.put(key.get(), tuple.getValueNode());
      }
    }
    return parts;
  }

  private Problem unknown(Node node, String key, Set<String> known, String what) {
    String remedy =
        Nearest.to(key, known)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("known are " + String.join(", ", known.stream().sorted().toList()));
    return Problem.mismatch(place(node), "a key of " + what, "'" + key + "'", remedy);
  }

  private static String kind(Node node) {
    if (node instanceof MappingNode) {
      return "mapping";
    }
    return node instanceof SequenceNode ? "list" : "single value";
  }

  private String place(Node node) {
    return node.getStartMark().map(this::place).orElse(file.toString());
  }

  private String place(Mark mark) {
    return file + ":" + (mark.getLine() + 1);
  }
}
