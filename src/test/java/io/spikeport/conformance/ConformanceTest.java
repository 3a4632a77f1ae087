package io.spikeport.conformance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikeport.conformance.ConformanceCase.Network;
import io.spikeport.conformance.ConformanceCase.Others;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.OperatorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ONNX project's own test cases (Debian: {@code libonnx-testdata}). A case is either computed
 * as recorded, or refused by the importer with a place and a reason; there is nothing in between.
 */
class ConformanceTest {

  private static final Path DATA = Path.of("/usr/share/libonnx-testdata/data");

  private static final Pattern FIRST_COLUMN =
      Pattern.compile("^\\| (\\w+)(?: \\(\\d+\\+\\))?(?: \\(–\\d+\\))? \\|", Pattern.MULTILINE);

  private static final Pattern OPERATOR = Pattern.compile("\\((\\w+)\\)$");

  /** What was found differs between cases that are refused for one reason. */
  private static final Pattern FOUND = Pattern.compile(", found .*");

  /**
   * Their recorded values come from an extent that was not rounded, 2.4 of 4 · 0.6. ONNX Runtime
   * and PyTorch round it first, and networks are trained and run with these.
   */
  private static final Set<String> UNROUNDED =
      Set.of(
          "test_resize_downsample_scales_cubic_align_corners",
          "test_resize_downsample_scales_linear_align_corners");

  @TempDir Path work;

  private final Map<String, List<String>> refused = new TreeMap<>();
  private final List<String> failed = new ArrayList<>();
  private int passed;

  /** Operators that the importer's table says are imported. */
  private static Set<String> table() {
    String imported = OperatorTable.markdown().split("\n\n", 2)[0];
    return FIRST_COLUMN
        .matcher(imported)
        .results()
        .map(m -> m.group(1))
        .collect(Collectors.toSet());
  }

  /**
   * @param fewest cases that must be computed as recorded, of those in Debian 12's version 1.12
   */
  @ParameterizedTest
  @CsvSource({"node, 182", "pytorch-converted, 63", "pytorch-operator, 19", "simple, 3"})
  void asRecorded(String group, int fewest) throws IOException {
    Path folder = DATA.resolve(group);
    assumeTrue(Files.isDirectory(folder), "libonnx-testdata is not installed");
    Set<String> table = table();
    List<Path> cases;
    try (Stream<Path> children = Files.list(folder)) {
      cases = children.filter(c -> Files.exists(c.resolve("model.onnx"))).sorted().toList();
    }
    for (Path one : cases) {
      ConformanceCase conformance = ConformanceCase.read(one);
      List<String> others =
          conformance.operators().stream().filter(name -> !table.contains(name)).toList();
      if (conformance.notANetwork().isPresent()) {
        refuse(conformance.notANetwork().get(), conformance.name());
      } else if (UNROUNDED.contains(conformance.name())) {
        refuse("values recorded with an extent that is not rounded", conformance.name());
      } else {
        run(conformance, others);
      }
    }
    report(group, cases.size());
    assertAll(
        () -> assertEquals(List.of(), failed, "cases that were imported and computed wrongly"),
        () -> assertTrue(passed >= fewest, passed + " cases passed, expected " + fewest));
  }

  private void run(ConformanceCase conformance, List<String> notInTable) throws IOException {
    boolean all = true;
    for (Path dataSet : conformance.dataSets()) {
      if (conformance.otherType(dataSet).isPresent()) {
        refuse(conformance.otherType(dataSet).get(), conformance.name());
        return;
      }
      Network network;
      try {
        network = network(conformance, dataSet);
      } catch (ModelException e) {
        requireReason(conformance, e);
        refuse(reason(e, notInTable), conformance.name());
        return;
      } catch (RuntimeException e) {
        failed.add(conformance.name() + ": " + e);
        return;
      }
      try {
        ConformanceCase.compare(dataSet, network);
      } catch (RuntimeException | AssertionError e) {
        failed.add(conformance.name() + ": " + e.getMessage());
        all = false;
      }
    }
    if (all) {
      passed++;
    }
  }

  /** The case as a network, in the first way in which it is one. */
  private Network network(ConformanceCase conformance, Path dataSet) throws IOException {
    try {
      return conformance.importWith(dataSet, Others.CONSTANT, false, work);
    } catch (ModelException e) {
      if (e.getMessage().contains("which depends on no layer")) {
        return conformance.importWith(dataSet, Others.CONSTANT, true, work);
      }
      if (conformance.canJoin(dataSet)) {
        try {
          return conformance.importWith(dataSet, Others.CHANNELS, false, work);
        } catch (ModelException ofJoined) {
          e.addSuppressed(ofJoined);
        }
      }
      throw e;
    }
  }

  private void refuse(String reason, String name) {
    refused.computeIfAbsent(reason, key -> new ArrayList<>()).add(name);
  }

  private void requireReason(ConformanceCase conformance, ModelException e) {
    for (Problem problem : e.problems()) {
      if (!problem.place().startsWith("model.onnx")
          || problem.fault().isBlank()
          || problem.remedy().isBlank()) {
        failed.add(conformance.name() + ": not a place, a reason and a remedy: " + problem);
      }
    }
  }

  private static String reason(ModelException e, List<String> notInTable) {
    if (!notInTable.isEmpty()) {
      return "an operator that the table does not import";
    }
    Problem first = e.problems().get(0);
    Matcher operator = OPERATOR.matcher(first.place());
    String place = operator.find() ? operator.group(1) : "model";
    return place + ": " + FOUND.matcher(first.fault()).replaceFirst("");
  }

  private void report(String group, int cases) {
    StringBuilder text = new StringBuilder();
    text.append(group).append(": ").append(cases).append(" cases, ").append(passed);
    text.append(" computed as recorded, ").append(failed.size()).append(" failed, ");
    text.append(cases - passed - failed.size()).append(" refused:\n");
    refused.forEach(
        (reason, names) ->
            text.append(String.format("%5d  %s (%s)%n", names.size(), reason, names.get(0))));
    System.out.print(text);
  }
}
