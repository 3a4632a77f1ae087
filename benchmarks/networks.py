#!/usr/bin/python3
"""The networks whose speed is measured, as PyTorch modules and as ONNX files.

    python3 benchmarks/networks.py NAME FOLDER         writes NAME.onnx and NAME.npy, 8 images, if they are not there

squeezenet, resnet18 and mobilenet_v2 are torchvision's at 224 x 224, with random weights, which do for speed;
MobileNet-v2 has ReLU for ReLU6, since SpikingJelly replaces no other. Names ending in .onnx are files of a chain of
layers, the bundled MNIST networks. Needs torch, torchvision, onnx (Debian: python3-torch python3-torchvision python3-onnx).
"""

import os
import pathlib
import sys

import numpy
import onnx
import onnx.numpy_helper
import torch
from torch import nn

LARGE = ("squeezenet", "resnet18", "mobilenet_v2")


def relu6_to_relu(module):
    for name, child in module.named_children():
        if isinstance(child, nn.ReLU6):
            setattr(module, name, nn.ReLU())
        else:
            relu6_to_relu(child)
    return module


def large(name):
    import torchvision

    torch.manual_seed(0)
    make = {"squeezenet": torchvision.models.squeezenet1_1}.get(name) or getattr(torchvision.models, name)
    network = relu6_to_relu(make()).train()
    for module in network.modules():  # normalized as a trained network is, or activations vanish in depth, and spikes
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        network(images())
    return network.eval()


def images():
    return torch.randn(8, 3, 224, 224, generator=torch.Generator().manual_seed(1))


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


def chain(path):
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
    return nn.Sequential(*layers).eval()


def network(name):
    return large(name) if name in LARGE else chain(name)


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.onnx"
    if not target.exists():
        part = target.with_suffix(".part")
        torch.onnx.export(
            large(name), images()[:1], str(part), opset_version=13, input_names=["image"], output_names=["scores"],
            dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}})
        os.replace(part, target)
    numpy.save(folder / f"{name}.npy", images().numpy())


if __name__ == "__main__":
    main()
