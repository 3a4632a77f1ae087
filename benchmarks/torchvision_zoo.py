#!/usr/bin/python3
"""Converts torchvision's classification and segmentation networks with sigma-delta neurons, and prints a table.

    python3 benchmarks/torchvision_zoo.py                     one network of each family
    python3 benchmarks/torchvision_zoo.py --all               every constructor that an ONNX file of 2 GB holds
    python3 benchmarks/torchvision_zoo.py vit_b_16 swin_t     these

Weights are random, widths are real, images are as small as the network takes. A row says how far the
spiking network's output is from the trained network's after 1, 2, 4 and 8 timesteps, as a relative RMS error over all
images; it must fall and end at 2 % or less. Whatever fails is in the table and makes the exit code 1.
Needs torch, torchvision and onnx (Debian: python3-torch python3-torchvision python3-onnx).
"""

import argparse
import pathlib
import sys
import tempfile
import time
import warnings

import numpy
import torch
import torchvision.models as models
from torch import nn

from command import spikeport

CALIBRATION, IMAGES = 16, 4
CLASSES = 10
TIMESTEPS = (1, 2, 4, 8)
BOUND = 0.02
# The least that PyTorch exports (its adaptive pooling must divide) and that the windows divide; every other takes SIDE.
SIDE = 64
SIDES = {"inception": 96, "vit_h": 28, "vit": 32, "vgg": 224, "maxvit": 224, "alexnet": 224}
FAMILIES = (
    "alexnet", "vgg11", "vgg11_bn", "squeezenet1_1", "resnet18", "resnet50", "resnext50_32x4d", "densenet121",
    "googlenet", "inception_v3", "mobilenet_v2", "mobilenet_v3_small", "shufflenet_v2_x0_5", "mnasnet0_5",
    "regnet_x_400mf", "regnet_y_400mf", "efficientnet_b0", "efficientnet_v2_s", "convnext_tiny", "vit_b_32",
    "swin_t", "swin_v2_t", "maxvit_t", "lraspp_mobilenet_v3_large", "deeplabv3_mobilenet_v3_large", "fcn_resnet50")
TOO_LARGE = ("regnet_y_128gf", "vit_h_14")  # for one ONNX file


def every():
    """Names of all classification and segmentation networks, smaller variants first."""
    builders = {**vars(models), **vars(models.segmentation)}
    names = models.list_models(models) + models.list_models(models.segmentation)
    return [name for name in names if name in builders and name not in TOO_LARGE]


class Map(nn.Module):
    """A segmentation network's scores, without its auxiliary ones."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


def side_of(name):
    return next((side for prefix, side in SIDES.items() if name.startswith(prefix)), SIDE)


def build(name, side):
    """The network in evaluation mode, its batch normalizations with the statistics of the images."""
    torch.manual_seed(1)
    options = {"num_classes": CLASSES}
    if name.startswith("vit"):
        options["image_size"] = side
    if name in ("googlenet", "inception_v3"):
        options.update(aux_logits=False, init_weights=False)
    if name in dir(models.segmentation):
        network = Map(getattr(models.segmentation, name)(weights=None, weights_backbone=None, **options))
    else:
        network = getattr(models, name)(weights=None, **options)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
        elif isinstance(module, nn.Dropout):
            module.p = 0.0
        elif type(module).__name__ == "StochasticDepth":
            module.p = 0.0
        elif type(module).__name__ in ("CNBlock", "LayerScale"):
            nn.init.constant_(module.layer_scale, 0.5)  # 1e-6 would leave the blocks out
        elif isinstance(module, nn.Linear) and module.out_features == CLASSES:
            nn.init.normal_(module.weight, std=module.in_features**-0.5)  # ViT begins at zero
    with torch.no_grad():
        network.train()(images(CALIBRATION, side, seed=3))
    return network.eval()


def images(count, side, seed):
    """Images with large and small structure, float32 [N,3,side,side] in 0…1."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(count, 3, 5, 5, generator=generator)
    fine = torch.rand(count, 3, side, side, generator=generator)
    return 0.8 * nn.functional.interpolate(coarse, (side, side), mode="bilinear") + 0.2 * fine


def export(network, side, path):
    torch.onnx.export(
        network, images(2, side, seed=4), str(path), opset_version=13, input_names=["image"],
        output_names=["scores"], dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}})


def row(name, folder):
    """A table row and whether all is well."""
    started = time.monotonic()
    side = side_of(name)
    model, snn = folder / f"{name}.onnx", folder / f"{name}.snn"
    for part, count, seed in (("calibration", CALIBRATION, 1), ("test", IMAGES, 2)):
        numpy.save(folder / f"{part}-{side}.npy", images(count, side, seed).numpy())
    if not model.exists():
        export(build(name, side), side, model)
    try:
        converted = spikeport(
            "convert", model, "--calibration", folder / f"calibration-{side}.npy", "--neuron", "sigma-delta",
            "--timesteps", TIMESTEPS[-1], "--out", snn)
        judged = spikeport(
            "evaluate", snn, "--data", folder / f"test-{side}.npy", "--reference", model, "-T", TIMESTEPS[-1],
            "--batch", IMAGES)
    except RuntimeError as problem:
        return f"| {name} | {side} | {str(problem).splitlines()[0]} |", False
    errors = [judged["outputError"][t - 1] for t in TIMESTEPS]
    good = errors[-1] <= BOUND and errors[-1] < errors[0]
    cells = " | ".join(f"{100 * error:.2f}" for error in errors)
    parity = converted["parity"]["maximumRelative"]
    return (
        f"| {name} | {side} | {len(converted['layers'])} | {parity:.0e} | {cells} | {time.monotonic() - started:.0f} s"
        f"{'' if good else ' missed'} |", good)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="networks (default: one of each family)")
    parser.add_argument("--all", action="store_true", help="every network")
    parser.add_argument("--folder", type=pathlib.Path, help="keep the files here, and take those that are there")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    print("| network | side | neuron layers | parity | T = 1, % | T = 2 | T = 4 | T = 8 | time |\n" + 9 * "|---" + "|")
    failed = []
    for name in arguments.names or (every() if arguments.all else FAMILIES):
        with tempfile.TemporaryDirectory() as temporary:
            line, good = row(name, arguments.folder or pathlib.Path(temporary))
        print(line, flush=True)
        failed += [] if good else [name]
    if failed:
        sys.exit(f"failed: {' '.join(failed)}")


if __name__ == "__main__":
    main()
