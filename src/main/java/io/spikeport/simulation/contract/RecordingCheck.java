package io.spikeport.simulation.contract;

import io.spikeport.error.Problem;
import io.spikeport.error.UsageException;
import io.spikeport.graph.Graph;
import io.spikeport.graph.Neuron;
import java.util.Set;

/** Checks that a graph has what is to be recorded. */
public final class RecordingCheck {

  private RecordingCheck() {}

  public static void check(Graph graph, Recording recording) {
    recording.means().forEach(name -> value(graph, name));
    recording.trains().forEach(name -> value(graph, name));
    neurons(graph, recording.potentials());
    neurons(graph, recording.spikeCounts());
  }

  private static void value(Graph graph, String name) {
    if (!graph.hasNode(name) && !name.equals(graph.input().name())) {
      throw missing(name, "the name of a node");
    }
  }

  private static void neurons(Graph graph, Set<String> names) {
    for (String name : names) {
      if (!graph.hasNode(name) || !(graph.node(name).op() instanceof Neuron)) {
        throw missing(name, "the name of a neuron layer");
      }
    }
  }

  private static UsageException missing(String name, String expected) {
    return new UsageException(Problem.mismatch("recording", expected, "'" + name + "'", ""));
  }
}
