package io.spikeport.graph;

import java.util.Arrays;

/** A serialized ONNX model; immutable. */
public final class OnnxBytes {

  private final byte[] bytes;

  /** Copies the bytes. */
  public OnnxBytes(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OnnxBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "OnnxBytes[" + bytes.length + "]";
  }
}
