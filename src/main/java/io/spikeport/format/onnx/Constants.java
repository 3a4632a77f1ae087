package io.spikeport.format.onnx;

import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.proto.Onnx.GraphProto;
import io.spikeport.proto.Onnx.TensorProto;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The constants of an ONNX file. */
final class Constants {

  private final Path file;
  private final Map<String, TensorProto> tensors = new HashMap<>();
  private final Map<Key, Tensor> decoded = new HashMap<>();

  private record Key(String name, Shape shape) {}

  Constants(Path file, GraphProto graph) {
    this.file = file;
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
  }

  /**
   * A constant in another shape of the same size. Asking again yields the same tensor, so that what
   * shares a constant in the file shares it here.
   *
   * @throws IllegalArgumentException if there is none, or it has another size
   */
  Tensor get(String name, Shape shape) {
    return decoded.computeIfAbsent(new Key(name, shape), this::decode);
  }

  private Tensor decode(Key key) {
    TensorProto tensor = tensors.get(key.name());
    if (tensor == null) {
      throw new IllegalArgumentException("there is no constant '" + key.name() + "'");
    }
    Path folder = file.toAbsolutePath().getParent();
    String place = file + ": constant '" + key.name() + "'";
    return TensorProtos.decode(tensor, place, folder).reshape(key.shape());
  }
}
