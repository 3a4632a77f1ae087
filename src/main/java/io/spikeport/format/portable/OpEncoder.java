package io.spikeport.format.portable;

import com.google.protobuf.ByteString;
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
import io.spikeport.graph.DeltaStep;
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
import io.spikeport.graph.Window;
import io.spikeport.proto.Snn;
import io.spikeport.tensor.Tensor;

/** Writes one operator into a message that has the node's name and inputs already. */
final class OpEncoder implements OpVisitor<Snn.Node.Builder> {

  private final Snn.Node.Builder node;
  private final String place;
  private final TensorEncoder tensors;

  /**
   * @param place names the node in messages
   */
  OpEncoder(Snn.Node.Builder node, String place, TensorEncoder tensors) {
    this.node = node;
    this.place = place;
    this.tensors = tensors;
  }

  private Snn.Tensor tensor(String field, Tensor tensor) {
    return tensors.encode(place + ": " + field, tensor);
  }

  private static Snn.Window window(Window window) {
    return Snn.Window.newBuilder()
        .addAllKernel(window.kernel())
        .addAllStrides(window.strides())
        .addAllDilations(window.dilations())
        .addAllPadsBegin(window.padsBegin())
        .addAllPadsEnd(window.padsEnd())
        .build();
  }

  @Override
  public Snn.Node.Builder visit(Add op) {
    return node.setAdd(Snn.Add.getDefaultInstance());
  }

  @Override
  public Snn.Node.Builder visit(AveragePool op) {
    return node.setAveragePool(
        Snn.AveragePool.newBuilder()
            .setWindow(window(op.window()))
            .setCeilMode(op.ceilMode())
            .setCountIncludePad(op.countIncludePad()));
  }

  @Override
  public Snn.Node.Builder visit(AxisLinear op) {
    return node.setAxisLinear(
        Snn.AxisLinear.newBuilder().setAxis(op.axis()).setMatrix(tensor("matrix", op.matrix())));
  }

  @Override
  public Snn.Node.Builder visit(BatchNormalization op) {
    return node.setBatchNormalization(
        Snn.BatchNormalization.newBuilder()
            .setScale(tensor("scale", op.scale()))
            .setBias(tensor("bias", op.bias()))
            .setMean(tensor("mean", op.mean()))
            .setVariance(tensor("variance", op.variance()))
            .setEpsilon(op.epsilon()));
  }

  @Override
  public Snn.Node.Builder visit(ChannelAffine op) {
    return node.setChannelAffine(
        Snn.ChannelAffine.newBuilder()
            .setScale(tensor("scale", op.scale()))
            .setShift(tensor("shift", op.shift())));
  }

  @Override
  public Snn.Node.Builder visit(AddConstant op) {
    return node.setAddConstant(Snn.AddConstant.newBuilder().setValue(tensor("value", op.value())));
  }

  @Override
  public Snn.Node.Builder visit(DeltaStep op) {
    throw new IllegalStateException(op.name() + " is part of no file");
  }

  @Override
  public Snn.Node.Builder visit(FloatBlock op) {
    return node.setFloatBlock(block(op));
  }

  static Snn.FloatBlock block(FloatBlock op) {
    Snn.FloatBlock.Builder block =
        Snn.FloatBlock.newBuilder()
            .setModel(ByteString.copyFrom(op.model().toArray()))
            .setOutput(Snn.SampleShape.newBuilder().addAllExtents(op.output().toList()))
            .setOperations(op.operations());
    op.inputs()
        .forEach(
            input -> block.addInputs(Snn.SampleShape.newBuilder().addAllExtents(input.toList())));
    return block.build();
  }

  @Override
  public Snn.Node.Builder visit(Pointwise op) {
    return node.setPointwise(Snn.Pointwise.newBuilder().setActivation(activation(op.activation())));
  }

  private Snn.Activation activation(Activation activation) {
    Snn.Activation.Builder message =
        Snn.Activation.newBuilder().setFunction(EnumCodec.encode(activation.function()));
    for (int i = 0; i < activation.parameters().size(); i++) {
      message.addParameters(
          tensor(activation.function().parameters().get(i), activation.parameters().get(i)));
    }
    return message.build();
  }

  @Override
  public Snn.Node.Builder visit(SigmaDelta op) {
    return node.setSigmaDelta(
        Snn.SigmaDelta.newBuilder()
            .setActivation(activation(op.activation()))
            .setThreshold(tensor("threshold", op.threshold()))
            .setLevels(op.levels()));
  }

  @Override
  public Snn.Node.Builder visit(ClippedRelu op) {
    return node.setClippedRelu(Snn.ClippedRelu.newBuilder().setMaximum(op.maximum()));
  }

  @Override
  public Snn.Node.Builder visit(Concat op) {
    return node.setConcat(Snn.Concat.newBuilder().setAxis(op.axis()));
  }

  @Override
  public Snn.Node.Builder visit(Conv op) {
    return node.setConv(
        Snn.Conv.newBuilder()
            .setWeight(tensor("weight", op.weight()))
            .setBias(tensor("bias", op.bias()))
            .setWindow(window(op.window()))
            .setGroups(op.groups()));
  }

  @Override
  public Snn.Node.Builder visit(Delay op) {
    return node.setDelay(Snn.Delay.newBuilder().setTimesteps(op.timesteps()));
  }

  @Override
  public Snn.Node.Builder visit(Flatten op) {
    return node.setFlatten(Snn.Flatten.getDefaultInstance());
  }

  @Override
  public Snn.Node.Builder visit(GatedMaxPool op) {
    return node.setGatedMaxPool(
        Snn.GatedMaxPool.newBuilder().setWindow(window(op.window())).setCeilMode(op.ceilMode()));
  }

  @Override
  public Snn.Node.Builder visit(GlobalAveragePool op) {
    return node.setGlobalAveragePool(Snn.GlobalAveragePool.getDefaultInstance());
  }

  @Override
  public Snn.Node.Builder visit(GlobalMaxPool op) {
    return node.setGlobalMaxPool(Snn.GlobalMaxPool.getDefaultInstance());
  }

  @Override
  public Snn.Node.Builder visit(InhibitedMaxPool op) {
    return node.setInhibitedMaxPool(
        Snn.InhibitedMaxPool.newBuilder()
            .setWindow(window(op.window()))
            .setCeilMode(op.ceilMode()));
  }

  @Override
  public Snn.Node.Builder visit(IntegrateAndFire op) {
    return node.setIntegrateAndFire(
        Snn.IntegrateAndFire.newBuilder()
            .setThreshold(tensor("threshold", op.threshold()))
            .setInitialPotential(tensor("initial_potential", op.initialPotential()))
            .setReset(EnumCodec.encode(op.reset()))
            .setComparison(Snn.Comparison.COMPARISON_GREATER_OR_EQUAL)
            .setSigned(op.firing().signed())
            .setMaximumSpikes(op.firing().maximumSpikes()));
  }

  @Override
  public Snn.Node.Builder visit(LeakyIntegrateAndFire op) {
    Snn.LeakyIntegrateAndFire.Builder leaky =
        Snn.LeakyIntegrateAndFire.newBuilder()
            .setThreshold(tensor("threshold", op.threshold()))
            .setInitialPotential(tensor("initial_potential", op.initialPotential()))
            .setReset(EnumCodec.encode(op.reset()))
            .setComparison(Snn.Comparison.COMPARISON_GREATER_OR_EQUAL)
            .setDecayInput(op.decayInput());
    if (op.tau().isScalar()) {
      leaky.setTau(op.tau().get(0));
    } else {
      leaky.setTaus(tensor("taus", op.tau()));
    }
    return node.setLeakyIntegrateAndFire(leaky);
  }

  @Override
  public Snn.Node.Builder visit(LeakyIntegrator op) {
    return node.setLeakyIntegrator(
        Snn.LeakyIntegrator.newBuilder().setDecay(tensor("decay", op.decay())));
  }

  @Override
  public Snn.Node.Builder visit(Linear op) {
    return node.setLinear(
        Snn.Linear.newBuilder()
            .setWeight(tensor("weight", op.weight()))
            .setBias(tensor("bias", op.bias())));
  }

  @Override
  public Snn.Node.Builder visit(LogSoftmax op) {
    return node.setLogSoftmax(Snn.LogSoftmax.newBuilder().setAxis(op.axis()));
  }

  @Override
  public Snn.Node.Builder visit(MaxPool op) {
    return node.setMaxPool(
        Snn.MaxPool.newBuilder().setWindow(window(op.window())).setCeilMode(op.ceilMode()));
  }

  @Override
  public Snn.Node.Builder visit(Pad op) {
    return node.setPad(
        Snn.Pad.newBuilder().addAllBegin(op.begin()).addAllEnd(op.end()).setValue(op.value()));
  }

  @Override
  public Snn.Node.Builder visit(Relu op) {
    return node.setRelu(Snn.Relu.getDefaultInstance());
  }

  @Override
  public Snn.Node.Builder visit(Reshape op) {
    return node.setReshape(Snn.Reshape.newBuilder().addAllShape(op.shape().toList()));
  }

  @Override
  public Snn.Node.Builder visit(Slice op) {
    return node.setSlice(
        Snn.Slice.newBuilder().setAxis(op.axis()).setStart(op.start()).setEnd(op.end()));
  }

  @Override
  public Snn.Node.Builder visit(Softmax op) {
    return node.setSoftmax(Snn.Softmax.newBuilder().setAxis(op.axis()));
  }

  @Override
  public Snn.Node.Builder visit(Take op) {
    return node.setTake(Snn.Take.newBuilder().setAxis(op.axis()).addAllIndices(op.indices()));
  }

  @Override
  public Snn.Node.Builder visit(Threshold op) {
    return node.setThreshold(
        Snn.Threshold.newBuilder().setThreshold(tensor("threshold", op.threshold())));
  }

  @Override
  public Snn.Node.Builder visit(Transpose op) {
    return node.setTranspose(Snn.Transpose.newBuilder().addAllPermutation(op.permutation()));
  }

  @Override
  public Snn.Node.Builder visit(Upsample op) {
    return node.setUpsample(Snn.Upsample.newBuilder().addAllFactors(op.factors()));
  }

  @Override
  public Snn.Node.Builder visit(VoltageScaler op) {
    return node.setVoltageScaler(
        Snn.VoltageScaler.newBuilder().setFactor(tensor("factor", op.factor())));
  }
}
