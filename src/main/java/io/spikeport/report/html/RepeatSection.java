package io.spikeport.report.html;

import io.spikeport.report.ModelResult;
import io.spikeport.report.Origin;
import io.spikeport.report.Report;
import io.spikeport.report.markup.Notation;
import io.spikeport.report.markup.Table;
import io.spikeport.report.markup.Tag;
import java.util.ArrayList;
import java.util.List;

/** Every option and digest that it takes to repeat the report. */
final class RepeatSection {

  private final Report report;

  RepeatSection(Report report) {
    this.report = report;
  }

  Tag tag() {
    Tag section = Overview.section("repeat", "How to repeat it");
    section.add(
        Tag.of("p", "note")
            .text(
                "The same files, options and version give the same spikes, and so the same numbers,"
                    + " at every batch size and number of threads. Digests are SHA-256; those of"
                    + " images are of the values as read (float32, little-endian, image after"
                    + " image), those of labels of the classes (int32, little-endian)."));
    if (!report.command().isEmpty()) {
      section.add(Tag.of("h3").text("This report"), code("spikeport " + shell(report.command())));
    }
    report.models().forEach(model -> section.add(model(model)));
    return section;
  }

  private static Tag model(ModelResult model) {
    Origin origin = model.origin();
    Origin.Conversion made = origin.provenance();
    Tag part = Tag.of("div", "part").add(Tag.of("h3", "name").text(model.name()));
    if (!made.options().isEmpty()) {
      List<String> words = new ArrayList<>(List.of("convert", made.source().name()));
      words.addAll(List.of("--calibration", "DATA", "--samples", String.valueOf(made.samples())));
      words.addAll(made.options());
      words.addAll(List.of("-o", origin.model().name()));
      part.add(
          Tag.of("p", "note").text("The model was made like this, with its calibration images:"),
          code("spikeport " + shell(words)));
    }
    Table table =
        new Table("where " + model.name() + " comes from and how it was run", "what", "value");
    table.row("spiking model", digest(origin.model()));
    table.row("made by", made.producer());
    table.row("from", digest(made.source()));
    table.row(
        "calibration",
        made.normalization()
            + " per "
            + made.granularity()
            + " over "
            + Notation.whole(made.samples())
            + " images"
            + made.samplesSha256().map(sha256 -> ", SHA-256 " + sha256).orElse(""));
    made.approximations().forEach(words -> table.row("approximation", words));
    table.row("images", digest(origin.data()));
    origin.labels().ifPresent(sha256 -> table.row("labels", "SHA-256 " + sha256));
    origin.reference().ifPresent(file -> table.row("compared with", digest(file)));
    origin.settings().forEach(setting -> table.row(setting.name(), setting.value()));
    return part.add(table.tag().attr("class", "scroll origin"));
  }

  private static String digest(Origin.FileDigest file) {
    return file.name() + ", SHA-256 " + file.sha256();
  }

  private static Tag code(String text) {
    return Tag.of("pre").attr("tabindex", "0").add(Tag.of("code").text(text));
  }

  /** The words as a shell reads them, an option a line. */
  private static String shell(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      boolean option = word.matches("--?[A-Za-z].*");
      line.append(line.isEmpty() ? "" : option ? " \\\n    " : " ").append(quoted(word));
    }
    return line.toString();
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
