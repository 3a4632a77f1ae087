package io.spikeport.format.portable;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;

/** Version of the portable format; the rules are in {@code proto/spiking_model.proto}. */
record FormatVersion(int major, int minor) {

  /** What this program writes, and the newest that it fully understands. */
  static final FormatVersion CURRENT = new FormatVersion(1, 0);

  /** Whether a file of this version may hold fields that this program does not know. */
  boolean mayHoldUnknownFields() {
    return minor > CURRENT.minor;
  }

  /**
   * @throws ModelException if this program cannot read files of this version
   */
  void requireReadable() {
    if (major != CURRENT.major || minor < 0) {
      throw new ModelException(
          Problem.mismatch(
              "version",
              "format version " + CURRENT.major + " (the one this program reads)",
              "version " + this,
              major > CURRENT.major
                  ? "install a newer Spikeport, or convert the model again with this one"
                  : "convert the model again"));
    }
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
