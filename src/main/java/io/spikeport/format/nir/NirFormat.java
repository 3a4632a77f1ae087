package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.file.ContentHash;
import io.spikeport.format.contract.Export;
import io.spikeport.format.contract.FormatOptions;
import io.spikeport.format.contract.Loss;
import io.spikeport.format.contract.ModelFormat;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirFileReader;
import io.spikeport.format.nir.file.NirFileWriter;
import io.spikeport.format.nir.file.NirGraph;
import io.spikeport.graph.Graph;
import io.spikeport.rewrite.Rewriting;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Preprocessing;
import io.spikeport.snn.Provenance;
import io.spikeport.snn.Readout;
import io.spikeport.snn.SimulationDefaults;
import io.spikeport.snn.SpikingModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Neuromorphic Intermediate Representation (Pedersen et al. 2024), an HDF5 file; {@code
 * docs/nir.md} tells what of a model goes where.
 */
public final class NirFormat implements ModelFormat {

  private static final int TIMESTEPS = 50;

  @Override
  public String suffix() {
    return ".nir";
  }

  @Override
  public Export prepare(SpikingModel model, FormatOptions options) {
    double dt = options.dt().orElse(options.target().map(Target::dt).orElse(Target.DEFAULT_DT));
    if (model.head().isPresent()) {
      throw new ModelException(
          new Problem(
              "head",
              "NIR cannot say a block of float operators",
              "export to .snn, .snn.json or .onnx, or convert up to an earlier --output"));
    }
    Losses losses = new Losses();
    Graph graph = folded(model.graph(), options.target(), losses);
    NirGraph nir =
        new GraphToNir(graph, options.target(), dt, losses).write(ModelNotes.encode(model, dt));
    options.target().ifPresent(target -> new TargetCheck(target, losses).check(nir));
    losses.add(
        Loss.harmless(
            "the model",
            "NIR has no timesteps, readout, preprocessing, class labels and provenance",
            "they are in the metadata"));
    return new Export(losses.toList(), file -> NirFileWriter.write(nir, file));
  }

  private static Graph folded(Graph graph, Optional<Target> target, Losses losses) {
    Graph unit = graph;
    if (target.isPresent() && target.get().needsOneThreshold() && UnitThresholds.changes(graph)) {
      unit = UnitThresholds.apply(graph);
      losses.add(
          Loss.harmless(
              "the neurons",
              "the tool has one θ per layer",
              "thresholds per channel went into the weights"));
    }
    if (target.filter(t -> t == Target.NORSE || t == Target.SPIKINGJELLY).isPresent()) {
      Graph decayed = DecayedInputs.apply(unit);
      if (!decayed.equals(unit)) {
        losses.add(
            Loss.harmless(
                "the neurons",
                "the tool reads LIF neurons with r = 1, whose input decays",
                "τ was multiplied into the weights, the same up to rounding"));
      }
      unit = decayed;
    }
    Graph folded = Rewriting.foldScalers(unit);
    if (!folded.equals(graph)) {
      losses.add(
          Loss.harmless(
              "the voltage scalers",
              "NIR's neurons emit spikes of 1",
              "the scales were multiplied into the weights, the same up to rounding"));
    }
    return folded;
  }

  @Override
  public SpikingModel read(Path file, FormatOptions options, Consumer<String> notes) {
    try {
      NirGraph nir = NirFileReader.read(file);
      FlatGraph flat = FlatGraph.of(nir);
      NirTimestep timestep = NirTimestep.of(options.dt(), nir, flat);
      double written =
          nir.metadata().containsKey(Notes.DT) ? NirTimestep.stated(nir) : timestep.seconds();
      if (timestep.guessed()) {
        notes.accept(
            file
                + ": the file does not say how long a timestep is; taken as "
                + timestep.seconds()
                + " s ("
                + timestep.reason()
                + ")");
      }
      Graph graph = new NirToGraph(flat, timestep.seconds(), written).read();
      Optional<SpikingModel> ours = ModelNotes.decode(nir.metadata(), graph);
      if (ours.isPresent()) {
        NirTimestep.stated(nir);
      }
      return ours.orElseGet(() -> foreign(graph, file, timestep));
    } catch (ModelException e) {
      throw new ModelException(
          e.problems().stream().map(problem -> problem.within(file.toString())).toList());
    } catch (ArithmeticException e) {
      // Products of sizes are taken exactly, wherever they are taken.
      throw new ModelException(
          Problem.mismatch(
              file.toString(), "sizes below 2^31", "larger ones", "export the model again"));
    }
  }

  private static SpikingModel foreign(Graph graph, Path file, NirTimestep timestep) {
    return new SpikingModel(
        Preprocessing.NONE,
        graph,
        new SimulationDefaults(TIMESTEPS, Readout.OUTPUT, 0, InputCoding.CONSTANT_CURRENT),
        List.of(),
        new Provenance(
            "another tool",
            String.valueOf(file.getFileName()),
            ContentHash.of(file),
            "",
            "",
            0,
            List.of(),
            List.of(timestep.remark())));
  }
}
