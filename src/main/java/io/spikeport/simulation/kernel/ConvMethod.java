package io.spikeport.simulation.kernel;

import io.spikeport.graph.Conv;
import io.spikeport.tensor.Shape;

/** The ways to compute a convolution; decision 0015 has the figures behind the choice. */
public enum ConvMethod {
  /** {@link ConvKernel}. */
  ONEDNN,

  /** {@link WinogradKernel}. */
  WINOGRAD,

  /** {@link PatchKernel}. */
  PATCHES;

  /** Positions of the output up to which patches are faster than oneDNN. */
  private static final int FEW_POSITIONS = 49;

  /**
   * The fastest way, which depends on nothing but the convolution.
   *
   * @param out shape of one sample of the output
   * @param timed whether it is computed in every timestep; what is computed once is not worth
   *     weights of another form
   */
  public static ConvMethod of(Conv op, Shape out, boolean timed) {
    if (timed && WinogradKernel.suits(op)) {
      return WINOGRAD;
    }
    return timed && op.groups() == 1 && out.stride(0) <= FEW_POSITIONS ? PATCHES : ONEDNN;
  }
}
