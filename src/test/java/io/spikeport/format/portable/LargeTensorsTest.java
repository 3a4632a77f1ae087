package io.spikeport.format.portable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import io.spikeport.format.Fixtures;
import io.spikeport.proto.Snn;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.SpikingModel;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** What is written past the message is what the message would have held. */
class LargeTensorsTest {

  /** So few elements that the fixture has tensors beyond. */
  private static final int FEW = 1 << 14;

  @Test
  void theSameBytes() throws Exception {
    SpikingModel model =
        Fixtures.spiking("mnist-cnn-maxpool", "max", MaxPooling.SPIKES, Scalers.FOLDED);
    byte[] expected = ModelEncoder.encode(model).toByteArray();
    LargeTensors tensors = new LargeTensors(FEW);
    Snn.SpikingModel lean = ModelEncoder.encode(model, tensors);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    tensors.write(lean, written);

    assertEquals(expected.length, tensors.size(lean));
    assertEquals(0, lean.getSerializedSize() * 10L / expected.length, "kept out: most of it");
    assertArrayEquals(expected, written.toByteArray());
    assertEquals(model, PortableFormat.BINARY.fromBytes(PortableFormat.BINARY.toBytes(model)));
    assertEquals(
        ModelEncoder.encode(model),
        Snn.SpikingModel.parseFrom(CodedInputStream.newInstance(written.toByteArray())));
  }

  @Test
  void aSmallModelStaysInItsMessage() throws Exception {
    SpikingModel model =
        Fixtures.spiking("mnist-cnn-maxpool", "max", MaxPooling.SPIKES, Scalers.FOLDED);
    LargeTensors tensors = new LargeTensors();

    assertEquals(ModelEncoder.encode(model), ModelEncoder.encode(model, tensors));
  }
}
