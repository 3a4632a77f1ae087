package io.spikeport.report.html;

import io.spikeport.file.AtomicFile;
import io.spikeport.report.Report;
import io.spikeport.report.ReportJson;
import io.spikeport.report.markup.Tag;
import io.spikeport.report.markup.Verbatim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes a report as one HTML page that needs nothing else: style, script, pictures and numbers are
 * in it, and a content security policy keeps it from loading or running anything more.
 *
 * <p>A page takes at most about 100 kB, and 300 kB for each model of a few layers: how many images,
 * neurons and points are shown has bounds, and only the numbers grow with T, by some 25 bytes a
 * timestep.
 */
public final class HtmlReport {

  private static final String STYLE = resource("report.css");
  private static final String SCRIPT = resource("report.js");

  private HtmlReport() {}

  /**
   * Writes the page, replacing what is there.
   *
   * @throws io.spikeport.error.FileException if the file cannot be written
   */
  public static void write(Path html, Report report) {
    AtomicFile.write(html, page(report).getBytes(StandardCharsets.UTF_8));
  }

  static String page(Report report) {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    Tag.of("html")
        .attr("lang", "en")
        .add(head(report), Tag.of("body").addAll(body(report)))
        .writeTo(out);
    return out.append('\n').toString();
  }

  private static Tag head(Report report) {
    String policy =
        "default-src 'none'; img-src data:; style-src 'sha256-"
            + digest(STYLE)
            + "'; script-src 'sha256-"
            + digest(SCRIPT)
            + "'; base-uri 'none'; form-action 'none'";
    return Tag.of("head")
        .add(
            Tag.of("meta").attr("charset", "utf-8"),
            Tag.of("meta").attr("http-equiv", "Content-Security-Policy").attr("content", policy),
            Tag.of("meta")
                .attr("name", "viewport")
                .attr("content", "width=device-width, initial-scale=1"),
            Tag.of("meta").attr("name", "color-scheme").attr("content", "light dark"),
            Tag.of("meta").attr("name", "generator").attr("content", report.producer()),
            Tag.of("title").text(report.title()),
            Tag.of("style").add(new Verbatim(STYLE)));
  }

  private static List<Tag> body(Report report) {
    Figure.Ids ids = new Figure.Ids();
    Overview overview = new Overview(report, new Figure(ids));
    Tag main = Tag.of("main").attr("id", "main");
    main.addAll(overview.sections());
    List<Tag> contents = new ArrayList<>(overview.contents());
    for (int i = 0; i < report.models().size(); i++) {
      String id = "model" + (i + 1);
      ModelSection section = new ModelSection(report.models().get(i), id, new Figure(ids));
      main.add(section.tag());
      contents.add(link(id, report.models().get(i).name()));
    }
    if (!report.models().isEmpty()) {
      main.add(new RepeatSection(report).tag());
      contents.add(link("repeat", "How to repeat it"));
    }
    Tag list = Tag.of("ul");
    contents.forEach(entry -> list.add(Tag.of("li").add(entry)));
    return List.of(
        link("main", "Skip to the results").attr("class", "skip"),
        Tag.of("header")
            .add(
                Tag.of("h1").text(report.title()),
                Tag.of("p", "lead").text(overview.lead()),
                Tag.of("nav").attr("aria-label", "Contents").add(list)),
        main,
        Tag.of("footer")
            .add(
                Tag.of("p")
                    .text(
                        "Made by "
                            + report.producer()
                            + ". All numbers are in this page as JSON: the script element"
                            + " “numbers”.")),
        Tag.of("div").attr("id", "tip").attr("role", "status").attr("aria-live", "polite"),
        Tag.of("script")
            .attr("type", "application/json")
            .attr("id", "numbers")
            .add(new Verbatim(ReportJson.numbers(report))),
        Tag.of("script").add(new Verbatim(SCRIPT)));
  }

  static Tag link(String id, String text) {
    return Tag.of("a").attr("href", "#" + id).text(text);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
