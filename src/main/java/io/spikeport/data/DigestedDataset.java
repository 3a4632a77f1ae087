package io.spikeport.data;

import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A data set that digests its samples as they are read, so that it costs no second reading: SHA-256
 * over the values as float32, little-endian, sample after sample. What is read ahead of its turn,
 * as several threads do, is kept until its turn comes; what is read again is not digested.
 */
public final class DigestedDataset implements Dataset {

  /** Values that are kept at most, 64 MiB of them; samples beyond are read again. */
  private static final int MOST_AHEAD = 1 << 24;

  private final Dataset data;
  private final NavigableMap<Integer, float[]> ahead = new TreeMap<>();
  private int valuesAhead;
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
    if (first > next) {
      keep(first, count * sampleShape().size(), values);
      return;
    }
    take(first, count, values);
    while (!ahead.isEmpty() && ahead.firstKey() <= next) {
      Map.Entry<Integer, float[]> kept = ahead.pollFirstEntry();
      valuesAhead -= kept.getValue().length;
      take(kept.getKey(), kept.getValue().length / sampleShape().size(), kept.getValue());
    }
  }

  private void keep(int first, int number, float[] values) {
    if (number <= MOST_AHEAD - valuesAhead && !ahead.containsKey(first)) {
      ahead.put(first, Arrays.copyOf(values, number));
      valuesAhead += number;
    }
  }

  /** Digests those of some samples whose turn it is; the first is not ahead of it. */
  private void take(int first, int count, float[] values) {
    int size = sampleShape().size();
    ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (; next < first + count; next++) {
      bytes.clear().asFloatBuffer().put(values, (next - first) * size, size);
      digest.update(bytes.array());
    }
  }

  /** The digest of all samples, lower-case hexadecimal; reads those that are missing. */
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

  /** These samples, which must fit as they are, so that what is read is digested. */
  @Override
  public Dataset fitted(Fit fit) {
    Dataset fitted = data.fitted(fit);
    return fitted == data || fitted.sampleShape().equals(sampleShape()) ? this : fitted;
  }

  @Override
  public Dataset whole() {
    return data.whole();
  }

  @Override
  public int position(int sample) {
    return data.position(sample);
  }
}
