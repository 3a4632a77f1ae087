package io.spikeport.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.spikeport.error.FileException;
import io.spikeport.file.CheckedJson;
import io.spikeport.report.ModelResult;
import io.spikeport.report.Report;
import io.spikeport.report.ReportJson;
import io.spikeport.report.examine.SampleReports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class HtmlReportTest {

  /** Names that would be markup, script or the end of either if they were not escaped. */
  public static final List<String> HOSTILE =
      List.of(
          "<script>document.title='taken'</script>",
          "</script><script>document.title='taken'</script>",
          "\"onload=\"document.title='taken'\" x='",
          "<!--",
          "]]></style></svg><img src=x onerror=document.title='taken'>",
          "&lt;&#60;&amp\u0000\u0007\u202Ee\uD800");

  @TempDir Path folder;

  @Test
  void namesNeverBecomeMarkup() {
    String plain = HtmlReport.page(SampleReports.of("plain", 8));
    for (String name : HOSTILE) {
      String page = HtmlReport.page(SampleReports.of(name, 8));
      assertEquals(tags(plain), tags(page), name);
      assertFalse(page.contains(name), name);
    }
  }

  /** Every start tag with the names of its attributes; end tags. */
  private static List<String> tags(String page) {
    Matcher tags =
        Pattern.compile("<(/?[A-Za-z][^\\s>]*)((?:\\s+[^\\s=>]+(?:=\"[^\"]*\")?)*)\\s*>")
            .matcher(page);
    return tags.results()
        .map(tag -> tag.group(1) + tag.group(2).replaceAll("=\"[^\"]*\"", ""))
        .toList();
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String page = HtmlReport.page(SampleReports.of("plain", 8));
    String withoutNamespace = page.replace("http://www.w3.org/2000/svg", "");
    assertFalse(withoutNamespace.contains("://"), "an address");
    assertFalse(page.contains("@import") || page.contains("url("), "a style from elsewhere");
    assertTrue(page.contains("default-src &#39;none&#39;"), "a policy");
  }

  @Test
  void idsAreUniqueAndWhatRefersToThemFindsThem() {
    String page = HtmlReport.page(SampleReports.of("plain", 8));
    List<String> ids = values(page, " id=\"([^\"]*)\"");
    assertEquals(ids.size(), new TreeSet<>(ids).size());
    List<String> references = values(page, " (?:href=\"#|aria-[a-z]*by=\")([^\"]*)\"");
    assertTrue(references.size() > 30, "the pattern still finds references");
    assertTrue(ids.containsAll(references), "every reference leads somewhere");
  }

  private static List<String> values(String page, String pattern) {
    return Pattern.compile(pattern)
        .matcher(page)
        .results()
        .map(MatchResult.class::cast)
        .map(m -> m.group(1))
        .toList();
  }

  @Test
  void thePageCarriesItsNumbers() {
    String name = HOSTILE.get(1);
    String page = HtmlReport.page(SampleReports.of(name, 8));
    String start = "<script type=\"application/json\" id=\"numbers\">";
    int from = page.indexOf(start) + start.length();
    JsonObject numbers =
        JsonParser.parseString(page.substring(from, page.indexOf("</script>", from)))
            .getAsJsonObject();
    JsonObject model = numbers.getAsJsonArray("models").get(0).getAsJsonObject();
    assertEquals(name + " 1", model.get("name").getAsString());
    JsonObject examination = model.getAsJsonObject("examination");
    assertEquals(8, examination.getAsJsonObject("evaluation").getAsJsonArray("accuracy").size());
    assertEquals(0.9952, model.get("annAccuracy").getAsDouble());
    assertFalse(page.substring(from).contains("\"png\""), "pictures are in the page once");
  }

  @Test
  void aResultSurvivesItsJson() {
    for (ModelResult result : SampleReports.of(HOSTILE.get(0), 8).models()) {
      assertEquals(
          result, CheckedJson.parse("", ReportJson.write(result), "").as(ModelResult.class));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 100, 2000})
  void aPageIsSmallHoweverManyTimestepsThereAre(int timesteps) {
    Report report = SampleReports.of("/features/stage1/block2/act", timesteps);
    String page = HtmlReport.page(report);
    int bound = 100_000 + 2 * (300_000 + 25 * timesteps);
    assertTrue(page.length() < bound, page.length() + " bytes");
    assertFalse(page.contains("NaN") || page.contains("Infinity"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 1})
  void allAccuraciesMayBeTheSame(double share) {
    ModelResult model = SampleReports.constant(share);
    String page = HtmlReport.page(new Report("t", "p", List.of(), List.of(model)));
    assertFalse(page.contains("NaN") || page.contains("Infinity"));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    Path missing = folder.resolve("no/such/report.html");
    FileException thrown =
        assertThrows(
            FileException.class, () -> HtmlReport.write(missing, SampleReports.of("plain", 2)));
    assertTrue(thrown.getMessage().contains(missing.toString()), thrown.getMessage());
  }

  @Test
  void writingReplacesWhatIsThere() throws Exception {
    Path html = folder.resolve("report.html");
    Files.writeString(html, "old");
    HtmlReport.write(html, SampleReports.of("plain", 2));
    assertTrue(Files.readString(html).startsWith("<!DOCTYPE html>"));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
