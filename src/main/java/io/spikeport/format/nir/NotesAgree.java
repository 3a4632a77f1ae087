package io.spikeport.format.nir;

import io.spikeport.error.ModelException;
import io.spikeport.format.contract.Target;
import io.spikeport.format.nir.file.NirNode;
import io.spikeport.format.nir.file.NirValue;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.Conv;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.Window;
import io.spikeport.tensor.Shape;
import io.spikeport.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether a node says the same in its fields, which every tool reads, and in our metadata: the
 * fields must be those that this program writes, for any reader or for some tool, for the operator
 * that the metadata makes. So a number that was changed in one of the two is noticed.
 */
final class NotesAgree {

  /** Relative; more than the rounding of seconds in single precision, less than any edit. */
  private static final double TOLERANCE = 1e-6;

  /** Weights that are no burden to make for comparison. */
  private static final long MODEST = 1 << 22;

  private final NirNode found;

  private NotesAgree(NirNode found) {
    this.found = found;
  }

  /**
   * @param dt seconds of a timestep, as the file itself says
   * @throws ModelException naming the field that differs
   */
  static void require(NirNode found, Op op, Shape in, Shape out, double dt) {
    NotesAgree check = new NotesAgree(found);
    List<String> differing = new ArrayList<>();
    for (Optional<Target> target : targets()) {
      Optional<String> field = check.difference(op, in, out, target, dt);
      if (field.isEmpty()) {
        return;
      }
      differing.add(field.get());
    }
    throw found.wrong(
        differing.get(0),
        "what belongs to the node's metadata (" + op.name() + ")",
        Optional.ofNullable(found.fields().get(differing.get(0)))
                .map(NirValue::describe)
                .orElse("something else")
            + "; export the model again, or remove the node's metadata");
  }

  private static List<Optional<Target>> targets() {
    return Stream.concat(
            Stream.of(Optional.<Target>empty()), Arrays.stream(Target.values()).map(Optional::of))
        .toList();
  }

  private Optional<String> difference(
      Op op, Shape in, Shape out, Optional<Target> target, double dt) {
    NirNode written;
    try {
      if (size(op, in) > Math.max(MODEST, 4L * kernel().size())) {
        return Optional.of(found.has("weight") ? "weight" : "type");
      }
      Node node = new Node(found.name(), op, "x");
      written = op.accept(new OpToNir(node, in, out, target, dt, loss -> {}));
    } catch (ModelException | IllegalArgumentException | ArithmeticException e) {
      return Optional.of("type");
    }
    if (!written.type().equals(found.type())) {
      return Optional.of("type");
    }
    Set<String> names = new TreeSet<>(written.fields().keySet());
    names.addAll(found.fields().keySet());
    // Axes may be counted from either end, and groups were once written as they are.
    names.removeAll(Set.of("start_dim", "end_dim", "groups"));
    return names.stream()
        .filter(name -> !same(value(written, name), found.fields().get(name)))
        .findFirst();
  }

  /** How many weights would be written, at least: a damaged window must not take memory. */
  private static double size(Op op, Shape in) {
    Window window =
        op instanceof Conv conv
            ? conv.window()
            : op instanceof AveragePool pool
                ? pool.window()
                : op instanceof MaxPool pool
                    ? pool.window()
                    : op instanceof GatedMaxPool pool
                        ? pool.window()
                        : op instanceof InhibitedMaxPool pool ? pool.window() : Window.of(1);
    double channels = op instanceof Conv conv ? conv.weight().shape().extent(0) : in.extent(0);
    double size = channels * in.extent(0);
    for (long extent : NirConv.symmetricKernel(window)) {
      size *= extent;
    }
    return size;
  }

  private Tensor kernel() {
    return found.fields().get("weight") instanceof NirValue.Real real
        ? real.tensor()
        : Tensor.scalar(0);
  }

  /** A field as it would be written for the groups that were found: none if they do not fit. */
  private NirValue value(NirNode written, String name) {
    NirValue value = written.fields().get(name);
    boolean grouped = name.equals("weight") && found.has("groups") && found.whole("groups") > 1;
    return grouped && value instanceof NirValue.Real real
        ? GroupedKernel.grouped(real.tensor(), found.whole("groups"))
            .map(NirValue.Real::new)
            .orElse(null)
        : value;
  }

  private static boolean same(NirValue written, NirValue found) {
    if (!(written instanceof NirValue.Real one) || !(found instanceof NirValue.Real other)) {
      return written != null && written.equals(found);
    }
    return one.tensor().shape().equals(other.tensor().shape())
        && same(one.tensor(), other.tensor());
  }

  private static boolean same(Tensor one, Tensor other) {
    for (int i = 0; i < one.size(); i++) {
      double a = one.get(i);
      double b = other.get(i);
      if (!(Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)))) {
        return false;
      }
    }
    return true;
  }
}
