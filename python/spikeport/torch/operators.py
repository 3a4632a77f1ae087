"""Operators without spikes, and the table of all operators."""

from typing import Any, Callable, Dict, List, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..files import Message
from .activations import Activation
from .neurons import IntegrateAndFire, LeakyIntegrateAndFire, LeakyIntegrator, SigmaDelta, Threshold
from .pooling import AveragePool, GatedMaxPool, InhibitedMaxPool, MaxPool, Window
from .state import Stateful, parameter, per_channel
from .surrogate import Surrogate


class Affine(nn.Module):
    """A linear operator with a constant. `acts` is whether the constant acts: in delta coding, where a
    value is the sum of its messages, it does so in the first timestep only."""

    acts = True


class Conv(Affine):
    """Over one or two spatial axes, with zero padding; weight [out, in/groups, k…], bias [out]."""

    def __init__(self, op: Message):
        super().__init__()
        self.weight = parameter(op["weight"], trained=True)
        self.bias = parameter(op["bias"], trained=True)
        self.window = Window(op["window"])
        self.groups: int = op["groups"]

    def forward(self, x: Tensor) -> Tensor:
        w = self.window
        weight = self.weight if w.axes == 2 else self.weight.unsqueeze(-1)
        padding, planes = w.begin, w.planes(x)
        if w.begin != w.end:
            padding, planes = [0, 0], w.padded(planes, 0)
        bias = self.bias if self.acts else None
        y = F.conv2d(planes, weight, bias, w.strides, padding, w.dilations, self.groups)
        return w.like(y)


class Linear(Affine):
    """y = weight · x + bias; weight [out, in], bias [out]."""

    def __init__(self, op: Message):
        super().__init__()
        self.weight = parameter(op["weight"], trained=True)
        self.bias = parameter(op["bias"], trained=True)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight, self.bias if self.acts else None)


class BatchNormalization(Affine):
    """With mean and variance as they were measured; scale and bias can be trained."""

    def __init__(self, op: Message):
        super().__init__()
        self.scale = parameter(op["scale"], trained=True)
        self.bias = parameter(op["bias"], trained=True)
        self.mean = parameter(op["mean"])
        self.variance = parameter(op["variance"])
        self.epsilon: float = op["epsilon"]

    def forward(self, x: Tensor) -> Tensor:
        deviation = torch.add(per_channel(self.variance, x), self.epsilon).sqrt()
        if not self.acts:
            return per_channel(self.scale, x) * x / deviation
        centred = per_channel(self.scale, x) * (x - per_channel(self.mean, x))
        return centred / deviation + per_channel(self.bias, x)


class ChannelAffine(Affine):
    """y = scale · x + shift"""

    def __init__(self, op: Message):
        super().__init__()
        self.scale = parameter(op["scale"], trained=True)
        self.shift = parameter(op["shift"], trained=True)

    def forward(self, x: Tensor) -> Tensor:
        y = per_channel(self.scale, x) * x
        return y + per_channel(self.shift, x) if self.acts else y


class AddConstant(Affine):
    """y = x + value"""

    def __init__(self, op: Message):
        super().__init__()
        self.value = parameter(op["value"], trained=True)

    def forward(self, x: Tensor) -> Tensor:
        return x + per_channel(self.value, x) if self.acts else x


class AxisLinear(nn.Module):
    """Weighted sums along one axis"""

    def __init__(self, op: Message):
        super().__init__()
        self.axis = op["axis"]
        self.matrix = parameter(op["matrix"], trained=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x.transpose(self.axis, -1), self.matrix).transpose(self.axis, -1)


class Pointwise(nn.Module):
    """y = f(x)"""

    def __init__(self, op: Message):
        super().__init__()
        self.activation = Activation(op["activation"])

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(x)


class VoltageScaler(nn.Module):
    """y = x · factor"""

    def __init__(self, op: Message):
        super().__init__()
        self.factor = parameter(op["factor"])

    def forward(self, x: Tensor) -> Tensor:
        return x * per_channel(self.factor, x)


class Delay(Stateful):
    """y(t) = x(t − d), and 0 in the first d timesteps.

    Attributes:
        held: what is still to come, oldest first, [d, N, …]
    """

    STATES = ("held",)
    held: Optional[Tensor]

    def __init__(self, op: Message):
        super().__init__()
        self.timesteps: int = op["timesteps"]

    def forward(self, x: Tensor) -> Tensor:
        held = self.held
        if held is None:
            held = x.new_zeros((self.timesteps,) + x.shape)
        self.held = torch.cat([held[1:], x.unsqueeze(0)])
        return held[0]


class Difference(Stateful):
    """y(t) = x(t) − x(t − 1), and x(0) in the first timestep."""

    STATES = ("last",)
    last: Optional[Tensor]

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.last is None else x - self.last
        self.last = x
        return y


Settings = Dict[str, Any]


class Function(nn.Module):
    """A function of the inputs alone."""

    def __init__(self, function: Callable[..., Tensor], op: Message):
        super().__init__()
        self.function = function
        self.kind = op.kind
        self.settings = dict(op)

    def forward(self, *inputs: Tensor) -> Tensor:
        return self.function(self.settings, *inputs)

    def extra_repr(self) -> str:
        return ", ".join([self.kind] + [f"{name}={value}" for name, value in self.settings.items()])


def _add(op: Settings, *inputs: Tensor) -> Tensor:
    total = inputs[0]
    for x in inputs[1:]:
        total = total + x
    return total


def _concat(op: Settings, *inputs: Tensor) -> Tensor:
    return torch.cat(inputs, op["axis"])


def _flatten(op: Settings, x: Tensor) -> Tensor:
    return x.flatten(1)


def _reshape(op: Settings, x: Tensor) -> Tensor:
    return x.reshape([x.shape[0]] + op["shape"])


def _transpose(op: Settings, x: Tensor) -> Tensor:
    return x.permute([0] + op["permutation"])


def _slice(op: Settings, x: Tensor) -> Tensor:
    return x.narrow(op["axis"], op["start"], op["end"] - op["start"])


def _pad(op: Settings, x: Tensor) -> Tensor:
    widths: List[int] = []
    for begin, end in reversed(list(zip(op["begin"], op["end"]))):
        widths += [begin, end]
    return F.pad(x, widths, value=op["value"])


def _upsample(op: Settings, x: Tensor) -> Tensor:
    for axis, factor in enumerate(op["factors"]):
        x = x.repeat_interleave(factor, 2 + axis)
    return x


def _take(op: Settings, x: Tensor) -> Tensor:
    axis = op["axis"]
    padded = torch.cat([x, torch.zeros_like(x.narrow(axis, 0, 1))], axis)
    indices = [i if i >= 0 else x.shape[axis] for i in op["indices"]]
    return padded.index_select(axis, torch.tensor(indices, device=x.device))


def _spatial(x: Tensor) -> List[int]:
    return list(range(2, x.dim()))


def _global_average_pool(op: Settings, x: Tensor) -> Tensor:
    return x.mean(_spatial(x), keepdim=True)


def _global_max_pool(op: Settings, x: Tensor) -> Tensor:
    return x.amax(_spatial(x), keepdim=True)


def _relu(op: Settings, x: Tensor) -> Tensor:
    return F.relu(x)


def _clipped_relu(op: Settings, x: Tensor) -> Tensor:
    return x.clamp(0, op["maximum"])


def _softmax(op: Settings, x: Tensor) -> Tensor:
    return x.softmax(op["axis"])


def _log_softmax(op: Settings, x: Tensor) -> Tensor:
    return x.log_softmax(op["axis"])


# By the name of the field of `Node`.
FUNCTIONS: Dict[str, Callable[..., Tensor]] = {
    "add": _add,
    "clipped_relu": _clipped_relu,
    "concat": _concat,
    "flatten": _flatten,
    "global_average_pool": _global_average_pool,
    "global_max_pool": _global_max_pool,
    "log_softmax": _log_softmax,
    "pad": _pad,
    "relu": _relu,
    "reshape": _reshape,
    "slice": _slice,
    "softmax": _softmax,
    "take": _take,
    "transpose": _transpose,
    "upsample": _upsample,
}
LAYERS: Dict[str, Callable[[Message], nn.Module]] = {
    "add_constant": AddConstant,
    "average_pool": AveragePool,
    "axis_linear": AxisLinear,
    "batch_normalization": BatchNormalization,
    "channel_affine": ChannelAffine,
    "conv": Conv,
    "delay": Delay,
    "gated_max_pool": GatedMaxPool,
    "inhibited_max_pool": InhibitedMaxPool,
    "leaky_integrator": LeakyIntegrator,
    "linear": Linear,
    "max_pool": MaxPool,
    "pointwise": Pointwise,
    "voltage_scaler": VoltageScaler,
}
SPIKING: Dict[str, Callable[[Message, Optional[Surrogate]], nn.Module]] = {
    "integrate_and_fire": IntegrateAndFire,
    "leaky_integrate_and_fire": LeakyIntegrateAndFire,
    "sigma_delta": SigmaDelta,
    "threshold": Threshold,
}

# Those of no constant and no state; Pad is one if it pads zeros.
_LINEAR = {
    *("add", "average_pool", "concat", "flatten", "global_average_pool", "reshape", "slice"),
    *("axis_linear", "take", "transpose", "upsample", "voltage_scaler"),
}


def is_linear(kind: str, op: Message) -> bool:
    return kind in _LINEAR or (kind == "pad" and op["value"] == 0)


def module(kind: str, op: Message, surrogate: Optional[Surrogate]) -> Optional[nn.Module]:
    """The operator as a module, if it can run here."""
    if kind in FUNCTIONS:
        return Function(FUNCTIONS[kind], op)
    if kind in LAYERS:
        return LAYERS[kind](op)
    return SPIKING[kind](op, surrogate) if kind in SPIKING else None
