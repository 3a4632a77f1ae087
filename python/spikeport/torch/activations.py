"""Functions of one number, as proto/spiking_model.proto defines them."""

import math
from typing import Callable, Dict

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..files import Message, ModelError
from .state import parameter, per_channel


def _clip(x: Tensor, minimum: Tensor, maximum: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(x, minimum), maximum)


def _elu(x: Tensor, alpha: Tensor) -> Tensor:
    return torch.where(torch.gt(x, 0), x, alpha * torch.expm1(x.clamp(max=0)))


def _gelu_tanh(x: Tensor) -> Tensor:
    inner = torch.mul(x + 0.044715 * x * x * x, math.sqrt(2 / math.pi))
    return torch.mul(x / 2, 1 + torch.tanh(inner))


def _softplus(x: Tensor) -> Tensor:
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


def _quantize(x: Tensor, step: Tensor, low: Tensor, high: Tensor) -> Tensor:
    whole = (x / step).round()
    # The derivative is that of clipping.
    inside = _clip(x / step, low, high)
    return step * (inside + (_clip(whole, low, high) - inside).detach())


FUNCTIONS: Dict[str, Callable[..., Tensor]] = {
    "FUNCTION_IDENTITY": lambda x: x,
    "FUNCTION_RELU": F.relu,
    "FUNCTION_CLIP": _clip,
    "FUNCTION_LEAKY_RELU": lambda x, slope: torch.where(x >= 0, x, slope * x),
    "FUNCTION_ELU": _elu,
    "FUNCTION_SELU": lambda x, alpha, gamma: gamma * _elu(x, alpha),
    "FUNCTION_CELU": lambda x, alpha: torch.where(
        x > 0, x, alpha * torch.expm1(x.clamp(max=0) / alpha)
    ),
    "FUNCTION_SILU": F.silu,
    "FUNCTION_HARD_SWISH": lambda x: x * (x / 6 + 0.5).clamp(0, 1),
    "FUNCTION_SIGMOID": torch.sigmoid,
    "FUNCTION_HARD_SIGMOID": lambda x, alpha, beta: (alpha * x + beta).clamp(0, 1),
    "FUNCTION_TANH": torch.tanh,
    "FUNCTION_GELU": F.gelu,
    "FUNCTION_GELU_TANH": _gelu_tanh,
    "FUNCTION_SOFTPLUS": _softplus,
    "FUNCTION_SOFTSIGN": F.softsign,
    "FUNCTION_MISH": lambda x: x * torch.tanh(_softplus(x)),
    "FUNCTION_QUANTIZE": _quantize,
}


class Activation(nn.Module):
    """y = f(x), element by element; f's parameters do not train until asked to."""

    def __init__(self, message: Message):
        super().__init__()
        self.function: str = message["function"]
        if self.function not in FUNCTIONS:
            raise ModelError(f"unknown function {self.function}; update this package")
        self.arguments = nn.ParameterList([parameter(p) for p in message["parameters"]])

    def forward(self, x: Tensor) -> Tensor:
        return FUNCTIONS[self.function](x, *[per_channel(p, x) for p in self.arguments])

    def extra_repr(self) -> str:
        return self.function
