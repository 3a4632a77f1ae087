package io.spikeport.format.portable;

import io.spikeport.graph.Activation;
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
import io.spikeport.graph.Firing;
import io.spikeport.graph.Flatten;
import io.spikeport.graph.FloatBlock;
import io.spikeport.graph.GatedMaxPool;
import io.spikeport.graph.GlobalAveragePool;
import io.spikeport.graph.GlobalMaxPool;
import io.spikeport.graph.InhibitedMaxPool;
import io.spikeport.graph.IntegrateAndFire;
import io.spikeport.graph.LeakyIntegrateAndFire;
import io.spikeport.graph.LeakyIntegrator;
import io.spikeport.graph.Linear;
import io.spikeport.graph.LogSoftmax;
import io.spikeport.graph.MaxPool;
import io.spikeport.graph.OnnxBytes;
import io.spikeport.graph.Op;
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
import io.spikeport.graph.Window;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Tensor;

/**
 * Reads the operator of one node. That all fields are there has been checked by {@link
 * MessageCheck}; that they fit each other is checked by the operators themselves, which throw
 * {@link IllegalArgumentException}.
 */
final class OpDecoder {

  private final String place;

  /**
   * @param place names the node in messages
   */
  OpDecoder(String place) {
    this.place = place;
  }

  Op decode(Snn.Node node) {
    return switch (node.getOpCase()) {
      case ADD -> new Add();
      case ADD_CONSTANT -> new AddConstant(tensor("value", node.getAddConstant().getValue()));
      case AVERAGE_POOL -> averagePool(node.getAveragePool());
      case AXIS_LINEAR ->
          new AxisLinear(
              node.getAxisLinear().getAxis(), tensor("matrix", node.getAxisLinear().getMatrix()));
      case BATCH_NORMALIZATION -> batchNormalization(node.getBatchNormalization());
      case CHANNEL_AFFINE -> channelAffine(node.getChannelAffine());
      case CLIPPED_RELU -> new ClippedRelu(node.getClippedRelu().getMaximum());
      case CONCAT -> new Concat(node.getConcat().getAxis());
      case CONV -> conv(node.getConv());
      case DELAY -> new Delay(node.getDelay().getTimesteps());
      case FLATTEN -> new Flatten();
      case FLOAT_BLOCK -> block(place, node.getFloatBlock());
      case GATED_MAX_POOL -> gatedMaxPool(node.getGatedMaxPool());
      case GLOBAL_AVERAGE_POOL -> new GlobalAveragePool();
      case GLOBAL_MAX_POOL -> new GlobalMaxPool();
      case INHIBITED_MAX_POOL -> inhibitedMaxPool(node.getInhibitedMaxPool());
      case INTEGRATE_AND_FIRE -> integrateAndFire(node.getIntegrateAndFire());
      case LEAKY_INTEGRATE_AND_FIRE -> leaky(node.getLeakyIntegrateAndFire());
      case LEAKY_INTEGRATOR -> leakyIntegrator(node.getLeakyIntegrator());
      case LINEAR -> linear(node.getLinear());
      case LOG_SOFTMAX -> new LogSoftmax(node.getLogSoftmax().getAxis());
      case MAX_POOL -> maxPool(node.getMaxPool());
      case PAD -> pad(node.getPad());
      case POINTWISE -> new Pointwise(activation(node.getPointwise().getActivation()));
      case RELU -> new Relu();
      case RESHAPE -> reshape(node.getReshape());
      case SIGMA_DELTA -> sigmaDelta(node.getSigmaDelta());
      case SLICE -> slice(node.getSlice());
      case SOFTMAX -> new Softmax(node.getSoftmax().getAxis());
      case TAKE -> new Take(node.getTake().getAxis(), node.getTake().getIndicesList());
      case THRESHOLD -> new Threshold(tensor("threshold", node.getThreshold().getThreshold()));
      case TRANSPOSE -> new Transpose(node.getTranspose().getPermutationList());
      case UPSAMPLE -> new Upsample(node.getUpsample().getFactorsList());
      case VOLTAGE_SCALER ->
          new VoltageScaler(tensor("factor", node.getVoltageScaler().getFactor()));
      case OP_NOT_SET -> throw new IllegalStateException(place + " passed without an operator");
    };
  }

  private Tensor tensor(String field, Snn.Tensor tensor) {
    return TensorCodec.decode(place + ": " + field, tensor);
  }

  private static Window window(Snn.Window window) {
    return new Window(
        window.getKernelList(),
        window.getStridesList(),
        window.getDilationsList(),
        window.getPadsBeginList(),
        window.getPadsEndList());
  }

  static FloatBlock block(String place, Snn.FloatBlock block) {
    return new FloatBlock(
        new OnnxBytes(block.getModel().toByteArray()),
        block.getInputsList().stream()
            .map(input -> TensorCodec.decodeShape(place + ": inputs", input.getExtentsList()))
            .toList(),
        TensorCodec.decodeShape(place + ": output", block.getOutput().getExtentsList()),
        block.getOperations());
  }

  private Activation activation(Snn.Activation activation) {
    return new Activation(
        EnumCodec.decode(activation.getFunction()),
        activation.getParametersList().stream()
            .map(parameter -> tensor("activation: parameters", parameter))
            .toList());
  }

  private SigmaDelta sigmaDelta(Snn.SigmaDelta op) {
    return new SigmaDelta(
        activation(op.getActivation()), tensor("threshold", op.getThreshold()), op.getLevels());
  }

  private static AveragePool averagePool(Snn.AveragePool op) {
    return new AveragePool(window(op.getWindow()), op.getCeilMode(), op.getCountIncludePad());
  }

  private BatchNormalization batchNormalization(Snn.BatchNormalization op) {
    return new BatchNormalization(
        tensor("scale", op.getScale()),
        tensor("bias", op.getBias()),
        tensor("mean", op.getMean()),
        tensor("variance", op.getVariance()),
        op.getEpsilon());
  }

  private ChannelAffine channelAffine(Snn.ChannelAffine op) {
    return new ChannelAffine(tensor("scale", op.getScale()), tensor("shift", op.getShift()));
  }

  private Conv conv(Snn.Conv op) {
    return new Conv(
        tensor("weight", op.getWeight()),
        tensor("bias", op.getBias()),
        window(op.getWindow()),
        op.getGroups());
  }

  private static GatedMaxPool gatedMaxPool(Snn.GatedMaxPool op) {
    return new GatedMaxPool(window(op.getWindow()), op.getCeilMode());
  }

  private static InhibitedMaxPool inhibitedMaxPool(Snn.InhibitedMaxPool op) {
    return new InhibitedMaxPool(window(op.getWindow()), op.getCeilMode());
  }

  private IntegrateAndFire integrateAndFire(Snn.IntegrateAndFire op) {
    return new IntegrateAndFire(
        tensor("threshold", op.getThreshold()),
        tensor("initial_potential", op.getInitialPotential()),
        EnumCodec.decode(op.getReset()),
        new Firing(op.getSigned(), op.getMaximumSpikes()));
  }

  private LeakyIntegrateAndFire leaky(Snn.LeakyIntegrateAndFire op) {
    if (op.hasTau() == op.hasTaus()) {
      throw new IllegalArgumentException(
          "expected a field 'tau' or 'taus', found " + (op.hasTau() ? "both" : "none"));
    }
    return new LeakyIntegrateAndFire(
        tensor("threshold", op.getThreshold()),
        tensor("initial_potential", op.getInitialPotential()),
        EnumCodec.decode(op.getReset()),
        op.hasTau() ? Tensor.scalar(op.getTau()) : tensor("taus", op.getTaus()),
        op.getDecayInput());
  }

  private LeakyIntegrator leakyIntegrator(Snn.LeakyIntegrator op) {
    return new LeakyIntegrator(tensor("decay", op.getDecay()));
  }

  private Linear linear(Snn.Linear op) {
    return new Linear(tensor("weight", op.getWeight()), tensor("bias", op.getBias()));
  }

  private static MaxPool maxPool(Snn.MaxPool op) {
    return new MaxPool(window(op.getWindow()), op.getCeilMode());
  }

  private static Pad pad(Snn.Pad op) {
    return new Pad(op.getBeginList(), op.getEndList(), op.getValue());
  }

  private Reshape reshape(Snn.Reshape op) {
    return new Reshape(TensorCodec.decodeShape(place + ": shape", op.getShapeList()));
  }

  private static Slice slice(Snn.Slice op) {
    return new Slice(op.getAxis(), op.getStart(), op.getEnd());
  }
}
