#!/usr/bin/env python3
"""Runs a spiking model of Spikeport (.snn.json) with nothing but NumPy.

    run_snn.py MODEL.snn.json IMAGES [--labels LABELS] [-T 50] [-n 1000] [-o OUT.npz]

IMAGES: .npy, or IDX as MNIST has it (packed with gzip or not); unsigned bytes are divided by 255.
Prints one line of JSON: the accuracy after every timestep (with labels), the mean firing rate of
every neuron layer, and the summed output of the first images. OUT.npz gets the output of every
timestep ("output", [T, N, …]) and the spikes of every neuron layer ("spikes:NAME", [T, N, …]).

Written after docs/format.md, for people who read the format in a language of their own. All
arithmetic is float32. Another order of summation may move a potential across the threshold, so
single spikes may differ from another program's; rates and accuracies do not.
"""

import argparse
import base64
import gzip
import itertools
import json
import math
import sys

import numpy as np

F = np.float32


# ---- Reading -------------------------------------------------------------------------------------


def read_model(path):
    try:
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
    except ValueError:  # neither UTF-8 nor JSON
        raise SystemExit(
            f"{path}: expected the JSON form of a spiking model (.snn.json), found something else;"
            " 'spikeport export model.snn -o model.snn.json' writes it"
        ) from None
    if not isinstance(model, dict) or model.get("format") != "spikeport.snn":
        raise SystemExit(f"{path}: expected a spiking model (format spikeport.snn)")
    if model["version"]["major"] != 1:
        raise SystemExit(f"{path}: expected format version 1, found {model['version']['major']}")
    return model


def tensor(message):
    """Shape and little-endian float32 in base64. A scalar has no shape at all."""
    data = np.frombuffer(base64.b64decode(message["data"]), "<f4")
    return data.reshape(message.get("shape", []))


def per_channel(message, rank):
    """A scalar as it is, one value per channel along axis 1, or one value per neuron."""
    values = tensor(message)
    return values.reshape((1, -1) + (1,) * (rank - 2)) if values.ndim == 1 else values


def read_array(path):
    if str(path).endswith(".npy"):
        array = np.load(path, allow_pickle=False)
    else:
        with open(path, "rb") as file:
            content = file.read()
        content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        if content[:3] != b"\0\0\x08":
            raise SystemExit(f"{path}: expected .npy or IDX of unsigned bytes")
        shape = np.frombuffer(content, ">i4", content[3], 4)
        array = np.frombuffer(content, "u1", offset=4 + 4 * content[3]).reshape(shape)
    return array


def read_images(path, sample_shape, preprocessing):
    images = read_array(path)
    if images[0].size != np.prod(sample_shape):
        sizes = {k: preprocessing[k] for k in ("resize", "crop") if preprocessing.get(k)}
        sys.exit(f"{path}: bring the images to {sample_shape} first (the model says {sizes})")
    images = images.astype(F) / F(255) if images.dtype == np.uint8 else images.astype(F)
    return images.reshape((len(images),) + tuple(sample_shape))


def preprocess(images, message):
    scaled = images * F(message["scale"])
    for name, neutral, apply in [("mean", 0, np.subtract), ("std", 1, np.divide)]:
        values = np.array(message.get(name, [neutral]), F)
        scaled = apply(scaled, values.reshape((-1,) + (1,) * (images.ndim - 2)))
    return scaled.astype(F)


# ---- Windows -------------------------------------------------------------------------------------


class Window:
    def __init__(self, message, sample_shape, ceil_mode=False):
        self.kernel = message["kernel"]
        self.strides = message["strides"]
        self.dilations = message["dilations"]
        self.begin = message["padsBegin"]
        self.end = message["padsEnd"]
        self.extents = sample_shape[1:]
        self.outputs = [self.positions(axis, ceil_mode) for axis in range(len(self.kernel))]

    def span(self, axis):
        return (self.kernel[axis] - 1) * self.dilations[axis] + 1

    def positions(self, axis, ceil_mode):
        size, stride = self.extents[axis], self.strides[axis]
        slack = size + self.begin[axis] + self.end[axis] - self.span(axis)
        positions = slack // stride + 1
        if ceil_mode and slack % stride and positions * stride < size + self.begin[axis]:
            positions += 1
        return positions

    def view(self, x, padding):
        """[N, C, out…, k…]: for every position, the elements that the window covers."""
        pads = [(0, 0), (0, 0)]
        for axis, size in enumerate(self.extents):
            last = (self.outputs[axis] - 1) * self.strides[axis] + self.span(axis)
            pads.append((self.begin[axis], max(0, last - self.begin[axis] - size)))
        padded = np.pad(x, pads, constant_values=F(padding))
        steps = padded.strides[2:]
        strides = padded.strides[:2]
        strides += tuple(step * s for step, s in zip(steps, self.strides))
        strides += tuple(step * d for step, d in zip(steps, self.dilations))
        shape = x.shape[:2] + tuple(self.outputs) + tuple(self.kernel)
        return np.lib.stride_tricks.as_strided(padded, shape, strides, writeable=False)

    def flat(self, x, padding):
        """[N, C, out…, K], the window's elements in row-major order."""
        return self.view(x, padding).reshape(x.shape[:2] + tuple(self.outputs) + (-1,))

    def divisors(self, count_include_pad):
        """How many elements of the input (or of the padded input) each position covers."""
        result = np.ones([1] * len(self.kernel), F)
        for axis, size in enumerate(self.extents):
            low, high = (-self.begin[axis], size + self.end[axis]) if count_include_pad else (0, size)
            starts = np.arange(self.outputs[axis]) * self.strides[axis] - self.begin[axis]
            taps = starts[:, None] + np.arange(self.kernel[axis]) * self.dilations[axis]
            counts = ((taps >= low) & (taps < high)).sum(1).astype(F)
            shape = [1] * len(self.kernel)
            shape[axis] = -1
            result = result * counts.reshape(shape)
        return result


# ---- Operators: one function each, called once per timestep ----------------------------------------


class Stateless:
    """Wraps a function of the inputs; `reset` and `step` are what every operator has."""

    def __init__(self, function):
        self.function = function

    def reset(self, batch):
        pass

    def step(self, *inputs):
        return self.function(*inputs)


def conv(op, shape):
    window = Window(op["window"], shape)
    weight, bias = tensor(op["weight"]), tensor(op["bias"])
    groups = op["groups"]
    rank = len(window.kernel)
    filters = weight.reshape(groups, weight.shape[0] // groups, -1)

    def run(x):
        # im2col: one row per position, one column per weight of a filter.
        view = window.view(x, 0)
        order = (0,) + tuple(range(2, 2 + rank)) + (1,) + tuple(range(2 + rank, 2 + 2 * rank))
        columns = view.transpose(order).reshape(-1, groups, filters.shape[2])
        sums = np.concatenate([columns[:, g] @ filters[g].T for g in range(groups)], 1)
        y = (sums + bias).reshape((len(x),) + tuple(window.outputs) + (-1,))
        return np.ascontiguousarray(np.moveaxis(y, -1, 1))

    return Stateless(run)


def linear(op, shape):
    weight, bias = tensor(op["weight"]), tensor(op["bias"])
    return Stateless(lambda x: x @ weight.T + bias)


def average_pool(op, shape):
    window = Window(op["window"], shape, op["ceilMode"])
    divisors = window.divisors(op["countIncludePad"])
    return Stateless(lambda x: window.flat(x, 0).sum(-1, dtype=F) / divisors)


def max_pool(op, shape):
    window = Window(op["window"], shape, op["ceilMode"])
    return Stateless(lambda x: window.flat(x, -np.inf).max(-1))


class GatedMaxPool:
    """Passes the input whose sum over time is the largest; ties go to the first."""

    def __init__(self, op, shape):
        self.window, self.shape = Window(op["window"], shape, op["ceilMode"]), shape

    def reset(self, batch):
        self.sums = np.zeros((batch,) + tuple(self.shape), F)

    def step(self, x):
        self.sums = self.sums + x
        best = self.window.flat(self.sums, -np.inf).argmax(-1)
        return np.take_along_axis(self.window.flat(x, 0), best[..., None], -1)[..., 0]


class InhibitedMaxPool:
    """max S(t) − max S(t − 1), S being the input summed over time."""

    def __init__(self, op, shape):
        self.window, self.shape = Window(op["window"], shape, op["ceilMode"]), shape

    def reset(self, batch):
        self.sums = np.zeros((batch,) + tuple(self.shape), F)
        self.largest = F(0)

    def step(self, x):
        self.sums = self.sums + x
        largest = self.window.flat(self.sums, -np.inf).max(-1)
        y, self.largest = largest - self.largest, largest
        return y


class Neuron:
    def __init__(self, op, shape):
        rank = 1 + len(shape)
        self.shape = shape
        self.threshold = per_channel(op["threshold"], rank)
        initial = tensor(op["initialPotential"])
        if initial.ndim == 1 and len(shape) > 1:
            initial = per_channel(op["initialPotential"], rank)
        self.initial = initial * self.threshold
        self.hard = op["reset"] == "RESET_HARD"
        if op["comparison"] != "COMPARISON_GREATER_OR_EQUAL":
            raise SystemExit(f"expected a comparison >=, found {op['comparison']}")

    def reset(self, batch):
        self.potential = np.broadcast_to(self.initial, (batch,) + tuple(self.shape)).astype(F)

    def settle(self, v, z):
        self.potential = np.where(z != 0, F(0), v) if self.hard else v - self.threshold * z
        return z


class IntegrateAndFire(Neuron):
    def __init__(self, op, shape):
        super().__init__(op, shape)
        self.signed, self.most = op["signed"], op["maximumSpikes"]

    def reset(self, batch):
        super().reset(batch)
        self.balance = np.zeros_like(self.potential)

    def step(self, x):
        v = self.potential + x
        if self.most == 1:
            z = (v >= self.threshold).astype(F)
        else:
            burst = np.minimum(np.floor(v / self.threshold), F(self.most))
            z = np.where(v >= self.threshold, burst, F(0))
        if self.signed:
            z = np.where((v < 0) & (self.balance > 0), F(-1), z)
            self.balance = self.balance + z
        return self.settle(v, z)


class LeakyIntegrateAndFire(Neuron):
    def __init__(self, op, shape):
        super().__init__(op, shape)
        self.tau = F(op["tau"]) if "tau" in op else per_channel(op["taus"], 1 + len(shape))
        self.decay_input = op["decayInput"]

    def step(self, x):
        v = self.potential
        v = v + (x - v) / self.tau if self.decay_input else v - v / self.tau + x
        return self.settle(v, (v >= self.threshold).astype(F))


class SigmaDelta:
    """Sends the nearest of n graded spikes to what f of the summed input lacks."""

    def __init__(self, op, shape):
        self.shape = tuple(shape)
        self.function = activation(op["activation"], shape)
        self.threshold = per_channel(op["threshold"], 1 + len(shape))
        self.levels = op["levels"]

    def reset(self, batch):
        self.sum = self.sent = np.zeros((batch,) + self.shape, F)

    def step(self, x):
        self.sum = self.sum + x
        difference = self.function(self.sum) - self.sent
        magnitude = np.abs(difference)
        size = np.where(magnitude >= self.threshold * F(0.5), self.threshold, F(0))
        for k in range(self.levels - 1):
            bound = self.threshold * F(1.5) * F(2**k)
            size = np.where(magnitude >= bound, self.threshold * F(2 ** (k + 1)), size)
        spike = (np.sign(difference) * size).astype(F)
        self.sent = self.sent + spike
        return spike


class Change:
    """Delta coding: an operator on summed messages, of which the change is sent."""

    def __init__(self, operator):
        self.operator = operator

    def reset(self, batch):
        self.sums, self.value = None, F(0)

    def step(self, *messages):
        self.sums = [m + s for m, s in zip(messages, self.sums or [F(0)] * len(messages))]
        value = self.operator.step(*self.sums)
        change, self.value = value - self.value, value
        return change


class LeakyIntegrator:
    def __init__(self, op, shape):
        self.shape, self.decay = shape, per_channel(op["decay"], 1 + len(shape))

    def reset(self, batch):
        self.potential = np.zeros((batch,) + tuple(self.shape), F)

    def step(self, x):
        self.potential = self.decay * self.potential + x
        return self.potential


class Delay:
    """Holds its input back; zeros come out until the first one is due."""

    def __init__(self, op, shape):
        self.shape, self.timesteps = tuple(shape), op["timesteps"]

    def reset(self, batch):
        self.held = [np.zeros((batch,) + self.shape, F)] * self.timesteps

    def step(self, x):
        self.held = self.held + [x]
        return self.held.pop(0)


def threshold(op, shape):
    theta = per_channel(op["threshold"], 1 + len(shape))
    return Stateless(lambda x: (x > theta).astype(F))


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def log_softmax(x, axis):
    shifted = x - x.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def batch_normalization(op, shape):
    scale, bias, mean, variance = (
        per_channel(op[name], 1 + len(shape)) for name in ["scale", "bias", "mean", "variance"]
    )
    return Stateless(lambda x: scale * (x - mean) / np.sqrt(variance + F(op["epsilon"])) + bias)


def channel_affine(op, shape):
    scale, shift = per_channel(op["scale"], 1 + len(shape)), per_channel(op["shift"], 1 + len(shape))
    return Stateless(lambda x: scale * x + shift)


def voltage_scaler(op, shape):
    factor = per_channel(op["factor"], 1 + len(shape))
    return Stateless(lambda x: x * factor)


def pad(op, shape):
    widths = [(0, 0)] + list(zip(op["begin"], op["end"]))
    return Stateless(lambda x: np.pad(x, widths, constant_values=F(op["value"])))


def upsample(op, shape):
    def run(x):
        for axis, factor in enumerate(op["factors"]):
            x = np.repeat(x, factor, 2 + axis)
        return x

    return Stateless(run)


def slice_axis(op, shape):
    index = (slice(None),) * op["axis"] + (slice(op["start"], op["end"]),)
    return Stateless(lambda x: x[index])


def take(op, shape):
    def run(x):
        zero = np.zeros_like(np.take(x, [0], op["axis"]))
        return np.take(np.concatenate([x, zero], op["axis"]), op["indices"], op["axis"])
    return Stateless(run)


def axis_linear(op, shape):
    matrix = tensor(op["matrix"])
    return Stateless(lambda x: np.moveaxis(np.moveaxis(x, op["axis"], -1) @ matrix.T, -1, op["axis"]))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def selu(x, alpha, gamma):
    return gamma * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def gelu_tanh(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


FUNCTIONS = {
    "IDENTITY": lambda x: x,
    "RELU": lambda x: np.maximum(x, 0),
    "CLIP": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "LEAKY_RELU": lambda x, slope: np.where(x >= 0, x, slope * x),
    "ELU": lambda x, alpha: selu(x, alpha, 1),
    "SELU": selu,
    "CELU": lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha)),
    "SILU": lambda x: x * sigmoid(x),
    "HARD_SWISH": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "SIGMOID": sigmoid,
    "HARD_SIGMOID": lambda x, alpha, beta: np.clip(alpha * x + beta, 0, 1),
    "TANH": np.tanh,
    "GELU": lambda x: x / 2 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))),
    "GELU_TANH": gelu_tanh,
    "SOFTPLUS": softplus,
    "SOFTSIGN": lambda x: x / (1 + np.abs(x)),
    "MISH": lambda x: x * np.tanh(softplus(x)),
    "QUANTIZE": lambda x, step, low, high: step * np.clip(np.rint(x / step), low, high),
}


def activation(message, shape):
    """A function of float32 values, computed in double precision."""
    function = FUNCTIONS[message["function"].removeprefix("FUNCTION_")]
    parameters = [
        per_channel(p, 1 + len(shape)).astype(np.float64) for p in message.get("parameters", [])
    ]
    return lambda x: function(x.astype(np.float64), *parameters).astype(F)


def float_block(op, shape):
    raise SystemExit("a block of float operators needs ONNX Runtime, which this example has not")


def spatial(shape):
    return tuple(range(2, 1 + len(shape)))


OPERATORS = {
    "addConstant": lambda op, s: Stateless(lambda x: x + per_channel(op["value"], 1 + len(s))),
    "add": lambda op, shape: Stateless(lambda *xs: sum(xs[1:], xs[0])),
    "averagePool": average_pool,
    "axisLinear": axis_linear,
    "batchNormalization": batch_normalization,
    "channelAffine": channel_affine,
    "clippedRelu": lambda op, shape: Stateless(lambda x: np.clip(x, F(0), F(op["maximum"]))),
    "concat": lambda op, shape: Stateless(lambda *xs: np.concatenate(xs, op["axis"])),
    "conv": conv,
    "delay": Delay,
    "floatBlock": float_block,
    "flatten": lambda op, shape: Stateless(lambda x: x.reshape(len(x), -1)),
    "gatedMaxPool": GatedMaxPool,
    "globalAveragePool": lambda op, s: Stateless(lambda x: x.mean(spatial(s), F, keepdims=True)),
    "globalMaxPool": lambda op, s: Stateless(lambda x: x.max(spatial(s), keepdims=True)),
    "inhibitedMaxPool": InhibitedMaxPool,
    "integrateAndFire": IntegrateAndFire,
    "leakyIntegrateAndFire": LeakyIntegrateAndFire,
    "leakyIntegrator": LeakyIntegrator,
    "linear": linear,
    "logSoftmax": lambda op, shape: Stateless(lambda x: log_softmax(x, op["axis"])),
    "maxPool": max_pool,
    "pad": pad,
    "pointwise": lambda op, shape: Stateless(activation(op["activation"], shape)),
    "relu": lambda op, shape: Stateless(lambda x: np.maximum(x, F(0))),
    "reshape": lambda op, shape: Stateless(lambda x: x.reshape([len(x)] + op.get("shape", []))),
    "sigmaDelta": SigmaDelta,
    "slice": slice_axis,
    "softmax": lambda op, shape: Stateless(lambda x: softmax(x, op["axis"])),
    "threshold": threshold,
    "transpose": lambda op, shape: Stateless(lambda x: x.transpose([0] + op["permutation"])),
    "take": take,
    "upsample": upsample,
    "voltageScaler": voltage_scaler,
}


# ---- Running -------------------------------------------------------------------------------------


class Network:
    def __init__(self, model):
        graph = model["graph"]
        self.delta = model.get("coding") == "CODING_DELTA"
        if "head" in model:
            float_block(model["head"], None)
        self.input, self.output = graph["input"], graph["output"]
        self.nodes = []
        shapes = {self.input: tuple(model["input"]["shape"])}
        for node in graph.get("nodes", []):
            kind = next((key for key in node if key in OPERATORS), None)
            if kind is None:
                raise SystemExit(f"node '{node['name']}': unknown operator")
            operator = OPERATORS[kind](node[kind], shapes[node["inputs"][0]])
            spiking = kind.endswith("Fire") or kind == "sigmaDelta"
            if self.delta and not spiking:
                operator = Change(operator)
            self.nodes.append((node["name"], operator, node["inputs"], spiking))
            # One step on zeros tells the shape of what comes out.
            operator.reset(1)
            zeros = [np.zeros((1,) + shapes[name], F) for name in node["inputs"]]
            shapes[node["name"]] = operator.step(*zeros).shape[1:]

    def run(self, images, timesteps):
        """Yields, for every timestep, the output and the spikes of every neuron layer."""
        for _, operator, _, _ in self.nodes:
            operator.reset(len(images))
        for t in range(timesteps):
            # In delta coding the image is sent once.
            values = {self.input: images if t == 0 or not self.delta else np.zeros_like(images)}
            spikes = {}
            for name, operator, inputs, spiking in self.nodes:
                values[name] = operator.step(*(values[i] for i in inputs))
                if spiking:
                    spikes[name] = values[name]
            yield values[self.output], spikes


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("images")
    parser.add_argument("--labels")
    parser.add_argument("-T", "--timesteps", type=int)
    parser.add_argument("-n", "--samples", type=int)
    parser.add_argument("-b", "--batch", type=int, default=100)
    parser.add_argument("-o", "--output")
    arguments = parser.parse_args()

    model = read_model(arguments.model)
    defaults = model["defaults"]
    timesteps = arguments.timesteps or defaults["timesteps"]
    start = min(defaults["readoutStart"], timesteps - 1)
    images = read_images(
        arguments.images, model["input"]["shape"], model["input"]["preprocessing"]
    )[: arguments.samples]
    images = preprocess(images, model["input"]["preprocessing"])
    labels = read_array(arguments.labels)[: len(images)] if arguments.labels else None

    network = Network(model)
    correct = np.zeros(timesteps)
    spike_sums, neurons, trains, outputs, first_sums = {}, {}, {}, [], []
    for begin in range(0, len(images), arguments.batch):
        batch = images[begin : begin + arguments.batch]
        summed = F(0)
        batch_outputs = []
        for t, (output, spikes) in enumerate(network.run(batch, timesteps)):
            if t >= start:
                summed = summed + output
            if labels is not None and t >= start:
                guesses = summed.reshape(len(batch), -1).argmax(1)
                correct[t] += (guesses == labels[begin : begin + len(batch)]).sum()
            for name, train in spikes.items():
                # A graded spike counts as one, whatever its size.
                counts = train != 0 if network.delta else np.abs(train)
                spike_sums[name] = spike_sums.get(name, 0.0) + counts.sum(dtype=np.float64)
                neurons[name] = math.prod(train.shape[1:])
                if arguments.output:
                    trains.setdefault(name, []).append((begin, t, train))
            if arguments.output:
                batch_outputs.append(output)
        first_sums.extend(summed[: max(0, 5 - begin)].tolist())
        if arguments.output:
            outputs.append(np.stack(batch_outputs))

    if arguments.output:
        arrays = {"output": np.concatenate(outputs, 1)}
        for name, pieces in trains.items():
            batches = [
                np.stack([train for _, _, train in group])
                for _, group in itertools.groupby(pieces, key=lambda piece: piece[0])
            ]
            whole = np.concatenate(batches, 1)
            arrays["spikes:" + name] = whole if network.delta else whole.astype(np.int8)
        np.savez_compressed(arguments.output, **arrays)

    result = {"images": len(images), "timesteps": timesteps}
    if labels is not None:
        result["accuracy"] = (correct / len(images)).tolist()
    result["firingRates"] = {
        name: total / (len(images) * timesteps * neurons[name]) for name, total in spike_sums.items()
    }
    result["summedOutputOfFirstImages"] = first_sums
    print(json.dumps(result))


if __name__ == "__main__":
    main()
