package io.spikeport.data;

import io.spikeport.data.image.Geometry;
import io.spikeport.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A data set that several readers share: whatever one has read and decoded is kept for the others,
 * so each sample is read from its file once. Memory grows to {@code 4 · size · sample} bytes.
 */
public final class SharedDataset implements Dataset {

  /** Samples that are read together. */
  private static final int BLOCK = 64;

  private final Dataset source;
  private final long most;
  private final Map<Integer, float[]> blocks = new ConcurrentHashMap<>();
  private final Map<Form, SharedDataset> forms = new ConcurrentHashMap<>();

  /** A form in which some network wants the samples. */
  private record Form(Shape shape, Geometry geometry) {}

  /**
   * @param most bytes up to which the samples are kept, in each form in which networks want them
   */
  public SharedDataset(Dataset source, long most) {
    this.source = Objects.requireNonNull(source);
    this.most = most;
  }

  @Override
  public Dataset fitted(Fit fit) {
    Dataset fitted = source.fitted(fit);
    if (fitted == source) {
      return this;
    }
    return bytes(fitted) > most
        ? fitted
        : forms.computeIfAbsent(
            new Form(fitted.sampleShape(), fit.geometry()), any -> new SharedDataset(fitted, most));
  }

  /** Bytes that all samples take once they are read. */
  public static long bytes(Dataset data) {
    return (long) data.size() * data.sampleShape().size() * Float.BYTES;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Shape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public void read(int first, int count, float[] target) {
    int sample = sampleShape().size();
    for (int done = 0; done < count; ) {
      int index = first + done;
      float[] block = blocks.computeIfAbsent(index / BLOCK, this::load);
      int within = index % BLOCK;
      int here = Math.min(count - done, block.length / sample - within);
      System.arraycopy(block, within * sample, target, done * sample, here * sample);
      done += here;
    }
  }

  private float[] load(int block) {
    int first = block * BLOCK;
    int count = Math.min(BLOCK, size() - first);
    float[] values = new float[Math.multiplyExact(count, sampleShape().size())];
    source.read(first, count, values);
    return values;
  }

  @Override
  public String source() {
    return source.source();
  }

  @Override
  public Optional<Labels> labels() {
    return source.labels();
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }
}
