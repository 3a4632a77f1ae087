package io.spikeport.benchmark;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The speed of one network's simulation: every contestant a process of its own, all alive from
 * first to last, measured one after the other in every round. Ratios are taken within a round.
 */
final class Contest {

  private static final String TORCH = "PyTorch";
  private static final String SPIKINGJELLY = "SpikingJelly";
  private static final String ND4J = "Spikeport, ND4J engine";
  private static final String ONNXRUNTIME = "Spikeport, ONNX Runtime engine";
  private static final String ONE_THREAD = "Spikeport, ND4J engine, 1 thread";
  private static final String PLAIN = "trained network in ONNX Runtime";

  /** A whole number for each thread, and one batch of the ONNX Runtime engine for each of two. */
  private static final int ENGINE_BATCH = 16;

  private final Subject subject;
  private final int rounds;

  /** What a measurement should take; before the first one, each contestant works five times it. */
  private final double seconds;

  private final Map<String, Contestant> contestants = new LinkedHashMap<>();
  private final Map<String, Series> rates = new LinkedHashMap<>();

  private Contest(Subject subject, int rounds, double seconds) {
    this.subject = subject;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /**
   * Holds a contest.
   *
   * @param spikingJelly folder of SpikingJelly's package, if its own code is to run
   * @return the table
   */
  static List<String> hold(
      Subject subject, int rounds, double seconds, int threads, Optional<String> spikingJelly)
      throws Exception {
    subject.prepare();
    Contest contest = new Contest(subject, rounds, seconds);
    try {
      contest.start(threads, spikingJelly);
      contest.measure();
      return contest.table();
    } finally {
      for (Contestant contestant : contest.contestants.values()) {
        contestant.close();
      }
    }
  }

  private void start(int threads, Optional<String> spikingJelly) throws IOException {
    contestants.put(TORCH, Contestant.python(subject, threads));
    if (spikingJelly.isPresent()) {
      contestants.put(
          SPIKINGJELLY, Contestant.python(subject, threads, "--spikingjelly", spikingJelly.get()));
    }
    contestants.put(ND4J, Contestant.engine("ND4J", subject, threads));
    contestants.put(ONNXRUNTIME, Contestant.engine("ONNXRUNTIME", subject, threads));
    contestants.put(ONE_THREAD, Contestant.engine("ND4J", subject, 1));
    contestants.put(PLAIN, Contestant.plainJava(PlainServer.class, subject, threads));
  }

  private void measure() throws IOException {
    Map<String, Integer> images = new LinkedHashMap<>();
    for (var entry : contestants.entrySet()) {
      images.put(entry.getKey(), warmUp(entry.getKey(), entry.getValue()));
      rates.put(entry.getKey(), new Series(new double[rounds]));
    }
    for (int round = 0; round < rounds; round++) {
      for (var entry : contestants.entrySet()) {
        int count = images.get(entry.getKey());
        int timesteps = entry.getKey().equals(PLAIN) ? 1 : subject.timesteps();
        double rate = count * timesteps / entry.getValue().seconds(count);
        rates.get(entry.getKey()).values()[round] = rate;
      }
    }
  }

  /** Yields the number of images that take the time of a measurement. */
  private int warmUp(String name, Contestant contestant) throws IOException {
    int batch = isEngine(name) ? ENGINE_BATCH : contestant.batch();
    int images = batch;
    double worked = 0;
    while (true) {
      double took = contestant.seconds(images);
      worked += took;
      int fitting = (int) Math.ceil(images * seconds / took / batch) * batch;
      images = Math.max(batch, Math.min(fitting, 4 * images));
      if (worked >= 5 * seconds) {
        System.err.println(subject.title() + ", " + name + ": " + images + " images in " + took);
        return images;
      }
    }
  }

  private static boolean isEngine(String name) {
    return List.of(ND4J, ONNXRUNTIME, ONE_THREAD).contains(name);
  }

  private List<String> table() {
    Series best = rates.get(ND4J).orMore(rates.get(ONNXRUNTIME));
    StringBuilder text = new StringBuilder();
    line(text, "| what | image-timesteps/s (trained network: images/s) | batch |");
    line(text, "|---|---|---|");
    contestants.forEach(
        (name, contestant) ->
            line(
                text,
                "| %s | %s | %s |",
                name,
                rates.get(name).text(rates.get(name).median() < 100 ? ".1f" : ".0f"),
                isEngine(name) ? "" : contestant.batch()));
    line(text, "");
    line(text, "| ratio | measured |");
    line(text, "|---|---|");
    for (String other : List.of(TORCH, SPIKINGJELLY)) {
      if (rates.containsKey(other)) {
        line(text, "| best engine ÷ %s | %s |", other, best.over(rates.get(other)).text(".2f"));
      }
    }
    line(
        text,
        "| timestep of the best engine ÷ trained network | %s |",
        rates.get(PLAIN).over(best).text(".2f"));
    line(
        text,
        "| ND4J engine, threads as given ÷ 1 thread | %s |",
        rates.get(ND4J).over(rates.get(ONE_THREAD)).text(".2f"));
    line(text, "");
    return text.toString().lines().toList();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
