package io.spikeport.format.portable;

import io.spikeport.error.FileException;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.AtomicFile;
import io.spikeport.file.InputFile;
import io.spikeport.proto.Snn;
import io.spikeport.snn.SpikingModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The portable format of spiking models, described in {@code docs/format.md}. Both forms hold the
 * same message; the same model always gives the same bytes.
 */
public enum PortableFormat {

  /** One protobuf message and a checksum. */
  BINARY(".snn", Integer.MAX_VALUE - 64, "models beyond 2 GiB are not supported") {
    @Override
    Content content(SpikingModel model) {
      LargeTensors tensors = new LargeTensors();
      Snn.SpikingModel message = ModelEncoder.encode(model, tensors);
      return out -> BinaryForm.write(message, tensors, out);
    }

    @Override
    Snn.SpikingModel parse(byte[] bytes) {
      return BinaryForm.parse(bytes);
    }
  },

  /** protobuf's canonical JSON, for reading by eye and in other languages. */
  JSON(".snn.json", 512L << 20, "use the binary form (.snn) for a model of this size") {
    @Override
    Content content(SpikingModel model) {
      Snn.SpikingModel message = ModelEncoder.encode(model);
      return out -> JsonForm.write(message, out);
    }

    @Override
    Snn.SpikingModel parse(byte[] bytes) {
      return JsonForm.parse(bytes);
    }
  };

  private final String suffix;
  private final long limit;
  private final String beyondLimit;

  PortableFormat(String suffix, long limit, String beyondLimit) {
    this.suffix = suffix;
    this.limit = limit;
    this.beyondLimit = beyondLimit;
  }

  /** What a file will hold, all of it checked. */
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  abstract Content content(SpikingModel model);

  abstract Snn.SpikingModel parse(byte[] bytes);

  /** Suffix of the files' names, with its dot. */
  public String suffix() {
    return suffix;
  }

  /**
   * The content of a file.
   *
   * @throws ModelException if a number of the model is NaN or infinite, or a node has no name
   */
  public byte[] toBytes(SpikingModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content(model).write(out);
    } catch (IOException e) {
      throw new AssertionError("writing to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a file's content.
   *
   * @throws ModelException if the bytes are not a valid model of this format
   */
  public SpikingModel fromBytes(byte[] bytes) {
    return ModelDecoder.decode(parse(bytes));
  }

  /**
   * Writes a model, atomically; a file that is there is replaced.
   *
   * @throws ModelException if a number of the model is NaN or infinite, or a node has no name
   * @throws FileException if the file cannot be written, or would be too large to be read again
   */
  public void write(SpikingModel model, Path file) {
    Content content = content(model);
    AtomicFile.write(
        file,
        out -> {
          OutputStream bounded = new BoundedOutput(out, limit, () -> tooLarge(file));
          content.write(bounded);
          bounded.flush();
        });
  }

  private FileException tooLarge(Path file) {
    return new FileException(
        Problem.mismatch(
            file.toString(), "at most " + limit + " bytes in this form", "more", beyondLimit));
  }

  /**
   * Reads a model.
   *
   * @throws ModelException if the file is not a valid model of this format
   * @throws FileException if the file cannot be read
   */
  public SpikingModel read(Path file) {
    byte[] bytes = InputFile.readAll(file, "a spiking model (" + suffix + ")", limit, beyondLimit);
    try {
      return fromBytes(bytes);
    } catch (ModelException e) {
      throw new ModelException(
          e.problems().stream().map(problem -> problem.within(file.toString())).toList());
    }
  }
}
