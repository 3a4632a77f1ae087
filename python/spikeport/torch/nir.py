"""A node map for NIRTorch that restores what Spikeport keeps in a NIR file's metadata.

    import nir, nirtorch
    from spikeport.torch import reset
    from spikeport.torch.nir import node_map
    network = nirtorch.nir_to_torch(nir.read("model.nir"), node_map())
    reset(network)
    output, state = network(x)        # one timestep; the state is kept in the modules

NIR's own IF and LIF reset to a value, start from 0 and send one spike. Ours are in the metadata of the
nodes (docs/nir.md): reset, initial potential, signed, bursts. Only files that Spikeport wrote.
"""

from typing import Any, Callable, Dict, List, Optional

import numpy as np
from torch import nn

from .._fields import MESSAGES
from ..files import Message, ModelError
from .operators import module
from .surrogate import Surrogate, arctangent

TYPES = (
    *("Affine", "AvgPool2d", "Conv1d", "Conv2d", "Delay", "Flatten", "I", "IF", "Input", "LI"),
    *("LIF", "Linear", "Output", "Scale", "SumPool2d", "Threshold"),
)


def node_map(surrogate: Optional[Surrogate] = arctangent) -> Dict[type, Callable[[Any], nn.Module]]:
    """For `nirtorch.nir_to_torch(graph, node_map())`; needs the package nir."""
    import nir  # type: ignore[import-not-found]

    return {getattr(nir, name): lambda node: restore(node, surrogate) for name in TYPES}


def restore(node: Any, surrogate: Optional[Surrogate] = arctangent) -> nn.Module:
    """The module that a node of NIR stands for.

    Args:
        node: of the package nir, or any object of the same type name and fields
    Raises:
        ModelError: if the node was not written by Spikeport and means something else elsewhere
    """
    type_, notes = type(node).__name__, node.metadata
    operator = _text(notes.get("operator", ""))
    if type_ in ("Input", "Output"):
        return nn.Identity()
    if type_ in ("IF", "LIF"):
        return _made(_neuron(node, notes), surrogate)
    if operator not in ("", "Reshape", "Identity"):
        return _made(_noted(operator, notes, node), surrogate)
    if type_ == "Flatten":
        start, end = int(node.start_dim), int(node.end_dim)
        return nn.Flatten(start + (start >= 0), end + (end >= 0))
    return _made(_plain(type_, node), surrogate)


def _text(value: Any) -> str:
    value = value.item() if isinstance(value, np.ndarray) else value
    return value.decode() if isinstance(value, bytes) else str(value)


def _message(kind: str, **values: Any) -> Message:
    message = Message(kind)
    message.update(values)
    return message


def _made(op: Message, surrogate: Optional[Surrogate]) -> nn.Module:
    fields = {kind: name for name, kind, _ in MESSAGES["Node"].values()}
    layer = module(fields[op.kind], op, surrogate)
    assert layer is not None
    return layer


def _neuron(node: Any, notes: Dict[str, Any]) -> Message:
    if "reset" not in notes:
        raise ModelError(
            "expected a neuron with Spikeport's metadata, found one of another program; "
            "make a .snn of the file with spikeport export"
        )
    shared = {
        "threshold": np.asarray(notes["threshold"]),
        "initial_potential": np.asarray(notes["initial_potential"]),
        "reset": "RESET_" + _text(notes["reset"]).upper(),
        "comparison": "COMPARISON_" + _text(notes["comparison"]).upper(),
    }
    if "tau" in notes:
        decay_input = bool(notes["decay_input"])
        taus = np.asarray(notes["tau"])
        return _message("LeakyIntegrateAndFire", taus=taus, decay_input=decay_input, **shared)
    signed, most = bool(notes["signed"]), int(notes["maximum_spikes"])
    return _message("IntegrateAndFire", signed=signed, maximum_spikes=most, **shared)


def _noted(operator: str, notes: Dict[str, Any], node: Any) -> Message:
    """An operator for which another node of NIR stands."""
    if operator not in MESSAGES:
        raise ModelError(f"unknown operator {operator} in the metadata; update this package")
    values: Dict[str, Any] = {}
    for name, kind, _ in MESSAGES[operator].values():
        if kind == "Window":
            values[name] = _window(notes)
        elif kind == "Tensor":
            values[name] = np.asarray(notes["scale" if name == "factor" else name])
        else:
            values[name] = notes[name].item() if hasattr(notes[name], "item") else notes[name]
    return _message(operator, **values)


def _whole(value: Any, axes: int) -> List[int]:
    return [int(v) for v in np.broadcast_to(np.asarray(value), (axes,))]


def _window(notes: Dict[str, Any]) -> Message:
    axes = np.asarray(notes["kernel"]).size
    names = ("kernel", "strides", "dilations", "pads_begin", "pads_end")
    return _message("Window", **{name: _whole(notes[name], axes) for name in names})


def _windowed(kernel: List[int], strides: Any, pads: Any, dilations: Any = 1) -> Message:
    pads = _whole(pads, len(kernel))
    return _message(
        "Window",
        kernel=kernel,
        strides=_whole(strides, len(kernel)),
        dilations=_whole(dilations, len(kernel)),
        pads_begin=pads,
        pads_end=pads,
    )


def _plain(type_: str, node: Any) -> Message:
    """A node that means what NIR says."""
    if type_ in ("Affine", "Linear"):
        bias = getattr(node, "bias", np.zeros(len(node.weight), np.float32))
        return _message("Linear", weight=node.weight, bias=bias)
    if type_ in ("Conv1d", "Conv2d"):
        window = _windowed(list(node.weight.shape[2:]), node.stride, node.padding, node.dilation)
        groups = int(node.groups)
        return _message("Conv", weight=node.weight, bias=node.bias, window=window, groups=groups)
    if type_ == "AvgPool2d":
        window = _windowed(_whole(node.kernel_size, 2), node.stride, node.padding)
        return _message("AveragePool", window=window, ceil_mode=False, count_include_pad=True)
    if type_ == "Scale":
        return _message("ChannelAffine", scale=np.asarray(node.scale), shift=np.float32(0))
    if type_ == "Threshold":
        return _message("Threshold", threshold=np.asarray(node.threshold))
    if type_ == "I":
        return _message("LeakyIntegrator", decay=np.float32(1))
    raise ModelError(f"a {type_} without Spikeport's metadata cannot be restored")
