"""Spiking neurons, as docs/format.md defines them."""

from typing import Any, Mapping, Optional, Tuple

import torch
from torch import Tensor, nn

from ..files import Message, ModelError
from .activations import Activation
from .state import Stateful, parameter, per_channel
from .surrogate import Surrogate, with_derivative


class Neuron(Stateful):
    """Any layer of spiking neurons."""


class IntegratingNeuron(Neuron):
    """What integrate-and-fire neurons share.

    Attributes:
        threshold: θ, a scalar or [C]
        initial_potential: v₀ in units of θ, a scalar, [C], or of the sample's shape
        hard: whether v goes to 0 after a spike; else θ·z is subtracted
        v: membrane potential after the last timestep, [N, …]
    """

    STATES: Tuple[str, ...] = ("v",)
    v: Optional[Tensor]

    def __init__(self, op: Message, surrogate: Optional[Surrogate]):
        super().__init__()
        if op["comparison"] != "COMPARISON_GREATER_OR_EQUAL":
            raise ModelError(f"expected a comparison ≥, found {op['comparison']}")
        self.threshold = parameter(op["threshold"])
        self.initial_potential = parameter(op["initial_potential"])
        self.hard = op["reset"] == "RESET_HARD"
        self.surrogate = surrogate

    def charge(self, v: Tensor, x: Tensor) -> Tensor:
        """Potential after the input x."""
        raise NotImplementedError

    def fire(self, v: Tensor, theta: Tensor) -> Tensor:
        """Spikes of the potential v: here at most one."""
        spikes = torch.ge(v, theta).to(v.dtype)
        return with_derivative(spikes, self.surrogate, lambda: v / theta - 1)

    def forward(self, x: Tensor) -> Tensor:
        theta = per_channel(self.threshold, x)
        v = self.v
        if v is None:
            v = (per_channel(self.initial_potential, x) * theta).expand_as(x)
        v = self.charge(v, x)
        z = self.fire(v, theta)
        self.v = torch.where(torch.ne(z, 0), torch.zeros_like(v), v) if self.hard else v - theta * z
        return z

    def extra_repr(self) -> str:
        return "hard reset" if self.hard else "soft reset"


class IntegrateAndFire(IntegratingNeuron):
    """v ← v + x; at most `maximum_spikes` spikes in one timestep; if `signed`, a negative spike may
    take back an earlier positive one.

    Attributes:
        balance: sum of all spikes so far, if signed
    """

    STATES = ("v", "balance")
    balance: Optional[Tensor]

    def __init__(self, op: Message, surrogate: Optional[Surrogate]):
        super().__init__(op, surrogate)
        self.signed: bool = op["signed"]
        self.maximum_spikes: int = op["maximum_spikes"]

    def charge(self, v: Tensor, x: Tensor) -> Tensor:
        return v + x

    def fire(self, v: Tensor, theta: Tensor) -> Tensor:
        if self.maximum_spikes == 1 and not self.signed:
            return super().fire(v, theta)
        z = torch.ge(v, theta).to(v.dtype)
        if self.maximum_spikes > 1:
            z = z * (v / theta).floor().clamp(max=self.maximum_spikes)
        first_step = torch.ones_like(v)
        if self.signed:
            balance = torch.zeros_like(v) if self.balance is None else self.balance
            may_take_back = torch.gt(balance, 0)
            z = torch.where(torch.lt(v, 0) & may_take_back, -torch.ones_like(z), z)
            first_step = first_step - may_take_back.to(v.dtype)
            self.balance = balance + z.detach()

        def distance() -> Tensor:
            u = v / theta
            nearest = u.detach().round().clamp(max=self.maximum_spikes)
            return u - torch.maximum(nearest, first_step)

        return with_derivative(z, self.surrogate, distance)


class LeakyIntegrateAndFire(IntegratingNeuron):
    """v ← v + (x − v)/τ if `decay_input`, else v ← v − v/τ + x; then as a plain neuron.

    Attributes:
        tau: τ in timesteps, a scalar, [C], or of the sample's shape
    """

    def __init__(self, op: Message, surrogate: Optional[Surrogate]):
        super().__init__(op, surrogate)
        self.tau = parameter(op["tau"] if "tau" in op else op["taus"])
        self.decay_input: bool = op["decay_input"]

    def charge(self, v: Tensor, x: Tensor) -> Tensor:
        tau = per_channel(self.tau, x)
        return v + (x - v) / tau if self.decay_input else v - v / tau + x


class SigmaDelta(Neuron):
    """u ← u + x; d ← f(u) − y; s ← q(d); y ← y + s; yields s. q(d) is 0 if |d| < θ/2, else ±θ·2^k with
    the smallest k < n for which |d| < 1.5·2^k·θ, or n − 1. In the backward pass q is the identity.

    Attributes:
        u: sum of the inputs; y: sum of the spikes; both 0 at the start
    """

    STATES = ("u", "y")
    u: Optional[Tensor]
    y: Optional[Tensor]

    def __init__(self, op: Message, surrogate: Optional[Surrogate]):
        super().__init__()
        self.threshold = parameter(op["threshold"])
        self.levels: int = op["levels"]
        self.activation = Activation(op["activation"])
        self.trains = surrogate is not None

    def forward(self, x: Tensor) -> Tensor:
        theta = per_channel(self.threshold, x)
        self.u = x if self.u is None else self.u + x
        y = torch.zeros_like(x) if self.y is None else self.y
        d = self.activation(self.u) - y
        size = d.abs()
        spike = theta.expand_as(d)
        for k in range(self.levels - 1):
            spike = torch.where(size >= 1.5 * 2**k * theta, 2 ** (k + 1) * theta, spike)
        spike = torch.where(size < 0.5 * theta, torch.zeros_like(d), spike) * d.sign()
        s = with_derivative(spike, (lambda d: d) if self.trains else None, lambda: d)
        self.y = y + s
        return s


class Threshold(nn.Module):
    """y = 1 if x > θ else 0, without memory."""

    def __init__(self, op: Message, surrogate: Optional[Surrogate]):
        super().__init__()
        self.threshold = parameter(op["threshold"])
        self.surrogate = surrogate

    def forward(self, x: Tensor) -> Tensor:
        theta = per_channel(self.threshold, x)
        return with_derivative(torch.gt(x, theta).to(x.dtype), self.surrogate, lambda: x - theta)


class LeakyIntegrator(Stateful):
    """v ← decay·v + x; yields v, which is 0 at the start."""

    STATES: Tuple[str, ...] = ("v",)
    v: Optional[Tensor]

    def __init__(self, op: Mapping[str, Any]):
        super().__init__()
        self.decay = parameter(op["decay"])

    def forward(self, x: Tensor) -> Tensor:
        self.v = x if self.v is None else per_channel(self.decay, x) * self.v + x
        return self.v
