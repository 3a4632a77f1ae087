package io.spikeport.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.onnx.model.BlockProbe;
import io.spikeport.onnx.model.ImportOptions;
import io.spikeport.onnx.model.OnnxModel;
import io.spikeport.onnx.network.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns ONNX models into graphs. */
public final class OnnxImporter {

  private final long constants;
  private final BlockProbe probe;

  /** An importer that refuses what has no operator of the graph. */
  public OnnxImporter() {
    this(Budget.ofHeap());
  }

  /** An importer that keeps as float blocks what has no operator of the graph. */
  public OnnxImporter(BlockProbe probe) {
    this(Budget.ofHeap(), probe);
  }

  /**
   * @param constants bytes that the constants of one model may take
   */
  public OnnxImporter(long constants) {
    this(constants, BlockProbe.NONE);
  }

  private OnnxImporter(long constants, BlockProbe probe) {
    this.constants = constants;
    this.probe = probe;
  }

  /**
   * Imports a model.
   *
   * @throws ModelException if the model cannot be converted or is malformed; it lists everything
   *     that stands in the way
   * @throws io.spikeport.error.FileException if external data cannot be read
   * @throws io.spikeport.error.MemoryException if there is not the memory for its constants
   */
  public ImportedModel importModel(OnnxModel model, ImportOptions options) {
    return Import.of(model, options, constants, probe).imported();
  }

  /** Looks at a model without converting or running it. */
  public Inspection inspect(OnnxModel model, ImportOptions options) {
    return inspect(model, options, imported -> {});
  }

  /**
   * Looks at a model without converting it.
   *
   * @param runs runs the model elsewhere, where nothing else stands in the way
   * @return what is in it and what stands in the way; nothing is thrown for an obstacle
   * @throws io.spikeport.error.FileException if external data cannot be read
   */
  public Inspection inspect(OnnxModel model, ImportOptions options, Consumer<ImportedModel> runs) {
    Import walk = Import.of(model, options, constants, probe);
    List<Problem> obstacles = new ArrayList<>(walk.problems());
    if (obstacles.isEmpty()) {
      ImportedModel imported = walk.imported();
      imported.withoutNeurons(String.valueOf(model.path())).ifPresent(obstacles::add);
      try {
        runs.accept(imported);
      } catch (ModelException e) {
        obstacles.addAll(e.problems());
      }
    }
    return Inspection.of(model, walk, obstacles);
  }
}
