package io.spikeport.conversion;

import io.spikeport.onnx.ImportedModel;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.snn.Coding;

/** The trained network with the layers that a spiking model's neurons stand for. */
public final class ConvertedReference {

  private ConvertedReference() {}

  /**
   * An imported network as a conversion rewrites it before it puts in neurons.
   *
   * @param coding of the spiking model
   */
  public static ImportedModel of(ImportedModel imported, Coding coding) {
    boolean rate = coding == Coding.RATE;
    ImportedModel exact = imported.withGraph(Rewriting.forCoding(imported.graph(), rate));
    return rate ? exact.withGraph(Rewriting.withoutQuantization(exact.graph())) : exact;
  }
}
