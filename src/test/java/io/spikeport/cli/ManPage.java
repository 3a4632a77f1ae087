package io.spikeport.cli;

import java.util.List;
import java.util.Locale;

/** Writes a command's manual page, in roff with the macros of man(7). */
final class ManPage {

  private final StringBuilder page = new StringBuilder();

  private ManPage() {}

  /** Name of the page's file, for example {@code spikeport-convert.1}. */
  static String fileName(CommandPage command) {
    return command.hyphenated() + ".1";
  }

  static String of(CommandPage command, List<CommandPage> all) {
    ManPage writer = new ManPage();
    writer.write(command, all);
    return writer.page.toString();
  }

  private void write(CommandPage command, List<CommandPage> all) {
    line(".\\\" Made from the program's help; see CommandPagesTest.");
    line(".TH " + escaped(command.hyphenated().toUpperCase(Locale.ROOT)) + " 1 \"\" Spikeport");
    line(".ad l");
    section("Name");
    line(escaped(command.hyphenated()) + " \\- " + text(asClause(command.description().get(0))));
    section("Synopsis");
    synopsis(command);
    section("Description");
    paragraphs(command.description());
    if (!command.commands().isEmpty()) {
      section("Commands");
      command.commands().forEach(this::entry);
    }
    section("Options");
    for (CommandPage.Section options : command.sections()) {
      options.heading().ifPresent(heading -> line(".SS " + text(heading) + "\n.nh"));
      options.entries().forEach(this::entry);
    }
    section("Exit status");
    command.exitCodes().forEach(this::entry);
    if (!command.notes().isEmpty()) {
      section("Notes");
      command.notes().forEach(this::note);
    }
    section("Examples");
    literal(command.examples());
    section("See also");
    line(
        String.join(
            ",\n",
            all.stream()
                .filter(other -> !other.equals(command))
                .map(other -> ".BR " + escaped(other.hyphenated()) + " (1)")
                .toList()));
  }

  private void synopsis(CommandPage command) {
    line(".SY " + quoted(command.name()));
    int words = command.name().split(" ").length;
    command.synopsis().stream().skip(words).map(ManPage::text).forEach(this::line);
    line(".YS");
  }

  private void section(String heading) {
    line(".SH " + quoted(heading.toUpperCase(Locale.ROOT)));
    line(".nh"); // names are not to be hyphenated; every heading turns it on again
  }

  private void paragraphs(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        line(".PP");
      }
      line(text(texts.get(i)));
    }
  }

  private void entry(CommandPage.Entry entry) {
    line(".TP");
    line("\\fB" + escaped(entry.term()) + "\\fR");
    for (int i = 0; i < entry.text().size(); i++) {
      if (i > 0) {
        line(".br");
      }
      line(text(entry.text().get(i)));
    }
    if (entry.required()) {
      line("Required.");
    }
  }

  private void note(CommandPage.Note note) {
    if (note.literal()) {
      literal(note.lines());
    } else {
      note.lines().stream().map(ManPage::text).forEach(this::line);
    }
  }

  private void literal(List<String> lines) {
    line(".RS 4");
    line(".EX");
    lines.stream().map(ManPage::text).forEach(this::line);
    line(".EE");
    line(".RE");
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  /** As the line after a page's name is written: without a capital and a full stop. */
  private static String asClause(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
        + sentence.substring(1).replaceAll("\\.$", "");
  }

  private static String quoted(String argument) {
    return "\"" + escaped(argument) + "\"";
  }

  /** A line of text, which must not look like a request. */
  private static String text(String line) {
    return (line.startsWith(".") || line.startsWith("'") ? "\\&" : "") + escaped(line);
  }

  /** Plain characters: roff's own would become typographic ones. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                  if (c < 0x80) {
                    escaped.appendCodePoint(c);
                  } else {
                    escaped.append(String.format("\\[u%04X]", c));
                  }
                }
              }
            });
    return escaped.toString();
  }
}
