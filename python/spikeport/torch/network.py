"""A spiking model as a PyTorch module."""

import copy
import os
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Union

import torch
from torch import Tensor, nn

from ..files import Message, ModelError, read, write
from .neurons import LeakyIntegrator, Neuron
from .operators import Affine, Difference, is_linear, module
from .pooling import InhibitedMaxPool, MaxPool
from .state import Stateful, reset
from .surrogate import Surrogate, arctangent


def load(
    path: Union[str, "os.PathLike[str]"], surrogate: Optional[Surrogate] = arctangent
) -> "SpikingNetwork":
    """Loads a `.snn` or `.snn.json` file.

    Args:
        surrogate: what stands in for the derivative of spikes (see `Surrogate`); None for no
            gradient through them
    Raises:
        ModelError: if the file is no spiking model or holds what cannot run here
    """
    model = read(path)
    try:
        return SpikingNetwork(model, surrogate)
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from None


class _Wire(NamedTuple):
    """A value, the key of the module that yields it, and the values that it takes."""

    name: str
    key: str
    inputs: List[str]


class _Step(NamedTuple):
    """A wire, and the values that are of no use after it."""

    name: str
    key: str
    inputs: List[str]
    done: List[str]


class SpikingNetwork(nn.Module):
    """A network of spiking neurons in discrete time.

    `network(images)` runs a batch from the start and sums the output. `step` runs one timestep and
    keeps the states. Weights and biases are parameters to be trained; thresholds, initial potentials,
    time constants and voltage scalers are parameters that need `requires_grad_()` first.

    Attributes:
        model: the message that it was made of
        input_shape: of one sample, for example [1, 28, 28]
        timesteps, readout_start: T and t₀ as the model is meant to be run
        readout: "READOUT_OUTPUT" (the trained network's own) or "READOUT_LOGITS"
        class_labels: in the order of the output; empty if unknown
        delta: whether the model is delta-coded: the output is a running sum
        nodes: the operators, in the order in which they run
    """

    def __init__(self, model: Message, surrogate: Optional[Surrogate] = arctangent):
        super().__init__()
        self.model = model
        self.input_shape: List[int] = model["input"]["shape"]
        defaults = model["defaults"]
        self.timesteps: int = defaults["timesteps"]
        self.readout_start: int = defaults["readout_start"]
        self.readout: str = defaults["readout"]
        self.class_labels: List[str] = (
            model["class_labels"]["names"] if "class_labels" in model else []
        )
        self.delta: bool = model.get("coding") == "CODING_DELTA"
        if "head" in model:
            raise ModelError("its head, a FloatBlock (an ONNX graph), cannot run in PyTorch")
        if defaults["coding"] != "INPUT_CODING_CONSTANT_CURRENT":
            raise ModelError(f"the input coding {defaults['coding']} cannot run in PyTorch")
        preprocessing = model["input"]["preprocessing"]
        per_channel = [-1] + [1] * (len(self.input_shape) - 1)
        for name, neutral in [("mean", 0.0), ("std", 1.0)]:
            values = torch.tensor(preprocessing[name] or [neutral]).reshape(per_channel)
            self.register_buffer("input_" + name, values, persistent=False)
        self.input_scale: float = preprocessing["scale"]

        self.nodes = nn.Module()
        self._batch: Optional[int] = None
        self._keys: Dict[str, str] = {}
        self._once: List[Affine] = []
        self._input: str = model["graph"]["input"]
        wires = self._wire(model["graph"], surrogate)
        constant: Set[str] = {self._input}
        for name, key, inputs in wires:
            if not isinstance(getattr(self.nodes, key), Stateful) and constant.issuperset(inputs):
                constant.add(name)
        self._steps = self._plan(wires, set())
        # With the same image in every timestep, what stands before any state is the same, too.
        self._constant = self._plan([wire for wire in wires if wire.name in constant], constant)
        self._changing = self._plan([wire for wire in wires if wire.name not in constant], constant)

    def _wire(self, graph: Message, surrogate: Optional[Surrogate]) -> List[_Wire]:
        """Attaches the operators, and returns how they are joined.

        In delta coding a value is the sum of its messages. So constants behind a neuron act once; what
        depends on the image alone is sent once; and what is not linear, f, sends what has changed in
        f of the sum of its inputs (which for max pooling is lateral inhibition).
        """
        wires: List[_Wire] = []
        names = {self._input, *(node["name"] for node in graph["nodes"])}
        timed: Set[str] = set()
        sent: Dict[str, str] = {}

        def join(wish: str, layer: nn.Module, inputs: List[str]) -> str:
            while wish in names:
                wish += "_"
            names.add(wish)
            wires.append(_Wire(wish, self._attach(wish, layer), inputs))
            return wish

        def message(value: str) -> str:
            if not self.delta or value in timed:
                return value
            if value not in sent:
                sent[value] = join(value + "/sent", Difference(), [value])
            return sent[value]

        for node in graph["nodes"]:
            name, kind, inputs, layer = (
                node["name"],
                _kind(node),
                node["inputs"],
                _module(node, surrogate),
            )
            if self.delta and (isinstance(layer, Neuron) or not timed.isdisjoint(inputs)):
                inputs = [message(value) for value in inputs]
                timed.add(name)
                if isinstance(layer, MaxPool):
                    layer = InhibitedMaxPool(node[kind])
                elif isinstance(layer, Affine):
                    self._once.append(layer)
                elif not isinstance(layer, Neuron) and not is_linear(kind, node[kind]):
                    if isinstance(layer, Stateful):
                        raise ModelError(
                            f"node '{name}' ({node[kind].kind}): has no place in delta coding"
                        )
                    sums = [
                        join(name + "/sum", LeakyIntegrator({"decay": 1.0}), [i]) for i in inputs
                    ]
                    value = join(name + "/value", layer, sums)
                    self._keys[name] = wires[-1].key
                    wires.append(_Wire(name, self._attach(name, Difference()), [value]))
                    continue
            self._keys[name] = self._attach(name, layer)
            wires.append(_Wire(name, self._keys[name], inputs))
        self._output = message(graph["output"])
        return wires

    def _attach(self, name: str, layer: nn.Module) -> str:
        """Names of nodes are free; those of modules have no dots and are no attributes."""
        key = name.replace(".", "_").strip("/") or "_"
        while hasattr(self.nodes, key):
            key += "_"
        self.nodes.add_module(key, layer)
        return key

    def _plan(self, wires: List[_Wire], constant: Set[str]) -> List[_Step]:
        last = {value: wire.name for wire in wires for value in wire.inputs}
        free = {value for value in last if value not in constant and value != self._output}
        return [_Step(*wire, [v for v in free if last[v] == wire.name]) for wire in wires]

    @property
    def layers(self) -> Mapping[str, nn.Module]:
        """The operators by the names of their nodes."""
        return {name: getattr(self.nodes, key) for name, key in self._keys.items()}

    @property
    def neurons(self) -> Mapping[str, Neuron]:
        """The neuron layers by the names of their nodes."""
        return {name: layer for name, layer in self.layers.items() if isinstance(layer, Neuron)}

    def reset(self) -> None:
        """Puts all states back to before the first timestep."""
        self._batch = None
        reset(self.nodes)

    def states(self) -> Dict[str, Dict[str, Tensor]]:
        """All states, by node and name; empty before the first timestep."""
        return {
            n: s.states() for n, s in self.layers.items() if isinstance(s, Stateful) and s.states()
        }

    def detach_states(self) -> None:
        """Lets no gradient flow to earlier timesteps."""
        for layer in self.nodes.children():
            if isinstance(layer, Stateful):
                layer.detach_states()

    def preprocess(self, images: Tensor) -> Tensor:
        """(image · scale − mean)/std. Bytes are divided by 255 first.

        Args:
            images: [N, …], resized and cropped as the model says; an axis of extent 1 for one
                channel may be missing
        """
        like = self.input_std
        x = images.to(like) / 255 if images.dtype == torch.uint8 else images.to(like)
        if x.dim() == len(self.input_shape) and self.input_shape[0] == 1:
            x = x.unsqueeze(1)
        if list(x.shape[1:]) != self.input_shape:
            raise ValueError(
                f"expected images [N, {_words(self.input_shape)}], found [{_words(images.shape)}]"
            )
        return (x * self.input_scale - self.input_mean) / self.input_std

    def step(self, x: Tensor) -> Tensor:
        """One timestep.

        Args:
            x: what the network gets in this timestep, [N, …]: `preprocess(images)`, or currents. In
                delta coding, too, it is the image itself: only what has changed is sent on.
        Returns:
            the output of this timestep
        """
        if list(x.shape[1:]) != self.input_shape:
            raise ValueError(f"expected [N, {_words(self.input_shape)}], found [{_words(x.shape)}]")
        if self._batch not in (None, x.shape[0]):
            raise ValueError(
                f"the states are those of {self._batch} samples, found {x.shape[0]}: reset()"
            )
        self._act(self._batch is None)
        self._batch = x.shape[0]
        return self._run(self._steps, {self._input: x})[self._output]

    def accumulate(
        self, images: Tensor, timesteps: Optional[int] = None, readout_start: Optional[int] = None
    ) -> Iterator[Tensor]:
        """Runs images from the start and yields the summed output after every timestep, which is 0
        before the readout starts."""
        count = self.timesteps if timesteps is None else timesteps
        start = self.readout_start if readout_start is None else readout_start
        if self.delta:
            start = 0
        if not 0 <= start < count:
            raise ValueError(f"expected a readout start of 0 to {count - 1}, found {start}")
        x = self.preprocess(images)
        self.reset()
        constant = self._run(self._constant, {self._input: x})
        total: Optional[Tensor] = None
        for t in range(count):
            self._act(t == 0)
            y = self._run(self._changing, dict(constant))[self._output]
            if t >= start:
                total = y if total is None else total + y
            yield torch.zeros_like(y) if total is None else total

    def forward(
        self, images: Tensor, timesteps: Optional[int] = None, readout_start: Optional[int] = None
    ) -> Tensor:
        """Runs images, [N, …] as in their file, from the start for T timesteps.

        Returns:
            the output summed over the timesteps t₀ to T − 1
        """
        total = images
        for total in self.accumulate(images, timesteps, readout_start):
            pass
        return total

    def _act(self, first: bool) -> None:
        for layer in self._once:
            layer.acts = first

    def _run(self, steps: Sequence[_Step], values: Dict[str, Tensor]) -> Dict[str, Tensor]:
        for name, key, inputs, done in steps:
            values[name] = getattr(self.nodes, key)(*[values[i] for i in inputs])
            for i in done:
                del values[i]
        return values

    @contextmanager
    def recording(self, names: Optional[Sequence[str]] = None) -> Iterator[Dict[str, List[Tensor]]]:
        """Keeps what layers yield, one entry per timestep, by the names of their nodes.

        Args:
            names: nodes, by default all neuron layers
        """
        kept: Dict[str, List[Tensor]] = {name: [] for name in names or self.neurons}

        def keep(name: str) -> Any:
            return lambda layer, inputs, output: kept[name].append(output)

        handles = [self.layers[name].register_forward_hook(keep(name)) for name in kept]
        try:
            yield kept
        finally:
            for handle in handles:
                handle.remove()

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the model with its parameters as they are now, as `.snn`, which `spikeport` reads."""
        model = copy.deepcopy(self.model)
        model["defaults"].update(timesteps=self.timesteps, readout_start=self.readout_start)
        for node in model["graph"]["nodes"]:
            op = node[_kind(node)]
            for name, values in self.layers[node["name"]].named_parameters(recurse=False):
                array = values.detach().to("cpu", torch.float32).numpy()
                op[name if name != "tau" or "tau" in op else "taus"] = array
            if "activation" in op:
                layer = self.layers[node["name"]]
                trained = [p.detach().cpu().numpy() for p in layer.activation.parameters()]
                op["activation"]["parameters"] = trained
        write(model, path)


def _words(shape: Sequence[int]) -> str:
    return ", ".join(map(str, shape))


def _kind(node: Message) -> str:
    """The field of the operator; empty if it is unknown."""
    return next((name for name in node if name not in ("name", "inputs")), "")


def _module(node: Message, surrogate: Optional[Surrogate]) -> nn.Module:
    kind = _kind(node)
    if not kind:
        raise ModelError(f"node '{node['name']}': unknown operator; update this package")
    try:
        layer = module(kind, node[kind], surrogate)
    except ModelError as error:
        raise ModelError(f"node '{node['name']}': {error}") from None
    if layer is None:
        raise ModelError(f"node '{node['name']}' ({node[kind].kind}): cannot run in PyTorch")
    return layer
