package io.spikeport;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.doNot;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the lines between the packages that {@code CONTRIBUTING.md} draws. */
class ArchitectureTest {

  private static final String ROOT = "io.spikeport.";

  /** The classes that protoc generates from {@code proto/}. */
  private static final String GENERATED = "proto";

  /** Which of our packages each package may import, besides itself and its sub-packages. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      table(
          """
          error:
          tensor:      error
          file:        error
          graph:       error tensor
          onnx:        error tensor file graph stepgraph proto
          data:        error tensor file onnx proto
          calibration: error tensor graph data onnx proto
          rewrite:     error tensor graph calibration
          snn:         error tensor graph data
          stepgraph:   error tensor graph proto
          format:      error tensor file graph onnx rewrite snn stepgraph proto
          simulation:  error tensor graph data snn stepgraph
          tuning:      error tensor graph data calibration rewrite snn simulation
          conversion:  error tensor file graph data onnx stepgraph calibration rewrite snn simulation \
                       tuning diagnosis
          diagnosis:   error tensor graph data onnx calibration snn simulation
          report:      error tensor file graph data snn simulation diagnosis
          batch:       error tensor file graph data onnx calibration rewrite snn format simulation \
                       tuning diagnosis conversion report
          cli:         error tensor file graph data onnx calibration rewrite snn format simulation \
                       tuning diagnosis conversion report batch
          """);

  /**
   * Sub-packages are imported by the packages beside and above them only, but for these: which
   * other packages may import them.
   */
  private static final Map<String, Set<String>> OPEN_ROOMS =
      table(
          """
          batch.job:           cli
          batch.plan:          cli
          data.array:          calibration simulation diagnosis cli
          data.image:          snn conversion batch cli
          format.contract:     batch cli
          format.portable:     cli
          onnx.model:          calibration format conversion diagnosis batch cli
          report.chart:        cli
          report.examine:      batch cli
          report.html:         batch cli
          simulation.contract: conversion diagnosis report batch cli
          simulation.neuron:   tuning
          """);

  /** Which of our packages may use a library; no other may. */
  private static final Map<String, Set<String>> USED_BY =
      Map.of(
          "ai.onnxruntime..", Set.of("calibration", "simulation"),
          "org.nd4j..", Set.of("simulation"),
          "org.bytedeco..", Set.of("simulation"),
          "io.jhdf..", Set.of("format.nir"),
          "com.google.protobuf..",
              Set.of("onnx", "format", "data", "calibration", "stepgraph", GENERATED),
          "com.google.gson..", Set.of("file", "format", "report", "batch", "cli"),
          "org.knowm.xchart..", Set.of("report"),
          "org.snakeyaml..", Set.of("batch"),
          "picocli..", Set.of("cli"),
          "me.tongfei.progressbar..", Set.of("cli"));

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.spikeport");

  @TestFactory
  Stream<DynamicTest> eachPackageImportsOnlyWhatItMay() {
    return MAY_IMPORT.entrySet().stream()
        .map(
            entry -> {
              String importer = entry.getKey();
              DescribedPredicate<JavaClass> allowed =
                  resideOutsideOfPackage("io.spikeport..")
                      .or(resideInAnyPackage(tree(importer)))
                      .or(resideInAnyPackage(trees(entry.getValue())));
              return check(
                  importer,
                  classes()
                      .that()
                      .resideInAPackage(tree(importer))
                      .should()
                      .onlyDependOnClassesThat(allowed));
            });
  }

  @TestFactory
  Stream<DynamicTest> eachLibraryIsUsedOnlyWhereItMay() {
    return USED_BY.entrySet().stream()
        .map(
            entry ->
                check(
                    entry.getKey(),
                    noClasses()
                        .that(doNot(resideInAnyPackage(trees(entry.getValue()))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(entry.getKey())));
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> packages =
        OURS.stream()
            .map(type -> type.getPackageName().substring("io.spikeport".length()))
            .filter(name -> !name.isEmpty())
            .map(name -> name.substring(1))
            .map(name -> name.replaceAll("\\..*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    packages.removeAll(MAY_IMPORT.keySet());
    packages.remove(GENERATED);
    assertEquals(Set.of(), packages, "packages that this test does not know");
  }

  @Test
  void packagesAreTwoLevelsDeepAndFormatsThree() {
    Set<String> nested =
        OURS.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.matches("io\\.spikeport(\\.[a-z0-9]+){0,2}"))
            .filter(name -> !name.matches("io\\.spikeport\\.format(\\.[a-z0-9]+){2}"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), nested, "packages nested too deeply");
  }

  @Test
  void roomsAreImportedByTheirParentOnly() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : OURS) {
      String importer = name(type).replaceAll("\\..*", "");
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String room = name(dependency.getTargetClass());
        if (room.contains(".")
            && !room.startsWith(importer + ".")
            && !OPEN_ROOMS.getOrDefault(room, Set.of()).contains(importer)) {
          wrong.add(importer + " imports " + room);
        }
      }
    }
    assertEquals(Set.of(), wrong);
  }

  @Test
  void formatsDoNotImportEachOther() {
    verify(
        slices()
            .matching(ROOT + "format.(*)..")
            .as("formats")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage(tree("format.contract"))));
  }

  @Test
  void packagesFormNoCycle() {
    verify(slices().matching(ROOT + "(*)..").should().beFreeOfCycles());
    verify(slices().matching(ROOT + "(**)").should().beFreeOfCycles());
  }

  @Test
  void inSimulationOnlyTheOnnxRuntimeEngineUsesOnnxRuntime() {
    verify(
        noClasses()
            .that()
            .resideInAPackage(tree("simulation"))
            .and()
            .haveSimpleNameNotStartingWith("OnnxRuntime")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime.."));
  }

  /** A model is the same on every machine. The others only bound what is kept, or tell of it. */
  @Test
  void whatAModelBecomesDoesNotDependOnMemory() {
    verify(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + "batch.plan.Planner")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "error.MemoryException")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "onnx.network.Budget")
            .and(doNot(resideInAPackage(tree("cli"))))
            .should()
            .callMethod(Runtime.class, "maxMemory")
            .orShould()
            .callMethod(Runtime.class, "totalMemory")
            .orShould()
            .callMethod(Runtime.class, "freeMemory"));
  }

  @Test
  void onlyTheCommandLineTouchesTheStandardStreams() {
    verify(noClasses().that(doNot(resideInAPackage(tree("cli")))).should(ACCESS_STANDARD_STREAMS));
  }

  @Test
  void onlyTheCommandLineEndsTheProgram() {
    verify(
        noClasses()
            .that(doNot(resideInAPackage(tree("cli"))))
            .should()
            .callMethod(System.class, "exit", int.class));
  }

  /**
   * Inside a package and its hidden rooms a record may carry a work array; between packages anyone
   * could change it.
   */
  @Test
  void publicRecordsHoldNoBareArrays() {
    List<String> arrays =
        OURS.stream()
            .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !name(type).contains(".") || OPEN_ROOMS.containsKey(name(type)))
            .flatMap(type -> type.getFields().stream())
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .filter(field -> field.getRawType().isArray())
            .map(field -> field.getFullName())
            .toList();
    assertEquals(List.of(), arrays);
  }

  @Test
  void staticFieldsAreFinal() {
    verify(
        fields()
            .that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(doNot(resideInAPackage(tree(GENERATED))))
            .should()
            .beFinal());
  }

  @Test
  void noTypeIsADrawerForOddments() {
    verify(
        noClasses()
            .that(doNot(resideInAPackage(tree(GENERATED))))
            .should()
            .haveNameMatching(".*\\.\\w*(Util|Utils|Helper|Helpers|Manager)"));
  }

  /** Lines of the form {@code package: package package …}. */
  private static Map<String, Set<String>> table(String text) {
    return text.lines()
        .map(line -> line.split(":", 2))
        .collect(Collectors.toMap(cells -> cells[0], cells -> words(cells[1])));
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.split(" "))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toSet());
  }

  private static DynamicTest check(String name, ArchRule rule) {
    return DynamicTest.dynamicTest(name, () -> verify(rule));
  }

  /** Packages that are still to be written do not fail. */
  private static void verify(ArchRule rule) {
    rule.allowEmptyShould(true).check(OURS);
  }

  /** A class's package without the root; empty outside of it. */
  private static String name(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
  }

  private static String tree(String name) {
    return ROOT + name + "..";
  }

  private static String[] trees(Set<String> names) {
    return names.stream().map(ArchitectureTest::tree).toArray(String[]::new);
  }
}
