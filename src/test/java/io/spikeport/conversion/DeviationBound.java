package io.spikeport.conversion;

import io.spikeport.graph.Add;
import io.spikeport.graph.AddConstant;
import io.spikeport.graph.AveragePool;
import io.spikeport.graph.AxisLinear;
import io.spikeport.graph.BatchNormalization;
import io.spikeport.graph.ChannelAffine;
import io.spikeport.graph.ClippedRelu;
import io.spikeport.graph.Concat;
import io.spikeport.graph.Conv;
import io.spikeport.graph.Delay;
import io.spikeport.graph.DeltaStep;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.Graph;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.Node;
import io.spikeport.graph.Op;
import io.spikeport.graph.OpVisitor;
import io.spikeport.graph.Pad;
import io.spikeport.graph.Pointwise;
import io.spikeport.graph.Relu;
import io.spikeport.graph.Reshape;
import io.spikeport.graph.SigmaDelta;
import io.spikeport.graph.Slice;
import io.spikeport.graph.Softmax;
import io.spikeport.graph.Take;
import io.spikeport.graph.Threshold;
import io.spikeport.graph.Transpose;
import io.spikeport.graph.Upsample;
import io.spikeport.graph.VoltageScaler;
import io.spikeport.tensor.Tensor;
import java.util.Map;

/**
 * How far a spiking network can be from its float network, as a network of its own. Let D be the
 * largest deviation, over all t, of a value's sum over the first t timesteps from t times the float
 * network's value. Then
 *
 * <ul>
 *   <li>the input, and all that is computed from nothing else: D = 0;
 *   <li>what is linear: |W|·D; what selects or moves: D selected or moved; a maximum of sums: the
 *       maximum of D;
 *   <li>a neuron layer of scale s that starts from v₀ in [0, 1) thresholds: D + s·max(v₀, 1 − v₀).
 * </ul>
 *
 * <p>The last line, in threshold units, for a neuron with a ≤ 1 the float network's pre-activation,
 * X(t) the summed input and N(t) the summed spikes: {@code N(t) = v₀ + X(t) − v(t)}. <em>Not too
 * many:</em> take the last spike, at τ ≤ t. It left v(τ) ≥ 0, so {@code N(t) ≤ N(τ) ≤ v₀ + X(τ) ≤
 * v₀ + max(a, 0)·t + D}; negative spikes after τ only lower N, and where N is 0 nothing is to show.
 * <em>Not too few:</em> take the last τ ≤ t with v(τ) &lt; 1 (v₀ is one). From then on the neuron
 * fired in every timestep, so {@code N(t) ≥ N(τ) + t − τ > v₀ + X(τ) − 1 + t − τ ≥ v₀ − 1 + a·t −
 * D}. With a &gt; 1, the saturated ReLU of maximum s, the same two lines show it for 1 in place of
 * a, if no timestep has more than one spike. So the mean over T timesteps deviates by D/T at most.
 */
public final class DeviationBound implements OpVisitor<Op> {

  private static final Tensor ZERO = Tensor.scalar(0);

  private final Tensor perNeuron;

  private DeviationBound(Tensor perNeuron) {
    this.perNeuron = perNeuron;
  }

  /**
   * A float network whose value at every node, run on zeros, is D of the node.
   *
   * @param prepared the float network
   * @param perNeuron s·max(v₀, 1 − v₀) of every layer of neurons: a scalar or one value per channel
   */
  public static Graph of(Graph prepared, Map<String, Tensor> perNeuron) {
    return new Graph(
        prepared.input(),
        prepared.nodes().stream()
            .map(
                node ->
                    new Node(
                        node.name(),
                        node.op()
                            .accept(new DeviationBound(perNeuron.getOrDefault(node.name(), ZERO))),
                        node.inputs()))
            .toList(),
        prepared.output());
  }

  private static Tensor magnitude(Tensor values) {
    float[] magnitudes = values.toArray();
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(magnitudes[i]);
    }
    return Tensor.wrap(values.shape(), magnitudes);
  }

  private static Tensor zeros(Tensor like) {
    return Tensor.filled(like.shape(), 0);
  }

  private static Op refuse(Op op) {
    throw new IllegalArgumentException(op.name() + " stands in no float network");
  }

  @Override
  public Op visit(Add op) {
    return op;
  }

  @Override
  public Op visit(AddConstant op) {
    return new ChannelAffine(Tensor.scalar(1), ZERO);
  }

  @Override
  public Op visit(DeltaStep op) {
    return refuse(op);
  }

  @Override
  public Op visit(FloatBlock op) {
    return refuse(op);
  }

  @Override
  public Op visit(Pointwise op) {
    return refuse(op);
  }

  @Override
  public Op visit(SigmaDelta op) {
    return refuse(op);
  }

  @Override
  public Op visit(AveragePool op) {
    return op;
  }

  @Override
  public Op visit(AxisLinear op) {
    return new AxisLinear(op.axis(), magnitude(op.matrix()));
  }

  @Override
  public Op visit(BatchNormalization op) {
    return new BatchNormalization(
        magnitude(op.scale()), zeros(op.bias()), zeros(op.mean()), op.variance(), op.epsilon());
  }

  @Override
  public Op visit(ChannelAffine op) {
    return new ChannelAffine(magnitude(op.scale()), zeros(op.shift()));
  }

  @Override
  public Op visit(ClippedRelu op) {
    return new ChannelAffine(Tensor.scalar(1), perNeuron);
  }

  @Override
  public Op visit(Concat op) {
    return op;
  }

  @Override
  public Op visit(Conv op) {
    return new Conv(magnitude(op.weight()), zeros(op.bias()), op.window(), op.groups());
  }

  @Override
  public Op visit(Flatten op) {
    return op;
  }

  @Override
  public Op visit(GatedMaxPool op) {
    return refuse(op);
  }

  @Override
  public Op visit(GlobalAveragePool op) {
    return op;
  }

  @Override
  public Op visit(GlobalMaxPool op) {
    return op;
  }

  @Override
  public Op visit(InhibitedMaxPool op) {
    return refuse(op);
  }

  @Override
  public Op visit(IntegrateAndFire op) {
    return refuse(op);
  }

  @Override
  public Op visit(LeakyIntegrateAndFire op) {
    return refuse(op);
  }

  @Override
  public Op visit(LeakyIntegrator op) {
    return refuse(op);
  }

  @Override
  public Op visit(Delay op) {
    return refuse(op);
  }

  @Override
  public Op visit(Take op) {
    return op;
  }

  @Override
  public Op visit(Threshold op) {
    return refuse(op);
  }

  @Override
  public Op visit(Linear op) {
    return new Linear(magnitude(op.weight()), zeros(op.bias()));
  }

  /** On the constant input only. */
  @Override
  public Op visit(LogSoftmax op) {
    return new ChannelAffine(ZERO, ZERO);
  }

  @Override
  public Op visit(MaxPool op) {
    return op;
  }

  @Override
  public Op visit(Pad op) {
    return new Pad(op.begin(), op.end(), 0);
  }

  @Override
  public Op visit(Relu op) {
    return new ChannelAffine(Tensor.scalar(1), perNeuron);
  }

  @Override
  public Op visit(Reshape op) {
    return op;
  }

  @Override
  public Op visit(Slice op) {
    return op;
  }

  /** On the constant input only. */
  @Override
  public Op visit(Softmax op) {
    return new ChannelAffine(ZERO, ZERO);
  }

  @Override
  public Op visit(Transpose op) {
    return op;
  }

  @Override
  public Op visit(Upsample op) {
    return op;
  }

  @Override
  public Op visit(VoltageScaler op) {
    return op;
  }
}
