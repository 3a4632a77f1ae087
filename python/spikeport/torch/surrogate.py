"""What stands in for a spike's derivative, which is 0 or infinite."""

import math
from typing import Callable, Optional

import torch
from torch import Tensor

Surrogate = Callable[[Tensor], Tensor]
"""A smooth step. It is given (v − kθ)/θ, the distance of the potential to the nearest step of the
neuron in units of θ; only its derivative is used, and only in the backward pass."""


def arctangent(u: Tensor) -> Tensor:
    """Smooth step with the derivative 1/(1 + (πu)²)."""
    return torch.div(torch.atan(torch.mul(u, math.pi)), math.pi)


def with_derivative(
    z: Tensor, surrogate: Optional[Surrogate], distance: Callable[[], Tensor]
) -> Tensor:
    """The value of z exactly, with the derivative of `surrogate(distance())`."""
    if surrogate is None or not torch.is_grad_enabled():
        return z
    smooth = surrogate(distance())
    return z.detach() + (smooth - smooth.detach())
