package io.spikeport.benchmark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a contestant says and hears, as {@code pytorch_reference.py --serve} does. */
final class Serving {

  private Serving() {}

  /** Something that takes images. */
  interface Work {
    void run(int images) throws Exception;
  }

  static double seconds(Work work, int images) throws Exception {
    long start = System.nanoTime();
    work.run(images);
    return (System.nanoTime() - start) / 1e9;
  }

  static void serve(int batch, Work work) throws Exception {
    System.out.println("ready " + batch);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(seconds(work, Integer.parseInt(line)));
    }
  }
}
