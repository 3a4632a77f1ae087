package io.spikeport.format.portable;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.JsonTree;
import io.spikeport.proto.Snn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The canonical JSON form of the message, in UTF-8, as protobuf defines it. */
final class JsonForm {

  private JsonForm() {}

  static void write(Snn.SpikingModel message, OutputStream out) throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    JsonFormat.printer().appendTo(message, writer);
    writer.write('\n');
    writer.flush();
  }

  /**
   * @throws ModelException if the bytes are no JSON, no spiking model, or of a version that this
   *     program does not read
   */
  static Snn.SpikingModel parse(byte[] bytes) {
    try {
      FormatVersion version = JsonScan.scan(reader(bytes));
      JsonFormat.Parser parser = JsonFormat.parser();
      if (version.mayHoldUnknownFields()) {
        parser = parser.ignoringUnknownFields();
      }
      Snn.SpikingModel.Builder message = Snn.SpikingModel.newBuilder();
      parser.merge(reader(bytes), message);
      return message.build();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw malformed("values that fit their fields", "others", e);
    } catch (CharacterCodingException e) {
      throw malformed("text in UTF-8", "other bytes", e);
    } catch (IOException e) {
      throw malformed("well-formed JSON", JsonTree.fault(e), e);
    }
  }

  private static Reader reader(byte[] bytes) {
    return new InputStreamReader(
        new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
  }

  private static ModelException malformed(String expected, String found, Exception cause) {
    return new ModelException(
        Problem.mismatch("", expected, found, "mend the file or convert the model again"), cause);
  }
}
