"""Runs the operators of a spiking step graph in PyTorch behind the few calls of onnxruntime that the
program in docs/stateful-onnx.md makes: for where onnxruntime has no Python package."""

from types import SimpleNamespace

import onnx
import onnx.numpy_helper
import torch
import torch.nn.functional as F


def conv(a, x, weight, bias):
    top, left, bottom, right = a["pads"]
    return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, bias, a["strides"], 0, a["dilations"], a["group"])


OPERATORS = {
    "Add": lambda a, x, y: x + y,
    "AveragePool": lambda a, x: F.avg_pool2d(x, a["kernel_shape"], a["strides"]),
    "Cast": lambda a, x: x.float(),
    "Conv": conv,
    "Flatten": lambda a, x: x.flatten(a["axis"]),
    "Gemm": lambda a, x, weight, bias: F.linear(x, weight, bias),
    "GreaterOrEqual": lambda a, x, y: x >= y,
    "MaxPool": lambda a, x: F.max_pool2d(x, a["kernel_shape"], a["strides"]),
    "Mul": lambda a, x, y: x * y,
    "Softmax": lambda a, x: x.softmax(a["axis"]),
    "Sub": lambda a, x, y: x - y,
}


class InferenceSession:
    def __init__(self, path):
        self.model = onnx.load(path)
        graph = self.model.graph
        self.constants = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in graph.initializer}

    def get_inputs(self):
        return [SimpleNamespace(name=i.name) for i in self.model.graph.input]

    def get_modelmeta(self):
        return SimpleNamespace(custom_metadata_map={p.key: p.value for p in self.model.metadata_props})

    def run(self, outputs, feed):
        assert outputs is None
        values = dict(self.constants)
        values.update((name, torch.from_numpy(value)) for name, value in feed.items())
        for node in self.model.graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            operator = OPERATORS[node.op_type]
            values[node.output[0]] = operator(attributes, *(values[name] for name in node.input))
        return [values[o.name].numpy() for o in self.model.graph.output]
