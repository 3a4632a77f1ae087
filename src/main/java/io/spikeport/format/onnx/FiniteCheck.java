package io.spikeport.format.onnx;

import io.spikeport.error.ModelException;
import io.spikeport.error.Problem;
import io.spikeport.graph.Node;
import io.spikeport.snn.SpikingModel;
import io.spikeport.tensor.Tensor;
import java.lang.reflect.RecordComponent;

/** Refuses models with numbers that no file of ours may hold: NaN and infinity. */
final class FiniteCheck {

  private FiniteCheck() {}

  static void check(SpikingModel model) {
    for (Node node : model.graph().nodes()) {
      for (RecordComponent component : node.op().getClass().getRecordComponents()) {
        if (value(node, component) instanceof Tensor tensor && tensor.firstNonFinite() >= 0) {
          throw refused(node, component, tensor.get(tensor.firstNonFinite()));
        } else if (value(node, component) instanceof Float number && !Float.isFinite(number)) {
          throw refused(node, component, number);
        }
      }
    }
  }

  private static Object value(Node node, RecordComponent component) {
    try {
      return component.getAccessor().invoke(node.op());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ModelException refused(Node node, RecordComponent component, float found) {
    return new ModelException(
        Problem.mismatch(
            node.describe() + ": " + component.getName(),
            "finite numbers",
            String.valueOf(found),
            ""));
  }
}
