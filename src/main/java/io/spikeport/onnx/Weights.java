package io.spikeport.onnx;

import io.spikeport.proto.Onnx.TensorProto;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Decodes the constants of one model within its {@link Budget}. */
final class Weights {

  private final Path folder;
  private final Budget budget;
  private final Set<String> grantedFiles = new HashSet<>();

  Weights(Path folder, Budget budget) {
    this.folder = folder;
    this.budget = budget;
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
