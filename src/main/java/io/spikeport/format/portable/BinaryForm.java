package io.spikeport.format.portable;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.proto.Snn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * The binary form: a message that begins with the format's name and ends with the CRC-32 of all
 * that is before it. So a file that is cut short, damaged or followed by something else is told
 * from a good one, which a bare protobuf message does not allow.
 */
final class BinaryForm {

  private static final byte[] PREFIX = prefix();
  private static final int CRC_TAG =
      Snn.SpikingModel.CRC32_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED32;
  private static final int TRAILER = 1 + Integer.BYTES;

  private BinaryForm() {}

  private static byte[] prefix() {
    byte[] name = ModelEncoder.FORMAT.getBytes(StandardCharsets.US_ASCII);
    byte[] prefix = new byte[name.length + 2];
    prefix[0] = Snn.SpikingModel.FORMAT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    prefix[1] = (byte) name.length;
    System.arraycopy(name, 0, prefix, 2, name.length);
    return prefix;
  }

  /**
   * @param tensors what was kept out of the message
   */
  static void write(Snn.SpikingModel message, LargeTensors tensors, OutputStream out)
      throws IOException {
    CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32());
    tensors.write(message, checked);
    out.write(
        ByteBuffer.allocate(TRAILER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) CRC_TAG)
            .putInt((int) checked.getChecksum().getValue())
            .array());
  }

  /**
   * @throws ModelException if the bytes are no spiking model, of a version that this program does
   *     not read, cut short, damaged, or followed by something else
   */
  static Snn.SpikingModel parse(byte[] bytes) {
    requirePrefix(bytes);
    try {
      requireFrame(bytes);
      return Snn.SpikingModel.parseFrom(CodedInputStream.newInstance(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw damaged("a well-formed message", e.getMessage(), e);
    } catch (IOException e) {
      throw new AssertionError("reading from memory", e);
    }
  }

  private static void requirePrefix(byte[] bytes) {
    int length = Math.min(PREFIX.length, bytes.length);
    if (bytes.length == 0 || !Arrays.equals(bytes, 0, length, PREFIX, 0, length)) {
      throw new ModelException(
          Problem.mismatch(
              "",
              "a spiking model (.snn)",
              bytes.length == 0 ? "an empty file" : found(bytes),
              "give a file that 'spikeport convert' wrote"));
    }
  }

  private static String found(byte[] bytes) {
    if (bytes[0] == '{') {
      return "what looks like JSON, whose name must end in .snn.json";
    }
    return "something else: it does not begin with \"" + ModelEncoder.FORMAT + "\"";
  }

  /** Walks over the outermost fields, each of which may occur once, up to the checksum. */
  private static void requireFrame(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    Set<Integer> seen = new HashSet<>();
    while (!in.isAtEnd()) {
      int start = in.getTotalBytesRead();
      int number = 0;
      try {
        int tag = in.readTag();
        number = WireFormat.getTagFieldNumber(tag);
        if (tag == CRC_TAG) {
          requireChecksum(bytes, start, in.readFixed32());
          return;
        }
        if (number == Snn.SpikingModel.VERSION_FIELD_NUMBER) {
          requireVersion(in.readByteArray());
        } else {
          in.skipField(tag);
        }
      } catch (InvalidProtocolBufferException e) {
        throw damaged(
            "a whole file",
            "a fault in the field at byte " + start + " of " + bytes.length + " (cut short?)",
            e);
      }
      if (!seen.add(number)) {
        throw damaged("every field once", "field " + number + " again at byte " + start, null);
      }
    }
    throw damaged(
        "a checksum at the end",
        "the end of the file at byte " + bytes.length + " (cut short?)",
        null);
  }

  private static void requireVersion(byte[] message) throws InvalidProtocolBufferException {
    Snn.Version version = Snn.Version.parseFrom(message);
    new FormatVersion(version.getMajor(), version.getMinor()).requireReadable();
  }

  private static void requireChecksum(byte[] bytes, int start, int expected) {
    int end = start + TRAILER;
    if (bytes.length != end) {
      throw damaged(
          "the end of the file at byte " + end, (bytes.length - end) + " more bytes", null);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, start);
    if ((int) crc.getValue() != expected) {
      throw damaged(
          "CRC-32 " + Integer.toHexString(expected),
          Integer.toHexString((int) crc.getValue()) + ": bytes were changed",
          null);
    }
  }

  private static ModelException damaged(String expected, String found, Exception cause) {
    Problem problem =
        Problem.mismatch(
            "", expected, found, "the file is damaged; copy it again or convert the model again");
    return cause == null ? new ModelException(problem) : new ModelException(problem, cause);
  }
}
