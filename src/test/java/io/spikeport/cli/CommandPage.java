package io.spikeport.cli;

import io.spikeport.cli.output.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What {@code --help} says of a command, taken apart: from it the command's page and its manual
 * page are made.
 *
 * @param name with the program's, for example {@code spikeport convert}
 * @param description paragraphs
 * @param synopsis words between which a line may be broken
 * @param sections arguments and options, under the headings of the help
 * @param commands the commands below this one
 * @param exitCodes every code with its meaning
 * @param notes what follows the options, but for the examples
 * @param examples command lines
 */
record CommandPage(
    String name,
    List<String> description,
    List<String> synopsis,
    List<Section> sections,
    List<Entry> commands,
    List<Entry> exitCodes,
    List<Note> notes,
    List<String> examples) {

  /** Something to write on the command line or to get back, and the lines that explain it. */
  record Entry(String term, List<String> text, boolean required) {}

  /** Options that belong together; the general ones have no heading. */
  record Section(Optional<String> heading, List<Entry> entries) {}

  /** A paragraph, or lines to be shown as they are. */
  record Note(boolean literal, List<String> lines) {}

  /** The pages of the program and of each of its commands. */
  static List<CommandPage> all() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    CommandLine program = new Commands(new Terminal(nowhere, nowhere, false)).all();
    return Stream.concat(Stream.of(program), program.getSubcommands().values().stream())
        .map(command -> of(command.getCommandSpec()))
        .toList();
  }

  /** The name in file names, for example {@code spikeport-convert}. */
  String hyphenated() {
    return name.replace(' ', '-');
  }

  private static CommandPage of(CommandSpec command) {
    List<String> footer = formatted(command.usageMessage().footer());
    int examples = examples(footer);
    CommandLine.Model.UsageMessageSpec usage = command.usageMessage();
    usage.width(10_000); // one line: each kind of page breaks lines where it wants to
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    return new CommandPage(
        command.qualifiedName(),
        formatted(usage.description()),
        List.of(help.synopsis(0).strip().split(" ")),
        sections(command, help),
        command.subcommands().values().stream()
            .map(
                below ->
                    new Entry(
                        below.getCommandName(),
                        List.of(
                            formatted(below.getCommandSpec().usageMessage().description()).get(0)),
                        false))
            .toList(),
        usage.exitCodeList().entrySet().stream()
            .map(code -> new Entry(code.getKey(), List.of(code.getValue()), false))
            .toList(),
        notes(footer.subList(0, examples)),
        footer.stream().skip(examples + 1L).map(line -> line.substring(2)).toList());
  }

  private static List<Section> sections(CommandSpec command, Help help) {
    List<Entry> general = new ArrayList<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      general.add(entry(parameter, label(parameter, help).strip()));
    }
    command.options().stream()
        .filter(option -> option.group() == null && !option.hidden())
        .map(option -> entry(option, help))
        .forEach(general::add);
    List<Section> sections = new ArrayList<>();
    sections.add(new Section(Optional.empty(), List.copyOf(general)));
    for (ArgGroupSpec group : command.argGroups()) {
      sections.add(
          new Section(
              Optional.of(String.format(group.heading()).strip().replaceAll(":$", "")),
              group.options().stream()
                  .filter(option -> !option.hidden())
                  .map(option -> entry(option, help))
                  .toList()));
    }
    return List.copyOf(sections);
  }

  private static Entry entry(OptionSpec option, Help help) {
    return entry(option, String.join(", ", option.names()) + label(option, help));
  }

  private static String label(ArgSpec argument, Help help) {
    return help.parameterLabelRenderer()
        .renderParameterLabel(argument, help.ansi(), List.of())
        .toString();
  }

  private static Entry entry(ArgSpec argument, String term) {
    return new Entry(term, List.of(argument.description()), argument.required());
  }

  /** Index of the line above the examples, with which every help text ends. */
  private static int examples(List<String> footer) {
    return IntStream.range(0, footer.size())
        .filter(i -> footer.get(i).matches("Examples?:"))
        .findFirst()
        .orElseThrow();
  }

  private static List<Note> notes(List<String> footer) {
    List<Note> notes = new ArrayList<>();
    for (String line : footer) {
      boolean literal = line.startsWith("  ");
      int last = notes.size() - 1;
      if (last >= 0 && literal && notes.get(last).literal()) {
        List<String> more = new ArrayList<>(notes.get(last).lines());
        more.add(line.substring(2));
        notes.set(last, new Note(true, List.copyOf(more)));
      } else if (!line.isBlank()) {
        notes.add(new Note(literal, List.of(literal ? line.substring(2) : line)));
      }
    }
    return List.copyOf(notes);
  }

  /**
   * The texts of commands, unlike those of options, are formats: they write a percent sign twice.
   */
  private static List<String> formatted(String[] lines) {
    return Arrays.stream(lines).map(line -> String.format(line)).toList();
  }
}
