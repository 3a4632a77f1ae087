package io.spikeport.onnx;

import io.spikeport.proto.Onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Decodes the constants of one model within its {@link Budget}. */
final class Weights {

  private final Path folder;
  private final Budget budget;
  private final Set<String> grantedFiles = new HashSet<>();

  /**
   * @param model the file whose own size is already granted
   */
  Weights(Path model, Budget budget) {
    this.folder = Optional.ofNullable(model.getParent()).orElse(Path.of(""));
    this.budget = budget;
    try {
      grantedFiles.add(model.toRealPath().toString());
    } catch (IOException e) {
      // Then nothing can be read from it either.
      grantedFiles.add(model.toString());
    }
  }

  Constant constant(TensorProto proto, String place) {
    return Constant.of(TensorProtos.of(proto, place), this);
  }

  float[] floats(TensorProtos tensor) {
    spend(tensor);
    return tensor.floats(Optional.of(folder));
  }

  long[] integers(TensorProtos tensor) {
    spend(tensor);
    return tensor.integers(Optional.of(folder));
  }

  private void spend(TensorProtos tensor) {
    tensor
        .externalFile(folder)
        .filter(file -> grantedFiles.add(file.getKey()))
        .ifPresent(file -> budget.grant(file.getValue()));
    budget.spend(tensor.place(), tensor.size());
  }
}
