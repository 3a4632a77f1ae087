package io.spikeport.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikeport.data.Python;
import io.spikeport.format.Fixtures;
import io.spikeport.format.OpSamples;
import io.spikeport.format.RandomModels;
import io.spikeport.format.contract.OnnxForm;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX's own checker and shape inference (Debian's python3-onnx) judge what is written. */
class OnnxCheckerTest {

  private static final String CHECK =
      """
      import pathlib, sys, onnx
      for file in sorted(pathlib.Path(sys.argv[1]).glob('*.onnx')):
          try:
              model = onnx.load(file)
              onnx.checker.check_model(model, full_check=True)
              inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
              known = {v.name for v in inferred.graph.value_info} | {v.name for v in inferred.graph.output}
              for node in inferred.graph.node:
                  for output in node.output:
                      assert output in known, 'no shape inferred for ' + output
          except Exception as e:
              print(file.name + ': ' + str(e))
      """;

  @Test
  void everyModelPassesTheChecker(@TempDir Path folder) throws Exception {
    Python.require("onnx");
    for (OpSamples.Sample sample : OpSamples.all()) {
      write(OpSamples.model(sample), folder, OnnxForm.STEP, OnnxForm.LOOP);
    }
    for (int seed = 0; seed < 5; seed++) {
      write(RandomModels.random(new Random(seed)), folder, OnnxForm.values());
    }
    for (String name : Fixtures.NAMES) {
      SpikingModel model = Fixtures.spiking(name, "99.9%", MaxPooling.SPIKES, Scalers.SEPARATE);
      write(model, folder, OnnxForm.STEP, OnnxForm.LOOP);
    }
    assertEquals("", Python.run(CHECK, folder.toString()));
  }

  private static void write(SpikingModel model, Path folder, OnnxForm... forms) throws Exception {
    for (OnnxForm form : forms) {
      OnnxFormat.write(model, form, Files.createTempFile(folder, form.toString(), ".onnx"));
    }
  }
}
