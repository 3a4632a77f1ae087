package io.spikeport.batch.job;

import io.spikeport.conversion.ConversionOptions;
import io.spikeport.file.ContentHash;
import io.spikeport.onnx.model.ModelContent;
import io.spikeport.snn.Producer;
import java.util.Optional;

/**
 * Hashes of all that a job's results depend on. Options enter as what they mean, so it makes no
 * difference whether a default was written out; records print all their parts.
 *
 * @param result of everything
 * @param statistics of what the activation statistics depend on
 * @param reference of what the trained network's predictions depend on
 * @param calibration of the calibration images and how they are read
 * @param test of the test images and how they are read, if there are any
 */
public record JobKey(
    String result, String statistics, String reference, String calibration, Optional<String> test) {

  public static JobKey of(Job job, ModelContent model, Inputs inputs) {
    JobOptions options = job.options();
    ConversionOptions conversion = options.conversion();
    String calibration = inputs.hash(options.calibration());
    Optional<String> test = options.test().map(inputs::hash);
    String labels =
        (options.auto().isPresent() ? inputs.labelHash(options.calibration()) : "")
            + options.test().map(inputs::labelHash).orElse("");
    String seen =
        String.join(
            "\n",
            Producer.NAME,
            model.sha256(),
            conversion.preprocessing().toString(),
            conversion.output().toString());
    return new JobKey(
        ContentHash.of(
            String.join(
                "\n",
                seen,
                job.name(),
                options.suffix(),
                String.valueOf(options.allowLossy()),
                String.valueOf(options.diagnose()),
                conversion.toString(),
                options.auto().toString(),
                calibration,
                test.orElse(""),
                labels)),
        ContentHash.of(String.join("\n", seen, calibration, conversion.granularity().name())),
        ContentHash.of(String.join("\n", seen, test.orElse(""), labels)),
        calibration,
        test);
  }
}
