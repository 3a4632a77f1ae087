"""Spiking models that Spikeport converted, in Python: see docs/pytorch.md.

`spikeport.read` reads a `.snn` or `.snn.json` file and needs NumPy only; `spikeport.torch.load`
makes a PyTorch module of it.
"""

from .files import Message, ModelError, read, write

__all__ = ["Message", "ModelError", "read", "write"]
