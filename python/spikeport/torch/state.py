"""State that operators keep from timestep to timestep."""

from typing import Dict, Tuple

import torch
from torch import Tensor, nn


def parameter(values: "object", trained: bool = False) -> nn.Parameter:
    """A tensor of the model; those of neurons do not take part in training unless asked to."""
    return nn.Parameter(torch.tensor(values, dtype=torch.float32), requires_grad=trained)


def per_channel(values: Tensor, x: Tensor) -> Tensor:
    """A scalar as it is, one value per channel along axis 1, or one value per element of a sample."""
    return values.reshape((-1,) + (1,) * (x.dim() - 2)) if values.dim() == 1 else values


class Stateful(nn.Module):
    """An operator with state. A state is an attribute, [N, …] as the operator's input; it is `None`
    before the first timestep."""

    STATES: Tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        for name in self.STATES:
            self.register_buffer(name, None, persistent=False)

    def reset(self) -> None:
        """Back to before the first timestep."""
        for name in self.STATES:
            setattr(self, name, None)

    def states(self) -> Dict[str, Tensor]:
        """The states by name; empty before the first timestep."""
        found = {name: getattr(self, name) for name in self.STATES}
        return {name: state for name, state in found.items() if state is not None}

    def detach_states(self) -> None:
        """Lets no gradient flow to earlier timesteps."""
        for name, state in self.states().items():
            setattr(self, name, state.detach())


def reset(network: nn.Module) -> None:
    """Puts all our operators in a module back to before the first timestep."""
    for layer in network.modules():
        if isinstance(layer, Stateful):
            layer.reset()
