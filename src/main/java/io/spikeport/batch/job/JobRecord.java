package io.spikeport.batch.job;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.spikeport.error.ModelException;
import io.spikeport.file.CheckedJson;
import io.spikeport.file.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a job did, as JSON beside the spiking model. It is written last, so where it is, the job is
 * done; it holds the hashes of what was written, so a file that has been changed since is noticed.
 * No times and no folders are in it: the same job gives the same bytes wherever and whenever.
 *
 * @param key hash of all that the result depends on
 * @param producer program and version
 * @param model file name of the trained network
 * @param modelSha256 hash of the network with its external data
 * @param calibrationSha256 hash of the calibration images and how they are read
 * @param testSha256 hash of the test images, if there are any; else null
 * @param options as they were written
 * @param outputs hash of every file that was written, by its name
 * @param evaluation null if there was no test data
 */
public record JobRecord(
    String job,
    String key,
    String producer,
    String model,
    String modelSha256,
    String calibrationSha256,
    String testSha256,
    Map<String, String> options,
    Map<String, String> outputs,
    ConversionResult conversion,
    EvaluationResult evaluation) {

  /** What {@code convert} tells of a conversion. */
  record ConversionResult(
      int timesteps,
      int samples,
      String normalization,
      String granularity,
      double parityMaximumAbsolute,
      double parityMaximumRelative,
      List<LayerResult> layers,
      List<String> approximations,
      List<String> notes) {}

  /** A neuron layer; the scales of its channels, or one. */
  record LayerResult(String name, double maximum, double mean, List<Float> scales) {}

  /**
   * What {@code evaluate} tells of a model.
   *
   * @param accuracy after each timestep; null without labels
   * @param annAccuracy the trained network's; null without labels
   * @param warnings what makes the figures doubtful
   */
  public record EvaluationResult(
      int images,
      int timesteps,
      List<Double> accuracy,
      Double annAccuracy,
      List<String> layers,
      List<Integer> neurons,
      List<Double> firingRates,
      double synapticOperationsPerImage,
      double energyRelativeToAnn,
      List<String> warnings) {}

  public byte[] json() {
    Gson gson = new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    return (gson.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a record; empty if there is none, or one that is not, byte for byte, as this program
   * writes it: the job is then done anew.
   */
  public static Optional<JobRecord> read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      JobRecord record =
          CheckedJson.parse(file.toString(), new String(bytes, StandardCharsets.UTF_8), "")
              .allowingMissing(Set.of("testSha256", "evaluation", "accuracy", "annAccuracy"))
              .as(JobRecord.class);
      return record.isWithinBounds() && Arrays.equals(record.json(), bytes)
          ? Optional.of(record)
          : Optional.empty();
    } catch (IOException | ModelException e) {
      return Optional.empty();
    }
  }

  /** Whether the numbers that are told of a job can be what they say they are. */
  private boolean isWithinBounds() {
    boolean converted =
        conversion.timesteps >= 1
            && conversion.samples >= 1
            && conversion.parityMaximumRelative >= 0;
    return converted
        && (evaluation == null
            || evaluation.images >= 1
                && evaluation.synapticOperationsPerImage >= 0
                && evaluation.energyRelativeToAnn >= 0
                && Stream.concat(
                        Stream.ofNullable(evaluation.accuracy).flatMap(List::stream),
                        Stream.ofNullable(evaluation.annAccuracy))
                    .allMatch(accuracy -> accuracy >= 0 && accuracy <= 1));
  }

  /** Whether the files of a job are there, as they were written, and can be read. */
  public boolean isStillTrueOf(Job owner, OutputFolder folder) {
    return outputs.keySet().equals(owner.outputs())
        && areAsWritten(folder)
        && owner
            .measuredFile()
            .map(name -> MeasuredFile.isCurrent(folder.result(name)))
            .orElse(true);
  }

  private boolean areAsWritten(OutputFolder folder) {
    return outputs.entrySet().stream()
        .allMatch(
            output -> {
              Path file = folder.result(output.getKey());
              return Files.isRegularFile(file) && ContentHash.of(file).equals(output.getValue());
            });
  }

  /**
   * Deletes this record and what it speaks of, so that nobody takes the results of other options
   * for those of a job that has failed since. A network that has taken an output's place since, and
   * is now to be converted, stays.
   */
  public void deleteOutputs(Job owner, OutputFolder folder) {
    folder.delete(owner.recordFile());
    outputs.keySet().stream()
        .filter(name -> name.startsWith(owner.name() + ".") && Path.of(name).getNameCount() == 1)
        .filter(name -> !folder.isSame(name, owner.model()))
        .forEach(folder::delete);
  }
}
