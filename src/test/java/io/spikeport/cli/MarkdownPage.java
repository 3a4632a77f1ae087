package io.spikeport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes a command's page for {@code docs/commands}. */
final class MarkdownPage {

  private static final int WIDTH = 90;

  private final StringBuilder page = new StringBuilder();

  private MarkdownPage() {}

  /** Name of the page's file, for example {@code convert.md}. */
  static String fileName(CommandPage command) {
    String name = command.name();
    return name.substring(name.indexOf(' ') + 1) + ".md";
  }

  static String of(CommandPage command) {
    MarkdownPage writer = new MarkdownPage();
    writer.write(command);
    return writer.page.toString();
  }

  private void write(CommandPage command) {
    page.append("<!-- Made from the program's help; see CommandPagesTest. -->\n# ")
        .append(command.name())
        .append('\n');
    command.description().forEach(text -> paragraph(escaped(text)));
    literal(synopsis(command.synopsis()));
    if (!command.commands().isEmpty()) {
      table("command", command.commands(), name -> "[" + name + "](" + name + ".md)");
    }
    for (CommandPage.Section section : command.sections()) {
      paragraph(section.heading().map(heading -> "### " + heading).orElse("## Options"));
      table("option", section.entries(), MarkdownPage::code);
    }
    paragraph("## Exit codes");
    table("code", command.exitCodes(), code -> code);
    if (!command.notes().isEmpty()) {
      paragraph("## Notes");
    }
    for (CommandPage.Note note : command.notes()) {
      if (note.literal()) {
        literal(note.lines());
      } else {
        note.lines().forEach(text -> paragraph(escaped(text)));
      }
    }
    paragraph("## Examples");
    literal(command.examples());
    if (command.commands().isEmpty()) {
      paragraph("The other commands: [spikeport](spikeport.md).");
    }
  }

  private void paragraph(String text) {
    page.append('\n').append(text).append('\n');
  }

  private void literal(List<String> lines) {
    paragraph("```\n" + String.join("\n", lines) + "\n```");
  }

  private void table(String term, List<CommandPage.Entry> entries, UnaryOperator<String> style) {
    paragraph("| " + term + " | meaning |\n|---|---|");
    for (CommandPage.Entry entry : entries) {
      String text =
          entry.text().stream().map(MarkdownPage::escaped).collect(Collectors.joining("<br>"));
      page.append("| ")
          .append(style.apply(entry.term()).replace("|", "\\|"))
          .append(" | ")
          .append(text.replace("|", "\\|"))
          .append(entry.required() ? " Required." : "")
          .append(" |\n");
    }
  }

  /** Breaks between words, and sets all lines but the first one in. */
  private static List<String> synopsis(List<String> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("   ");
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_<\\[])", "\\\\$1");
  }
}
