#!/usr/bin/python3
"""The article's pipeline in PyTorch: SpikingJelly's own code, or the same in a few lines.

    python3 benchmarks/pytorch_reference.py fixtures/mnist-cnn-maxpool.onnx fixtures/mnist --mode 99.9%
    python3 benchmarks/pytorch_reference.py resnet18 target/networks/resnet18.npy --timesteps 16
    python3 benchmarks/pytorch_reference.py … --spikingjelly FOLDER     the folder that holds the package

Every ReLU is hooked for its range on the calibration images and becomes
VoltageScaler(1/s) -> IFNode(threshold 1, soft reset) -> VoltageScaler(s); the image is given in every timestep and the
outputs are summed. Prints the accuracy after T timesteps, where labels are known, and the speed. With --serve it tries
the batch sizes, prints the fastest, and measures whenever it is told to: for every number N that stands on a line of its
input it simulates N images and prints the seconds that took.
"""

import argparse
import gzip
import pathlib
import sys
import time

import numpy
import torch
from torch import fx, nn
from torch.fx.experimental.optimization import fuse

from networks import network


class VoltageHook(nn.Module):
    """Keeps the range of what passes: the maximum, or a percentile of each batch, the largest of all."""

    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.scale = 0.0

    def forward(self, x):
        x = torch.relu(x)
        now = x.max().item() if self.mode == "max" else numpy.percentile(x.numpy(), float(self.mode.rstrip("%")))
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


def convert(ann, images, mode):
    traced = fx.symbolic_trace(ann)
    traced = fx.symbolic_trace(fuse(traced)) if any(isinstance(m, nn.BatchNorm2d) for m in ann.modules()) else traced
    modules = dict(traced.named_modules())
    hooks = []
    for node in traced.graph.nodes:  # one neuron layer for each call: a module may be called more than once
        if node.op == "call_module" and isinstance(modules[node.target], nn.ReLU):
            node.target = f"spiking{len(hooks)}"
            hooks.append(VoltageHook(mode))
            traced.add_module(node.target, hooks[-1])
    traced.recompile()
    for image in images.split(100):
        traced(image)
    for i, hook in enumerate(hooks):
        scale = float(hook.scale)
        traced.add_module(f"spiking{i}", nn.Sequential(VoltageScaler(1 / scale), IFNode(), VoltageScaler(scale)))
    return traced


def convert_spikingjelly(folder, ann, images, mode):
    sys.path.insert(0, folder)
    from spikingjelly.activation_based import ann2snn, functional

    mode = "Max" if mode == "max" else mode
    loader = [(part, 0) for part in images.split(100)]
    if hasattr(ann2snn, "RateCodingRecipe"):  # the newest
        spiking = ann2snn.Converter(ann2snn.RateCodingRecipe(dataloader=loader, mode=mode)).convert(ann)
    else:  # 0.0.0.0.14
        spiking = ann2snn.Converter(loader, mode=mode)(ann)
    return spiking, functional.reset_net


def reset_own(spiking):
    for module in spiking.modules():
        if isinstance(module, IFNode):
            module.reset()


def simulate(spiking, reset, images, timesteps):
    reset(spiking)
    output = 0.0
    for _ in range(timesteps):
        output = output + spiking(images)
    return output


def trial(seconds, batch):
    """The least time of up to three runs of one batch, fewer if they take long."""
    took = []
    while len(took) < 3 and sum(took) < 3:
        took.append(seconds(batch, batch))
    return min(took)


def read_idx(path):
    data = gzip.open(path).read()
    dims = data[3]
    shape = numpy.frombuffer(data, ">i4", dims, 4)
    return torch.from_numpy(numpy.frombuffer(data, numpy.uint8, -1, 4 + 4 * dims).reshape(shape).copy())


def read(data):
    """Calibration images, images, labels if known."""
    if data.suffix == ".npy":
        images = torch.from_numpy(numpy.load(data))
        return images[:4], images, None
    images = [read_idx(data / f"{n}-images-idx3-ubyte.gz").float().div(255).unsqueeze(1) for n in ("train-1000", "t10k")]
    return images[0], images[1], read_idx(data / "t10k-labels-idx1-ubyte.gz")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", help="a name that networks.py knows, or an ONNX file of a chain of layers")
    parser.add_argument("data", type=pathlib.Path, help="folder of the gzipped IDX files, or images as .npy")
    parser.add_argument("--mode", default="99.9%", help="max, or a percentile (default: 99.9%%)")
    parser.add_argument("--timesteps", type=int, default=50)
    parser.add_argument("--batch", default="50", help="sizes to try, separated by commas; the first without --serve")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--spikingjelly", metavar="FOLDER")
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    calibration, images, labels = read(arguments.data)
    batches = [int(size) for size in arguments.batch.split(",")]
    ann = network(arguments.network)
    with torch.inference_mode():
        if arguments.spikingjelly:
            spiking, reset = convert_spikingjelly(arguments.spikingjelly, ann, calibration, arguments.mode)
        else:
            spiking, reset = convert(ann, calibration, arguments.mode), reset_own

        def seconds(count, batch):
            start = time.perf_counter()
            for first in range(0, count, batch):
                at = first % (len(images) - min(batch, count) + 1)
                simulate(spiking, reset, images[at : at + min(batch, count - first)], arguments.timesteps)
            return time.perf_counter() - start

        if arguments.serve:
            times = {size: trial(seconds, size) / size for size in batches}
            batch = min(times, key=times.get)
            print("ready", batch, flush=True)
            for line in sys.stdin:
                print(seconds(int(line), batch), flush=True)
            return
        images = images[: arguments.images]
        start = time.perf_counter()
        answers = [simulate(spiking, reset, part, arguments.timesteps).argmax(1) for part in images.split(batches[0])]
        took = time.perf_counter() - start
    found = ""
    if labels is not None:
        correct = (torch.cat(answers) == labels[: len(images)]).float().mean().item()
        found = f"accuracy {correct:.4f} after T = {arguments.timesteps}, "
    print(f"{arguments.network}: {found}{len(images) * arguments.timesteps / took:.0f} image-timesteps/s")


if __name__ == "__main__":
    main()
