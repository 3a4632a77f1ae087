package io.spikeport.cli;

import io.spikeport.snn.Preprocessing;

/** What several commands say in the same words. */
final class Words {

  private Words() {}

  static String of(Preprocessing preprocessing) {
    return preprocessing.equals(Preprocessing.NONE)
        ? "none"
        : "scale "
            + preprocessing.scale()
            + ", mean "
            + preprocessing.mean()
            + ", standard deviation "
            + preprocessing.std();
  }
}
