#!/usr/bin/env python3
"""The article's pipeline in plain PyTorch, the way SpikingJelly's ann2snn runs it.

    python3 pytorch_reference.py fixtures/mnist-cnn-maxpool.onnx fixtures/mnist --mode 99.9%

Every ReLU is hooked for its range on the calibration images and becomes
VoltageScaler(1/s) -> IFNode(threshold 1, soft reset) -> VoltageScaler(s); the image is given in every
timestep and the outputs are summed. Prints the accuracy after T timesteps and the speed. With --serve
it measures whenever it is told to: for every number N that stands on a line of its input it simulates
N images and prints the seconds that took. Needs python3-torch and python3-onnx.
"""

import argparse
import gzip
import pathlib
import sys
import time

import numpy
import onnx
import onnx.numpy_helper
import torch
from torch import nn


class VoltageHook(nn.Module):
    """Keeps the range of what passes: the maximum, or a percentile of each batch, the largest of all."""

    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.scale = 0.0

    def forward(self, x):
        if self.mode == "max":
            now = x.max().item()
        else:
            now = numpy.percentile(x.numpy(), float(self.mode.rstrip("%")))
        self.scale = max(self.scale, now)
        return x


class VoltageScaler(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.register_buffer("scale", torch.tensor(scale))

    def forward(self, x):
        return x * self.scale


class IFNode(nn.Module):
    def __init__(self, threshold=1.0):
        super().__init__()
        self.threshold = threshold
        self.v = 0.0

    def forward(self, x):
        self.v = self.v + x
        spike = (self.v >= self.threshold).to(x)
        self.v = self.v - spike * self.threshold
        return spike

    def reset(self):
        self.v = 0.0


def layer(node, constants):
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    kind = node.op_type
    if kind == "Conv":
        weight = constants[node.input[1]]
        top, left, bottom, right = attributes["pads"]
        assert (top, left) == (bottom, right), "only symmetric padding"
        conv = nn.Conv2d(
            weight.shape[1] * attributes["group"], weight.shape[0], weight.shape[2:],
            attributes["strides"], (top, left), attributes["dilations"], attributes["group"])
        conv.weight.data = weight
        conv.bias.data = constants[node.input[2]]
        return conv
    if kind == "Gemm":
        weight = constants[node.input[1]]
        linear = nn.Linear(weight.shape[1], weight.shape[0])
        linear.weight.data = weight
        linear.bias.data = constants[node.input[2]]
        return linear
    if kind in ("MaxPool", "AveragePool"):
        assert not any(attributes["pads"]), "only pooling without padding"
        pool = nn.MaxPool2d if kind == "MaxPool" else nn.AvgPool2d
        return pool(attributes["kernel_shape"], attributes["strides"])
    if kind == "Softmax":
        return nn.Softmax(attributes["axis"])
    return {"Flatten": nn.Flatten, "Relu": nn.ReLU}[kind]()


def read_network(path):
    """A chain of layers as nn.Sequential."""
    graph = onnx.load(path).graph
    constants = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in graph.initializer}
    layers, value = [], graph.input[0].name
    for node in graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = torch.from_numpy(onnx.numpy_helper.to_array(node.attribute[0].t).copy())
            continue
        assert node.input[0] == value, "only networks that are a chain"
        value = node.output[0]
        if node.op_type == "Pad":
            assert not constants[node.input[1]].any(), "only the empty padding that PyTorch writes"
            continue
        layers.append(layer(node, constants))
    return nn.Sequential(*layers)


def convert(network, images, mode, batch):
    hooked = nn.Sequential(*(
        nn.Sequential(l, VoltageHook(mode)) if isinstance(l, nn.ReLU) else l for l in network))
    for part in images.split(batch):
        hooked(part)
    layers = []
    for l in hooked:
        if isinstance(l, nn.Sequential):
            scale = float(l[1].scale)
            layers += [VoltageScaler(1 / scale), IFNode(), VoltageScaler(scale)]
        else:
            layers.append(l)
    return nn.Sequential(*layers)


def simulate(network, images, timesteps):
    for l in network:
        if isinstance(l, IFNode):
            l.reset()
    output = 0.0
    for _ in range(timesteps):
        output = output + network(images)
    return output


def read_idx(path):
    data = gzip.open(path).read()
    dims = data[3]
    shape = numpy.frombuffer(data, ">i4", dims, 4)
    return torch.from_numpy(numpy.frombuffer(data, numpy.uint8, -1, 4 + 4 * dims).reshape(shape).copy())


def read_images(path):
    return read_idx(path).float().div(255).unsqueeze(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("data", type=pathlib.Path, help="folder of the gzipped IDX files")
    parser.add_argument("--mode", default="99.9%", help="max, or a percentile (default: 99.9%%)")
    parser.add_argument("--timesteps", type=int, default=50)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    images = read_images(arguments.data / "t10k-images-idx3-ubyte.gz")[: arguments.images]
    calibration = read_images(arguments.data / "train-1000-images-idx3-ubyte.gz")
    with torch.no_grad():
        network = convert(read_network(arguments.model).eval(), calibration, arguments.mode, len(calibration))
        if arguments.serve:
            print("ready", flush=True)
            for line in sys.stdin:
                start = time.perf_counter()
                for part in images[: int(line)].split(arguments.batch):
                    simulate(network, part, arguments.timesteps)
                print(time.perf_counter() - start, flush=True)
            return
        labels = read_idx(arguments.data / "t10k-labels-idx1-ubyte.gz")[: arguments.images]
        start = time.perf_counter()
        answers = [simulate(network, part, arguments.timesteps).argmax(1) for part in images.split(arguments.batch)]
        seconds = time.perf_counter() - start
    correct = (torch.cat(answers) == labels).float().mean().item()
    steps = len(images) * arguments.timesteps / seconds
    print(f"{arguments.model}: accuracy {correct:.4f} after T = {arguments.timesteps}, {steps:.0f} image-timesteps/s")


if __name__ == "__main__":
    main()
