"""Runs and fine-tunes spiking models of Spikeport in PyTorch: docs/pytorch.md.

import spikeport.torch
network = spikeport.torch.load("model.snn").eval()
scores = network(images)          # [N, classes], summed over the model's own timesteps
"""

from .network import SpikingNetwork, load
from .neurons import IntegrateAndFire, IntegratingNeuron, LeakyIntegrateAndFire, Neuron, SigmaDelta
from .state import Stateful, reset
from .surrogate import Surrogate, arctangent

__all__ = [
    "IntegrateAndFire",
    "IntegratingNeuron",
    "LeakyIntegrateAndFire",
    "Neuron",
    "SigmaDelta",
    "SpikingNetwork",
    "Stateful",
    "Surrogate",
    "arctangent",
    "load",
    "reset",
]
