package io.spikeport.onnx.network;

import io.spikeport.onnx.model.TensorProtos;
import io.spikeport.proto.Onnx.TensorProto;
import java.nio.file.Path;
import java.util.Optional;

/** Decodes the constants of one model within its {@link Budget}. */
public final class ConstantDecoder {

  private final Path folder;
  private final Budget budget;

  public ConstantDecoder(Path model, Budget budget) {
    this.folder = Optional.ofNullable(model.getParent()).orElse(Path.of(""));
    this.budget = budget;
  }

  public Constant constant(TensorProto proto, String place) {
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
    budget.spend(tensor.place(), tensor.size());
  }
}
