package io.spikeport.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.spikeport.data.Dataset;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The trained network in ONNX Runtime with ONNX Runtime's own settings, as a contestant. */
final class PlainServer {

  private PlainServer() {}

  /** Arguments: a {@link Subject}'s. */
  public static void main(String... args) throws Exception {
    Subject subject = Subject.parse(args, 0);
    Dataset data = subject.images();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Subject.threads(args, 0));
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(subject.model().toString(), options)) {
        int fastest = 0;
        double least = Double.MAX_VALUE;
        for (String size : subject.batches().split(",")) {
          int batch = Integer.parseInt(size);
          for (int i = 0; i < 5; i++) {
            double each = Serving.seconds(n -> run(session, data, n, batch), batch) / batch;
            if (each < least) {
              least = each;
              fastest = batch;
            }
          }
        }
        int batch = fastest;
        Serving.serve(batch, images -> run(session, data, images, batch));
      }
    }
  }

  private static void run(OrtSession session, Dataset data, int images, int batch)
      throws OrtException {
    String input = session.getInputNames().iterator().next();
    float[] samples = new float[batch * data.sampleShape().size()];
    for (int first = 0; first < images; first += batch) {
      int count = Math.min(batch, images - first);
      data.read(first % (data.size() - count + 1), count, samples);
      long[] shape =
          LongStream.concat(
                  LongStream.of(count), data.sampleShape().toList().stream().mapToLong(i -> i))
              .toArray();
      FloatBuffer values = FloatBuffer.wrap(samples, 0, count * data.sampleShape().size());
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        Stream.of(result).forEach(r -> {});
      }
    }
  }
}
