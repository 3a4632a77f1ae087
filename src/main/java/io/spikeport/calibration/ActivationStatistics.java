package io.spikeport.calibration;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Activations of all ReLUs over one calibration set. Statistics of parts of a set can be measured
 * apart, written, read elsewhere and merged: the result is, bit for bit, that of the whole set.
 *
 * @param layers one entry per ReLU, in topological order
 * @param samples number of images
 */
public record ActivationStatistics(List<LayerActivations> layers, int samples) {

  /** Begins every file; its last digit is the form's version. */
  private static final long MAGIC = 0x53504b5354415432L; // SPKSTAT2

  /** Bounds what a damaged file can make a reader allocate. */
  private static final int MOST_LAYERS = 1 << 16;

  private static final int MOST_CHANNELS = 1 << 20;

  public ActivationStatistics {
    layers = List.copyOf(layers);
  }

  /**
   * Statistics of these images and others together.
   *
   * @throws IllegalArgumentException if the others are of other layers or another granularity
   */
  public ActivationStatistics merge(ActivationStatistics others) {
    if (layers.size() != others.layers.size()) {
      throw new IllegalArgumentException(layers.size() + " and " + others.layers.size());
    }
    List<LayerActivations> merged = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      merged.add(layers.get(i).merge(others.layers.get(i)));
    }
    return new ActivationStatistics(merged, Math.addExact(samples, others.samples));
  }

  /** Writes these statistics, packed; the same statistics give the same bytes. */
  public void write(OutputStream target) throws IOException {
    GZIPOutputStream packed = new GZIPOutputStream(target, 1 << 16);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(packed, 1 << 16));
    out.writeLong(MAGIC);
    out.writeInt(samples);
    out.writeInt(layers.size());
    for (LayerActivations layer : layers) {
      out.writeUTF(layer.layer());
      out.writeInt(layer.histograms().size());
      for (Histogram histogram : layer.histograms()) {
        histogram.write(out);
      }
    }
    out.flush();
    packed.finish();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is cut short, damaged, or something else
   */
  public static ActivationStatistics read(InputStream source) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(new GZIPInputStream(source, 1 << 16), 1 << 16));
    require(in.readLong() == MAGIC, "no activation statistics");
    int samples = in.readInt();
    int count = in.readInt();
    require(samples >= 1 && count >= 0 && count <= MOST_LAYERS, "impossible counts");
    List<LayerActivations> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String layer = in.readUTF();
      int channels = in.readInt();
      require(channels >= 1 && channels <= MOST_CHANNELS, channels + " histograms");
      List<Histogram> histograms = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        histograms.add(Histogram.read(in));
      }
      layers.add(new LayerActivations(layer, histograms));
    }
    // Reading on to the end is what checks the packed stream's checksum.
    require(in.read() < 0, "bytes after the statistics");
    return new ActivationStatistics(layers, samples);
  }

  private static void require(boolean holds, String message) throws StreamCorruptedException {
    if (!holds) {
      throw new StreamCorruptedException(message);
    }
  }
}
