package io.spikeport.calibration;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.ImportedModel;
import io.spikeport.onnx.RuntimeModel;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in ONNX Runtime, with values inside its graph readable: the judge of what the network
 * computes. Runs batches of one fixed size into buffers that are allocated once. Not thread-safe.
 */
public final class OnnxRuntimeNetwork implements AutoCloseable {

  /** Bytes of a model from which on memory counts for more than speed. */
  private static final long LARGE = 128L << 20;

  private final String place;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final boolean ownsSession;
  private final int batch;
  private final int sampleSize;
  private final String inputName;
  private final long[] inputShape;
  private final FloatBuffer input;
  private final Map<String, OnnxTensor> inputs;
  private final List<String> values;
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> buffers = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();

  private OnnxRuntimeNetwork(
      OnnxModel model, ImportedModel imported, List<String> values, int batch, int threads)
      throws OrtException {
    this.place = model.path().toString();
    this.batch = imported.fixedBatch().orElse(batch);
    this.values = List.copyOf(values);
    Shape sample = imported.graph().input().shape();
    this.sampleSize = sample.size();
    this.session = session(model, imported, values, threads);
    this.ownsSession = true;
    this.inputName = imported.inputName();
    this.inputShape = longs(sample.prepend(this.batch));
    this.input = direct((long) this.batch * sampleSize).asFloatBuffer();
    this.inputs = Map.of(inputName, OnnxTensor.createTensor(environment, input, inputShape));
  }

  private OnnxRuntimeNetwork(OnnxRuntimeNetwork other) throws OrtException {
    this.place = other.place;
    this.batch = other.batch;
    this.values = other.values;
    this.sampleSize = other.sampleSize;
    this.session = other.session;
    this.ownsSession = false;
    this.inputName = other.inputName;
    this.inputShape = other.inputShape;
    this.input = direct((long) batch * sampleSize).asFloatBuffer();
    this.inputs = Map.of(inputName, OnnxTensor.createTensor(environment, input, inputShape));
  }

  /**
   * The same network with buffers of its own, so that two threads can run it at once; the weights
   * are there only once. It must be closed before this one.
   */
  OnnxRuntimeNetwork another() {
    try {
      return new OnnxRuntimeNetwork(this);
    } catch (OrtException e) {
      throw refused(place, e);
    }
  }

  /**
   * Opens a model.
   *
   * @param values names of the ONNX values to read after a run, each once
   * @param batch images per run; the model's own where it is fixed
   * @throws ModelException if ONNX Runtime refuses the model
   */
  public static OnnxRuntimeNetwork open(
      OnnxModel model, ImportedModel imported, List<String> values, int batch, int threads) {
    try {
      return new OnnxRuntimeNetwork(model, imported, values, batch, threads);
    } catch (OrtException e) {
      throw refused(model.path().toString(), e);
    }
  }

  /**
   * Opens a model as a calibration would, and runs it on one image.
   *
   * @throws ModelException if ONNX Runtime refuses it
   */
  public static void tryOut(OnnxModel model, ImportedModel imported) {
    List<String> values = new ArrayList<>(List.of(imported.outputName()));
    Calibrator.relus(imported.graph()).stream()
        .map(node -> imported.onnxValues().get(node.name()))
        .filter(value -> value != null && !values.contains(value))
        .forEach(values::add);
    try (OnnxRuntimeNetwork network = open(model, imported, values, 1, 1)) {
      network.run(new float[network.batch() * network.sampleSize], network.batch());
    }
  }

  private OrtSession session(
      OnnxModel model, ImportedModel imported, List<String> values, int threads)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // Float arithmetic between QuantizeLinear and DequantizeLinear, as the model says.
      options.addConfigEntry("session.disable_quant_qdq", "1");
      Path folder = model.path().toAbsolutePath().getParent();
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path", String.valueOf(folder));
      if (isLarge(model.path())) {
        // These would lay a second copy of all weights beside them, and keep what was freed.
        options.addConfigEntry("session.disable_prepacking", "1");
        options.setCPUArenaAllocator(false);
      }
      return environment.createSession(
          RuntimeModel.of(model, imported, values).toByteArray(), options);
    }
  }

  private static boolean isLarge(Path model) {
    try {
      return Files.size(model) >= LARGE;
    } catch (IOException e) {
      // It was there a moment ago; the session will say what is wrong with it.
      return false;
    }
  }

  private static ModelException refused(String place, OrtException e) {
    return new ModelException(
        new Problem(
            place,
            "ONNX Runtime refuses the model: " + String.valueOf(e.getMessage()).strip(),
            "check the model with onnx.checker, or export it with another opset"),
        e);
  }

  /** Images per run. */
  public int batch() {
    return batch;
  }

  /**
   * Runs one batch. Where fewer images than {@link #batch()} are given, the rest of the batch is
   * whatever was there before, and its values mean nothing.
   *
   * @param samples preprocessed images, row-major, one after the other
   * @param count number of images, at most {@link #batch()}
   */
  public void run(float[] samples, int count) {
    input.put(0, samples, 0, count * sampleSize);
    try {
      if (outputs.isEmpty()) {
        firstRun();
      } else {
        session.run(inputs, outputs).close();
      }
    } catch (OrtException e) {
      throw refused(place, e);
    }
  }

  /** Tells the shapes; from then on ONNX Runtime writes into buffers of ours. */
  private void firstRun() throws OrtException {
    try (OrtSession.Result result = session.run(inputs, new java.util.LinkedHashSet<>(values))) {
      for (String value : values) {
        OnnxTensor tensor = floats(value, result.get(value).orElseThrow());
        long[] shape = tensor.getInfo().getShape();
        long size = 1;
        for (long extent : shape) {
          size *= extent;
        }
        ByteBuffer buffer = direct(size);
        buffer.asFloatBuffer().put(tensor.getFloatBuffer());
        buffers.put(value, buffer);
        shapes.put(value, shape);
        outputs.put(value, OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape));
      }
    }
  }

  private OnnxTensor floats(String value, OnnxValue result) {
    if (result instanceof OnnxTensor tensor
        && tensor.getInfo().type == ai.onnxruntime.OnnxJavaType.FLOAT) {
      return tensor;
    }
    throw new ModelException(
        Problem.mismatch(
            place + ": value '" + value + "'",
            "float32 activations",
            "another type",
            "export the model in float32"));
  }

  /** A value after the last run: {@code batch} samples, row-major; valid until the next run. */
  public FloatBuffer value(String name) {
    return buffers.get(name).asFloatBuffer();
  }

  /** The same value by the bits of its floats. */
  IntBuffer bits(String name) {
    return buffers.get(name).asIntBuffer();
  }

  /** Elements of one sample of a value; known after the first run. */
  public int elementsPerSample(String name) {
    return buffers.get(name).capacity() / Float.BYTES / batch;
  }

  /**
   * Shape of one sample of a value, known after the first run; empty if the value's first axis is
   * not the batch.
   */
  public Optional<Shape> sampleShape(String name) {
    long[] shape = shapes.get(name);
    if (shape.length == 0 || shape[0] != batch) {
      return Optional.empty();
    }
    return Optional.of(Shape.of(Arrays.stream(shape).skip(1).mapToInt(Math::toIntExact).toArray()));
  }

  private static ByteBuffer direct(long elements) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(elements, Float.BYTES)))
        .order(ByteOrder.nativeOrder());
  }

  private static long[] longs(Shape shape) {
    return shape.toList().stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(inputs.values());
    all.addAll(outputs.values());
    if (ownsSession) {
      all.add(session);
    }
    for (AutoCloseable closeable : all) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("ONNX Runtime does not let go", e);
      }
    }
  }
}
