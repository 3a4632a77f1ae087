package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.spikeport.Fixtures;
import io.spikeport.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DigestedDatasetTest {

  private static final int IMAGES = 7;

  private final Dataset data = Fixtures.testImages().first(IMAGES);
  private final int size = data.sampleShape().size();

  private String expected() throws Exception {
    float[] all = new float[IMAGES * size];
    data.read(0, IMAGES, all);
    ByteBuffer bytes = ByteBuffer.allocate(4 * all.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(all);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }

  @Test
  void doesNotDependOnHowItIsRead() throws Exception {
    DigestedDataset unread = new DigestedDataset(data);
    DigestedDataset inPieces = new DigestedDataset(data);
    float[] target = new float[IMAGES * size];
    inPieces.read(0, 3, target);
    inPieces.read(5, 1, target); // ahead of its turn
    inPieces.read(1, 4, target); // partly again
    inPieces.read(5, 2, target);
    inPieces.read(0, IMAGES, target);
    assertEquals(expected(), unread.sha256());
    assertEquals(expected(), inPieces.sha256());
    assertEquals(expected(), inPieces.sha256(), "asked for again");
  }

  @Test
  void whatSeveralThreadsHaveReadIsNotReadAgain() throws Exception {
    AtomicInteger read = new AtomicInteger();
    DigestedDataset counted = new DigestedDataset(new Counted(data, read));
    float[] target = new float[IMAGES * size];
    counted.read(5, 2, target);
    counted.read(2, 3, target);
    counted.read(0, 2, target);
    assertEquals(IMAGES, read.get());
    assertEquals(expected(), counted.sha256());
    assertEquals(IMAGES, read.get());
  }

  /** Counts the samples that are read. */
  private record Counted(Dataset data, AtomicInteger read) implements Dataset {

    @Override
    public int size() {
      return data.size();
    }

    @Override
    public Shape sampleShape() {
      return data.sampleShape();
    }

    @Override
    public void read(int first, int count, float[] target) {
      read.addAndGet(count);
      data.read(first, count, target);
    }

    @Override
    public String source() {
      return data.source();
    }
  }

  @Test
  void tellsClassesApart() {
    assertNotEquals(DigestedDataset.sha256(List.of(1, 2)), DigestedDataset.sha256(List.of(2, 1)));
  }
}
