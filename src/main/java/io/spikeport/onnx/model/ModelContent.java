package io.spikeport.onnx.model;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.spikeport.error.SpikeportException;
import io.spikeport.file.ContentHash;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.proto.Onnx.TensorProto.DataLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What makes up a model: its file, and the files that hold its external data.
 *
 * @param sha256 lower-case hexadecimal digest of all of it
 * @param bytes size of all of it
 */
public record ModelContent(String sha256, long bytes) {

  public ModelContent {
    Objects.requireNonNull(sha256);
  }

  /**
   * Looks up and reads every file of a model. External data that is missing or refused is left out:
   * an import says what is wrong with it.
   *
   * @throws io.spikeport.error.FileException if external data cannot be read
   */
  public static ModelContent of(OnnxModel model) {
    Map<String, Long> sizes = new TreeMap<>();
    collect(model.proto(), folder(model), sizes);
    long bytes = model.proto().getSerializedSize();
    StringBuilder hashes = new StringBuilder(model.sha256());
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      Path path = Path.of(file.getKey());
      hashes.append('\n').append(ContentHash.of(path)).append(' ').append(path.getFileName());
      bytes += file.getValue();
    }
    return new ModelContent(
        sizes.isEmpty() ? model.sha256() : ContentHash.of(hashes.toString()), bytes);
  }

  /** The files that hold the values of tensors, as far as they are there. */
  public static List<Path> externalData(OnnxModel model) {
    Map<String, Long> sizes = new TreeMap<>();
    collect(model.proto(), folder(model), sizes);
    return sizes.keySet().stream().map(Path::of).toList();
  }

  private static Path folder(OnnxModel model) {
    return Objects.requireNonNull(model.path().toAbsolutePath().getParent(), "a file has a folder");
  }

  /** Tensors are in the graph, in attributes, in graphs in attributes and in functions. */
  private static void collect(Message message, Path folder, Map<String, Long> sizes) {
    if (message instanceof TensorProto tensor) {
      if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
        try {
          Map.Entry<String, Long> file = ExternalData.locate(tensor).file(folder);
          sizes.put(file.getKey(), file.getValue());
        } catch (SpikeportException e) {
          // Told by the import, with the tensor's place in the graph.
        }
      }
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        List<?> values =
            field.getKey().isRepeated() ? (List<?>) field.getValue() : List.of(field.getValue());
        values.forEach(value -> collect((Message) value, folder, sizes));
      }
    }
  }
}
