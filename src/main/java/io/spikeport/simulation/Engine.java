package io.spikeport.simulation;

import io.spikeport.simulation.contract.Simulation;
import io.spikeport.simulation.contract.SimulationOptions;
import io.spikeport.simulation.natives.AddressSpace;
import io.spikeport.simulation.onnxruntime.OnnxRuntimeSimulator;
import io.spikeport.snn.SpikingModel;

/**
 * What computes a simulation. Both give the same spikes but where a potential is within rounding of
 * its threshold, because they add in another order.
 */
public enum Engine {
  /** Our own kernels around ND4J's dense products; the reference. */
  ND4J,
  /** One timestep as a graph of standard ONNX operators, run by ONNX Runtime. */
  ONNXRUNTIME;

  /**
   * Makes a model ready to run.
   *
   * @throws io.spikeport.error.UsageException if something is to be recorded that the model has not
   * @throws io.spikeport.error.FileException if a limit leaves native libraries too little memory
   */
  public Simulation open(SpikingModel model, SimulationOptions options) {
    AddressSpace.requireRoomForLibraries();
    return switch (this) {
      case ND4J -> new Simulator(model, options);
      case ONNXRUNTIME -> new OnnxRuntimeSimulator(model, options);
    };
  }
}
