package io.spikeport.calibration;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.spikeport.onnx.OnnxImporter;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.proto.Onnx.ModelProto;
import io.spikeport.proto.Onnx.TensorProto.DataType;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs small models in ONNX Runtime, on one thread. */
public final class OnnxRuntimeProbe implements BlockProbe {

  /** An importer that keeps as float blocks what has no operator of the graph. */
  public static OnnxImporter importer() {
    return new OnnxImporter(new OnnxRuntimeProbe());
  }

  @Override
  public Optional<List<Output>> run(ModelProto model, List<Tensor> inputs) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // A few values are computed once.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      try (OrtSession session = environment.createSession(model.toByteArray(), options)) {
        List<String> names = List.copyOf(session.getInputNames());
        for (int i = 0; i < inputs.size(); i++) {
          tensors.put(names.get(i), tensor(environment, inputs.get(i)));
        }
        try (OrtSession.Result result = session.run(tensors)) {
          List<Output> outputs = new ArrayList<>();
          for (int i = 0; i < result.size(); i++) {
            outputs.add(output(result.get(i)));
          }
          return Optional.of(outputs);
        }
      }
    } catch (OrtException e) {
      return Optional.empty();
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor values) throws OrtException {
    long[] extents = values.shape().toList().stream().mapToLong(Integer::longValue).toArray();
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values.toArray()), extents);
  }

  /** ONNX Runtime numbers types in another way, but names them alike. */
  private static DataType elementType(TensorInfo info) {
    String name = info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    return Arrays.stream(DataType.values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElse(DataType.UNDEFINED);
  }

  private static Output output(OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      return new Output(DataType.UNDEFINED.getNumber(), Optional.empty());
    }
    TensorInfo info = tensor.getInfo();
    int type = elementType(info).getNumber();
    if (type != DataType.FLOAT.getNumber() || Arrays.stream(info.getShape()).anyMatch(e -> e < 1)) {
      return new Output(type, Optional.empty());
    }
    float[] values = new float[tensor.getFloatBuffer().remaining()];
    tensor.getFloatBuffer().get(values);
    int[] extents = Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray();
    return new Output(type, Optional.of(Tensor.wrap(Shape.of(extents), values)));
  }
}
