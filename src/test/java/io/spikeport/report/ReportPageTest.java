package io.spikeport.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.spikeport.report.examine.SampleReports;
import io.spikeport.report.html.HtmlReport;
import io.spikeport.report.html.HtmlReportTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser. */
class ReportPageTest {

  private static final int TAB = 9;
  private static final int RIGHT = 39;
  private static final int END = 35;

  /** Text on its background, by WCAG 2: the least contrast for normal text at level AA. */
  private static final double CONTRAST = 4.5;

  private static final String LOW_CONTRAST =
      """
      (() => {
        const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
        const light = c => {
          const [r, g, b] = c.slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
          }
          return [255, 255, 255];
        };
        const found = new Set();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        let seen = 0;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const e = node.parentElement;
          if (!node.textContent.trim() || e.closest('script,desc,title') || !e.getClientRects().length) continue;
          const style = getComputedStyle(e);
          const ink = parse(e.closest('svg') ? style.fill : style.color);
          const [a, b] = [light(ink), light(ground(e))].sort((x, y) => y - x);
          seen++;
          if ((a + 0.05) / (b + 0.05) < %s) found.add(e.tagName + '.' + e.getAttribute('class'));
        }
        return seen > 100 ? [...found] : ['only ' + seen + ' texts'];
      })()
      """
          .formatted(CONTRAST);

  @TempDir static Path folder;
  private static Path html;
  private static Chromium browser;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Chromium.isInstalled(), "no chromium here to judge the page");
    html = folder.resolve("report.html");
    HtmlReport.write(
        html, SampleReports.of("/network/network.2/a-rather-long-name-of-a-model", 50));
    browser = new Chromium();
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"400, false", "400, true", "1400, false", "1400, true"})
  void isReadableAtEveryWidth(int width, boolean dark) throws Exception {
    browser.open(html, width, dark);
    assertEquals(List.of(), browser.complaints());
    assertEquals(
        List.of(html.toUri().toString()), requests(), "the page and the pictures in it, no more");
    String room = "document.documentElement.clientWidth - document.documentElement.scrollWidth";
    assertEquals(0, browser.evaluate(room).getAsInt(), "overflow");
    assertEquals(
        List.of(),
        browser.strings(
            "[...document.querySelectorAll('.plot')].filter(p => ![...p.querySelectorAll('svg')]"
                + ".some(s => s.getBoundingClientRect().width > 200"
                + " && s.getBoundingClientRect().height > 80)).map(p => p.ariaLabel)"),
        "charts that are not drawn");
    int charts = browser.evaluate("document.querySelectorAll('.plot').length").getAsInt();
    // Accuracy twice; for each model rates, diagnosis, 3 histograms, spikes, confusions, 2
    // mistakes.
    assertEquals(2 + 2 * 9, charts);
    assertEquals(
        List.of(),
        browser.strings(
            "[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length"
                + " && t.getBoundingClientRect().right > innerWidth + 1).map(t => t.textContent)"),
        "labels beyond the page's edge");
    assertEquals(
        List.of(),
        browser.strings(
            "[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length"
                + " && t.getBoundingClientRect().height < 10).map(t => t.textContent)"),
        "text too small to read");
    assertEquals(List.of(), browser.strings(LOW_CONTRAST), "text too faint to read");
  }

  private static List<String> requests() {
    return browser.events("Network.requestWillBeSent").stream()
        .map(event -> event.getAsJsonObject("request").get("url").getAsString())
        .filter(url -> !url.startsWith("data:image/png;base64,"))
        .toList();
  }

  @Test
  void lightAndDarkDiffer() throws Exception {
    String background = "getComputedStyle(document.body).backgroundColor";
    browser.open(html, 1400, false);
    String light = browser.evaluate(background).getAsString();
    browser.open(html, 1400, true);
    assertNotEquals(light, browser.evaluate(background).getAsString());
  }

  @Test
  void theKeyboardReadsEveryChart() throws Exception {
    browser.open(html, 1400, false);
    browser.press("Tab", TAB);
    assertEquals("Skip to the results", focused("textContent"));
    String chart = "";
    for (int i = 0; i < 40 && !chart.startsWith("Accuracy against timesteps:"); i++) {
      browser.press("Tab", TAB);
      chart = focused("ariaLabel || ''");
    }
    assertTrue(chart.startsWith("Accuracy against timesteps:"), "Tab does not get there");
    assertTrue(tip().startsWith("T = 1\n"), tip());
    browser.press("ArrowRight", RIGHT);
    assertTrue(tip().startsWith("T = 2\n"), tip());
    browser.press("End", END);
    assertTrue(tip().startsWith("T = 50\n") && tip().contains("99.48"), tip());
    assertTrue(browser.evaluate("document.getElementById('tip').matches('.shown')").getAsBoolean());
    browser.press("Escape", 27);
    assertEquals("", tip());
    assertEquals(List.of(), browser.complaints());
  }

  private static String focused(String property) throws Exception {
    return browser.evaluate("document.activeElement." + property).getAsString();
  }

  private static String tip() throws Exception {
    return browser.evaluate("document.getElementById('tip').textContent").getAsString();
  }

  @Test
  void thePointerReadsValues() throws Exception {
    browser.open(html, 1400, false);
    JsonObject at =
        browser
            .evaluate(
                "new Promise(done => { const m = document.querySelector('.wide [data-tip]');"
                    + " m.scrollIntoView({block: 'center'});"
                    + " requestAnimationFrame(() => requestAnimationFrame(() => {"
                    + " const b = m.getBoundingClientRect();"
                    + " done({x: b.x + b.width / 2, y: b.y + b.height / 2}); })); })")
            .getAsJsonObject();
    browser.call(
        "Input.dispatchMouseEvent",
        "{\"type\":\"mouseMoved\",\"x\":" + at.get("x") + ",\"y\":" + at.get("y") + "}");
    assertTrue(tip().startsWith("T = 1\n"), tip());
    assertEquals(3, browser.evaluate("document.querySelectorAll('.cross > *').length").getAsInt());
  }

  /** What a screen reader is told: landmarks, headings in order, names of pictures and tables. */
  @Test
  void saysWhatItIsWithoutBeingSeen() throws Exception {
    browser.open(html, 1400, false);
    for (String landmark : List.of("header", "nav", "main", "footer")) {
      assertEquals(
          1, browser.evaluate("document.querySelectorAll('" + landmark + "').length").getAsInt());
    }
    List<String> levels =
        browser.strings("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName)");
    assertEquals("H1", levels.get(0));
    for (int i = 1; i < levels.size(); i++) {
      assertTrue(levels.get(i).compareTo("H1") > 0, "one title");
      assertTrue(levels.get(i).charAt(1) - levels.get(i - 1).charAt(1) <= 1, "a level left out");
    }
    assertEquals(
        List.of(),
        browser.strings(
            "[...document.querySelectorAll('[role=img]')].filter(s => !s.getAttribute('aria-label')"
                + " || !s.querySelector('desc').textContent).map(s => s.outerHTML.slice(0, 80))"));
    assertEquals(
        List.of(),
        browser.strings(
            "[...document.querySelectorAll('table')].filter(t => !t.caption.textContent"
                + " || !t.querySelector('th[scope=col]') || !t.querySelector('th[scope=row]'))"
                + ".map(t => t.outerHTML.slice(0, 80))"));
    assertEquals(
        0, browser.evaluate("document.querySelectorAll('img:not([alt])').length").getAsInt());
  }

  @Test
  void hostileNamesAreOnlyText() throws Exception {
    for (String name : HtmlReportTest.HOSTILE) {
      Path page = folder.resolve("hostile.html");
      HtmlReport.write(page, SampleReports.of(name, 4));
      browser.open(page, 1400, false);
      assertEquals(List.of(), browser.complaints(), name);
      assertTrue(browser.evaluate("document.title").getAsString().startsWith("Report on "), name);
      assertEquals(
          2, browser.evaluate("document.querySelectorAll('script').length").getAsInt(), name);
      assertEquals(
          2,
          browser
              .evaluate("JSON.parse(document.getElementById('numbers').textContent).models.length")
              .getAsInt());
    }
  }
}
