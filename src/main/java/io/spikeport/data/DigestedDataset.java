package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A data set that digests its samples as they are read in order, so that it costs no second
 * reading: SHA-256 over the values as float32, little-endian, sample after sample. What is read
 * again, or ahead of its turn, is not digested.
 */
public final class DigestedDataset implements Dataset {

  private final Dataset data;
  private final MessageDigest digest = sha256Digest();
  private int next;

  public DigestedDataset(Dataset data) {
    this.data = data;
  }

  @Override
  public void read(int first, int count, float[] target) {
    data.read(first, count, target);
    digest(first, count, target);
  }

  private synchronized void digest(int first, int count, float[] values) {
    int skipped = next - first;
    if (skipped >= 0 && skipped < count) {
      int size = sampleShape().size();
      ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int n = skipped; n < count; n++) {
        bytes.clear().asFloatBuffer().put(values, n * size, size);
        digest.update(bytes.array());
      }
      next = first + count;
    }
  }

  /**
   * The digest of all samples, lower-case hexadecimal; reads those that nobody has read in order.
   */
  public synchronized String sha256() {
    float[] sample = new float[sampleShape().size()];
    while (next < size()) {
      read(next, 1, sample);
    }
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest of classes: SHA-256 over int32, little-endian, lower-case hexadecimal. */
  public static String sha256(List<Integer> classes) {
    ByteBuffer bytes =
        ByteBuffer.allocate(classes.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    classes.forEach(bytes::putInt);
    return HexFormat.of().formatHex(sha256Digest().digest(bytes.array()));
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape sampleShape() {
    return data.sampleShape();
  }

  @Override
  public String source() {
    return data.source();
  }

  @Override
  public Optional<Labels> labels() {
    return data.labels();
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public Dataset whole() {
    return data.whole();
  }
}
