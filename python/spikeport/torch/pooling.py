"""Pooling over windows: everything is padded first, so that padding may differ at the two ends."""

from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..files import Message
from .state import Stateful


class Window:
    """A window over one or two spatial axes; over one, a second axis of extent 1 is put after it."""

    def __init__(self, message: Message, ceil_mode: bool = False):
        self.axes = len(message["kernel"])
        more = 2 - self.axes
        self.kernel: List[int] = message["kernel"] + [1] * more
        self.strides: List[int] = message["strides"] + [1] * more
        self.dilations: List[int] = message["dilations"] + [1] * more
        self.begin: List[int] = message["pads_begin"] + [0] * more
        self.end: List[int] = message["pads_end"] + [0] * more
        self.ceil_mode = ceil_mode

    def span(self, axis: int) -> int:
        return (self.kernel[axis] - 1) * self.dilations[axis] + 1

    def positions(self, axis: int, size: int) -> int:
        slack = size + self.begin[axis] + self.end[axis] - self.span(axis)
        count = slack // self.strides[axis] + 1
        reaches = count * self.strides[axis] < size + self.begin[axis]
        return count + (self.ceil_mode and slack % self.strides[axis] != 0 and reaches)

    def planes(self, x: Tensor) -> Tensor:
        """[N, C, H, W]"""
        return x if self.axes == 2 else x.unsqueeze(-1)

    def like(self, y: Tensor) -> Tensor:
        """[N, C, H, W] as the input came."""
        return y if self.axes == 2 else y.squeeze(-1)

    def padded(self, planes: Tensor, value: float) -> Tensor:
        """With just the padding that the positions cover."""
        widths: List[int] = []
        for axis in (1, 0):
            size = planes.shape[2 + axis]
            last = (self.positions(axis, size) - 1) * self.strides[axis] + self.span(axis)
            widths += [self.begin[axis], max(0, last - self.begin[axis] - size)]
        return F.pad(planes, widths, value=value) if any(widths) else planes

    def divisors(self, axis: int, planes: Tensor, count_include_pad: bool) -> Tensor:
        """How many elements of the input (or of the padded input) each position covers."""
        size = planes.shape[2 + axis]
        low, high = (-self.begin[axis], size + self.end[axis]) if count_include_pad else (0, size)
        positions = torch.arange(self.positions(axis, size), device=planes.device)
        taps = torch.arange(self.kernel[axis], device=planes.device) * self.dilations[axis]
        covered = positions[:, None] * self.strides[axis] - self.begin[axis] + taps
        return ((covered >= low) & (covered < high)).sum(1)

    def largest(self, x: Tensor, by: Optional[Tensor] = None) -> Tensor:
        """The largest element; or the element of x where `by` is largest, of equal ones the first."""
        keys = self.padded(self.planes(x if by is None else by), -torch.inf)
        best = F.max_pool2d(
            keys, self.kernel, self.strides, 0, self.dilations, return_indices=by is not None
        )
        if by is None:
            return self.like(best)
        at = best[1]
        values = self.padded(self.planes(x), 0).flatten(2).gather(2, at.flatten(2))
        return self.like(values.view_as(at))


class MaxPool(nn.Module):
    def __init__(self, op: Message):
        super().__init__()
        self.window = Window(op["window"], op["ceil_mode"])

    def forward(self, x: Tensor) -> Tensor:
        return self.window.largest(x)


class AveragePool(nn.Module):
    def __init__(self, op: Message):
        super().__init__()
        self.window = Window(op["window"], op["ceil_mode"])
        self.count_include_pad: bool = op["count_include_pad"]

    def forward(self, x: Tensor) -> Tensor:
        w, planes = self.window, self.window.planes(x)
        padded = w.padded(planes, 0)
        if w.dilations == [1, 1]:
            sums = F.avg_pool2d(padded, w.kernel, w.strides, divisor_override=1)
        else:
            channels = x.shape[1]
            ones = x.new_ones([channels, 1] + w.kernel)
            sums = F.conv2d(padded, ones, None, w.strides, 0, w.dilations, channels)
        counts = [w.divisors(axis, planes, self.count_include_pad) for axis in (0, 1)]
        return w.like(sums / (counts[0][:, None] * counts[1]).to(x))


class _SummedMaxPool(Stateful):
    """Keeps S, the input summed over time, per element."""

    STATES: Tuple[str, ...] = ("sums",)
    sums: Optional[Tensor]

    def __init__(self, op: Message):
        super().__init__()
        self.window = Window(op["window"], op["ceil_mode"])

    def add(self, x: Tensor) -> Tensor:
        self.sums = x if self.sums is None else self.sums + x
        return self.sums


class GatedMaxPool(_SummedMaxPool):
    """Passes the input whose sum over time is the largest so far; of equal ones the first."""

    def forward(self, x: Tensor) -> Tensor:
        return self.window.largest(x, by=self.add(x))


class InhibitedMaxPool(_SummedMaxPool):
    """y = max S(t) − max S(t − 1)"""

    STATES = ("sums", "maximum")
    maximum: Optional[Tensor]

    def forward(self, x: Tensor) -> Tensor:
        largest = self.window.largest(self.add(x))
        y = largest if self.maximum is None else largest - self.maximum
        self.maximum = largest
        return y
