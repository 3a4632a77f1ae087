package io.spikeport.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikeport.Fixtures;
import io.spikeport.batch.BatchPlan;
import io.spikeport.batch.job.Job;
import io.spikeport.batch.plan.Planner;
import io.spikeport.cli.options.JobOptionTable;
import io.spikeport.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job files: what they mean, and everything that can be wrong with them. */
class JobFileTest {

  @TempDir Path folder;

  @BeforeEach
  void models() throws IOException {
    for (String name : List.of("a.onnx", "b.onnx")) {
      Files.copy(Fixtures.model("mnist-cnn-avgpool"), folder.resolve(name));
    }
  }

  private Path write(String name, String text) throws IOException {
    String data = Fixtures.CALIBRATION.toAbsolutePath().toString();
    return Files.writeString(folder.resolve(name), text.replace("DATA", data));
  }

  private List<Job> plan(Path... files) {
    BatchPlan plan =
        new Planner(new JobOptionTable(), Map.of())
            .plan(List.of(files), Optional.of(folder.resolve("out")));
    return plan.jobs();
  }

  private static List<String> names(List<Job> jobs) {
    return jobs.stream().map(Job::name).toList();
  }

  /** The problems of a job file, without the folder's name. */
  private List<String> problems(int code, Path... files) {
    Object[] args = new Object[files.length + 3];
    args[0] = "batch";
    System.arraycopy(files, 0, args, 1, files.length);
    args[files.length + 1] = "--out";
    args[files.length + 2] = folder.resolve("out");
    Cli.Result result = Cli.run(args);
    assertEquals(code, result.code(), result.err());
    assertEquals("", result.out());
    assertFalse(Files.exists(folder.resolve("out")), "nothing has run");
    return result
        .err()
        .replace(folder + "/", "")
        .lines()
        .map(line -> line.replaceFirst("^spikeport: ", ""))
        .toList();
  }

  @Test
  void tooManyJobsAreRefusedBeforeAnyIsLookedFor() throws IOException {
    StringBuilder models = new StringBuilder("defaults: {calibration: nowhere}\nmodels:\n");
    for (int i = 0; i < 10_001; i++) {
      models.append("  - missing").append(i).append(".onnx\n");
    }
    assertEquals(
        List.of("batch: expected at most 10000 jobs, found 10001; divide them among several runs"),
        problems(2, write("jobs.yaml", models.toString())));
  }

  @Test
  void jobFilesThatIncludeEachOtherTooDeep() throws IOException {
    for (int i = 0; i < 3000; i++) {
      write("j" + i + ".yaml", "include: j" + (i + 1) + ".yaml");
    }
    assertEquals(
        "j99.yaml:1: expected job files that include each other at most 100 deep, found more;"
            + " include them side by side",
        problems(2, folder.resolve("j0.yaml")).get(0));
  }

  @Test
  void defaultsAndOverridesAndGrids() throws IOException {
    List<Job> jobs =
        plan(
            write(
                "jobs.yaml",
                """
                defaults:
                  calibration: DATA
                  samples: 20
                  timesteps: [4, 16]
                  mean: [0.1307]
                models:
                  - a.onnx
                  - model: b.onnx
                    name: other
                    timesteps: 8
                    preset: [article, low-latency]
                    decay-input: false
                """));
    assertEquals(List.of("a-T4", "a-T16", "other-article", "other-low-latency"), names(jobs));
    assertEquals(16, jobs.get(1).options().conversion().timesteps());
    assertEquals(8, jobs.get(2).options().conversion().timesteps());
    assertEquals(List.of(0.1307f), jobs.get(3).options().conversion().preprocessing().mean());
    assertEquals(20, jobs.get(0).options().calibration().options().limit().getAsInt());
  }

  @Test
  void includesBringModelsAndDefaultsBelowOnesOwn() throws IOException {
    write("common.yaml", "defaults: {calibration: DATA, timesteps: 4, tune: [none]}");
    write("others.yaml", "include: common.yaml\nmodels: [b.onnx]");
    List<Job> jobs =
        plan(
            write(
                "jobs.yaml",
                """
                include: [common.yaml, others.yaml]
                defaults: {timesteps: 2}
                models: ['a*.onnx']
                """));
    assertEquals(List.of("b", "a"), names(jobs));
    assertEquals(4, jobs.get(0).options().conversion().timesteps());
    assertEquals(2, jobs.get(1).options().conversion().timesteps());
    assertFalse(jobs.get(1).options().conversion().tuning().isActive());
  }

  @Test
  void theSameModelTwiceIsTwoJobsWithOneOutput() throws IOException {
    assertEquals(
        List.of(
            "jobs.yaml:4: expected an output of its own for each job, found 'a' a second time"
                + " (first by jobs.yaml:3); give one of them another 'name:' in a job file"),
        problems(
            2,
            write(
                "jobs.yaml", "defaults: {calibration: DATA}\nmodels:\n - a.onnx\n - ./a.onnx\n")));
  }

  @Test
  void namesThatDifferInCaseOnlyAreOneOutput() throws IOException {
    assertTrue(
        problems(
                2,
                write(
                    "jobs.yaml",
                    "defaults: {calibration: DATA}\n"
                        + "models: [a.onnx, {model: b.onnx, name: A}]"))
            .get(0)
            .contains("'A' a second time"));
  }

  @Test
  void aCycleOfIncludesIsShownAsAWhole() throws IOException {
    write("b.yaml", "include: c.yaml\n");
    write("c.yaml", "include:\n  - a.yaml\n");
    assertEquals(
        "c.yaml:2: expected job files that include others, found a cycle: a.yaml → b.yaml →"
            + " c.yaml → a.yaml; break it",
        problems(
                2,
                write("a.yaml", "include: b.yaml\ndefaults: {calibration: DATA}\nmodels: [a.onnx]"))
            .get(0));
  }

  @Test
  void everythingIsToldAtOnce() throws IOException {
    write("more.yaml", "defaults: {readuot: logits}\n");
    List<String> problems =
        problems(
            2,
            write(
                "jobs.yaml",
                """
                include: [more.yaml, missing.yaml]
                defaults:
                  calibration: DATA
                  timestep: 8
                  neuron: iff
                modles: []
                models:
                  - missing.onnx
                  - model: a.onnx
                    timesteps: [8, zero]
                    samples: 0
                  - model: b.onnx
                    neuron: lif
                  - name: nothing
                  - model: b.onnx
                    name: other
                    neuron: if
                    calibration: nowhere.npy
                    max-drop: 1
                    samples: 5
                    samples: 6
                """));
    List<String> expected =
        List.of(
            "more.yaml:1: expected a key of an option, found 'readuot'; did you mean 'readout'?",
            "jobs.yaml:6: expected a key of a job file, found 'modles'; did you mean 'models'?",
            "jobs.yaml:4: expected a key of an option, found 'timestep'; did you mean 'timesteps'?",
            "jobs.yaml:5: Invalid value for option '--neuron': expected one of if, lif,"
                + " signed-if, burst-if, signed-burst-if, sigma-delta, found 'iff'",
            "jobs.yaml:10: Invalid value for option '--timesteps': expected a whole number"
                + " from 1 to 100000, found 'zero'",
            "jobs.yaml:11: Invalid value for option '--samples': expected a whole number from 1 to"
                + " 2147483647, found '0'",
            "jobs.yaml:14: expected the path of a model, found none; add 'model: FILE.onnx'",
            "jobs.yaml:21: expected 'samples' once, found it a second time (first at"
                + " jobs.yaml:20); leave one out",
            "jobs.yaml:12: --neuron lif: expected --tau above 1 timestep, found none; give for"
                + " example --tau 20",
            "jobs.yaml:15: --max-drop: expected --preset auto, found --preset low-latency; leave"
                + " it out or add --preset auto",
            "jobs.yaml:1: missing.yaml: expected a job file, found no such file; check the path",
            "jobs.yaml:8: missing.onnx: expected a model, found no such file; check the path or"
                + " the pattern");
    for (String line : expected) {
      assertTrue(problems.contains(line), line + "\nnot among\n" + String.join("\n", problems));
    }
    assertEquals(expected.size(), problems.size(), String.join("\n", problems));
  }

  @Test
  void filesThatCannotBeReadHaveTheirOwnExitCode() throws IOException {
    Path jobs =
        write(
            "jobs.yaml",
            "models:\n"
                + "  - {model: a.onnx, calibration: nowhere.npy}\n"
                + "  - {model: gone.onnx, calibration: nowhere.npy}\n");
    assertEquals(
        List.of(
            "jobs.yaml:2: nowhere.npy: expected data, found no such file; check the path",
            "jobs.yaml:3: gone.onnx: expected a model, found no such file; check the path or the"
                + " pattern",
            "jobs.yaml:3: nowhere.npy: expected data, found no such file; check the path"),
        problems(4, jobs));
  }

  @Test
  void aDiagnosisNeedsTestImages() throws IOException {
    Path jobs =
        write("jobs.yaml", "defaults: {calibration: DATA, diagnose: true}\nmodels: [a.onnx]");
    assertEquals(
        List.of(
            "jobs.yaml:2: --diagnose: expected test images to use it for, found none; add --data,"
                + " or leave it out"),
        problems(2, jobs));
  }

  @Test
  void aFormatIsOneOfThoseOfExport() throws IOException {
    String head = "defaults: {calibration: DATA}\nmodels: [{model: a.onnx, format: ";
    assertEquals(
        List.of(
            "jobs.yaml:2: --format: expected snn, snn.json, nir or onnx, found 'h5'; use one of"
                + " them"),
        problems(2, write("jobs.yaml", head + "h5}]")));
    List<Job> jobs = plan(write("jobs.yaml", head + "[snn, snn.json, nir, onnx]}]"));
    assertEquals(
        List.of("a-snn.snn", "a-snn.json.snn.json", "a-nir.nir", "a-onnx.onnx"),
        jobs.stream().map(Job::modelFile).toList());
  }

  /** Told with everything else that is wrong, before anything is replaced. */
  @Test
  void noResultTakesAnInputsPlace() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Files.copy(folder.resolve("b.onnx"), sub.resolve("c.onnx"));
    Files.copy(Fixtures.CALIBRATION, folder.resolve("summary.json"));
    Path jobs =
        write(
            "jobs.yaml",
            """
            defaults: {calibration: DATA, format: onnx}
            models:
              - a.onnx
              - {model: b.onnx, name: other}
              - {model: sub/c.onnx, name: b}
              - {model: b.onnx, name: third, format: snn, data: summary.json}
              - {model: gone.onnx}
            """);
    byte[] before = Files.readAllBytes(folder.resolve("a.onnx"));
    Cli.Result result = Cli.run("batch", jobs, "--out", link);
    assertEquals(2, result.code(), result.err());
    String[] expected = {
      "jobs.yaml:3: expected results that take no input's place, found '" + link + "/a.onnx'",
      "jobs.yaml:5: expected results that take no input's place, found '" + link + "/b.onnx'",
      "gone.onnx: expected a model, found no such file",
    };
    for (String line : expected) {
      assertTrue(result.err().contains(line), line + "\nnot in\n" + result.err());
    }
    assertFalse(result.err().contains("jobs.yaml:4"), result.err());
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("a.onnx")));
    assertFalse(Files.exists(folder.resolve(".spikeport")), "nothing has run");
  }

  @Test
  void theFilesOfTheWholeRunTakeNoInputsPlaceEither() throws IOException {
    Path labels = Files.writeString(folder.resolve("summary.csv"), "1\n".repeat(10_000));
    Cli.Result result =
        Cli.run(
            "batch",
            folder.resolve("a.onnx"),
            "--calibration",
            Fixtures.CALIBRATION,
            "--data",
            Fixtures.TEST_IMAGES,
            "--labels",
            labels,
            "--out",
            folder);
    assertEquals(2, result.code(), result.err());
    assertEquals(
        "spikeport: --out: expected results that take no input's place, found '"
            + labels
            + "', which is an input, to be replaced by a result; choose another folder for the"
            + " results",
        result.err().strip());
  }

  @Test
  void noCalibrationNoOutNoModels() throws IOException {
    assertTrue(
        problems(2, write("jobs.yaml", "models: [a.onnx]"))
            .get(0)
            .startsWith("jobs.yaml:1: expected calibration images, found none"));
    assertTrue(
        problems(2, write("none.yaml", "defaults: {calibration: DATA}"))
            .get(0)
            .startsWith("batch: expected models to convert, found none"));
    Cli.Result result =
        Cli.run("batch", folder.resolve("a.onnx"), "--calibration", Fixtures.CALIBRATION);
    assertEquals(2, result.code());
    assertTrue(result.err().contains("--out: expected a folder for the results"), result.err());
  }

  @Test
  void whatIsNoJobFileAtAll() throws IOException {
    assertEquals(
        List.of(
            "jobs.yaml:2: expected YAML, found mapping values are not allowed here; correct it"),
        problems(2, write("jobs.yaml", "models: [a.onnx]\nout: x: y")).subList(0, 1));
    assertTrue(problems(2, write("list.yaml", "- a.onnx")).get(0).contains("found a list"));
    assertTrue(problems(2, write("empty.yaml", "")).get(0).contains("an empty file"));
    assertTrue(
        problems(2, write("deep.yaml", "models: " + "[".repeat(100_000)))
            .get(0)
            .startsWith("deep.yaml"));
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0x00});
    assertTrue(problems(4, binary).get(0).contains("a text in UTF-8"));
    Path large = Files.writeString(folder.resolve("large.yaml"), "# " + "x".repeat(1 << 20));
    assertTrue(problems(4, large).get(0).contains("a job file of at most 1048576 bytes"));
  }

  /** Each alias doubles what it stands for; followed to the end it would be 2³⁰ models. */
  @Test
  void aBombOfAliasesIsDefused() throws IOException {
    StringBuilder bomb = new StringBuilder("defaults: {calibration: DATA}\nmodels:\n - &a0 [x]\n");
    for (int i = 1; i <= 30; i++) {
      bomb.append(" - &a").append(i).append(" [*a").append(i - 1).append(", *a").append(i - 1);
      bomb.append("]\n");
    }
    assertTrue(problems(2, write("bomb.yaml", bomb.toString())).get(0).startsWith("bomb.yaml"));
  }

  @Test
  void aGridOfTooManyJobsIsRefused() throws IOException {
    StringBuilder steps = new StringBuilder("1");
    for (int t = 2; t <= 101; t++) {
      steps.append(", ").append(t);
    }
    String file =
        "defaults: {calibration: DATA, tune: [none]}\nmodels: [{model: a.onnx, timesteps: ["
            + steps
            + "], samples: ["
            + steps
            + "]}]";
    assertTrue(
        problems(2, write("jobs.yaml", file)).stream()
            .anyMatch(line -> line.contains("expected at most 10000 jobs")));
  }

  @Test
  void aJobHasNothingOfTheJobReadBefore() {
    Map<String, List<String>> bare = Map.of("calibration", List.of("x.npy"));
    JobOptionTable table = new JobOptionTable();
    table.read(
        Map.ofEntries(
            Map.entry("calibration", List.of("y.npy")),
            Map.entry("preset", List.of("auto")),
            Map.entry("timesteps", List.of("3")),
            Map.entry("max-drop", List.of("1")),
            Map.entry("calibration-labels", List.of("l.npy")),
            Map.entry("data", List.of("z.npy")),
            Map.entry("test-samples", List.of("2")),
            Map.entry("samples", List.of("2")),
            Map.entry("neuron", List.of("lif")),
            Map.entry("tau", List.of("2")),
            Map.entry("decay-input", List.of("true")),
            Map.entry("mean", List.of("1", "2", "3")),
            Map.entry("resize", List.of("3x4"))));
    table.read(Map.of("calibration", List.of("y.npy"), "tune", List.of("none")));
    assertEquals(new JobOptionTable().read(bare), table.read(bare));
  }

  @Test
  void everyOptionOfConvertIsAnOptionOfAJob() {
    var convert = new Commands(new Terminal(System.out, System.err, false)).all();
    var ofConvert = convert.getSubcommands().get("convert").getCommandSpec().options();
    var ofJobs = new JobOptionTable().options().keySet();
    for (var option : ofConvert) {
      String name = option.longestName().replaceFirst("--", "");
      // A job's .onnx file is always one timestep: other forms are for `spikeport export`.
      boolean ofTheProgram =
          List.of("help", "version", "json", "stacktrace", "verbose", "out", "loop", "unrolled")
              .contains(name);
      assertTrue(ofTheProgram || ofJobs.contains(name), name);
    }
  }
}
