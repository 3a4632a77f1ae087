package io.spikeport.graph;

/** An operator that carries state from timestep to timestep. */
public sealed interface StatefulOp extends Op
    permits Neuron, Delay, DeltaStep, GatedMaxPool, InhibitedMaxPool, LeakyIntegrator {}
