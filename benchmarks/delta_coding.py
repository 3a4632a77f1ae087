#!/usr/bin/env python3
"""Measures what delta coding loses on the bundled networks: the table in docs/fidelity.md.

    benchmarks/delta_coding.py                        every network but CIFAR-10's
    benchmarks/delta_coding.py --cifar CIFAR-10-images  those and cifar-fixup, with the folder that it was trained on
    benchmarks/delta_coding.py fashion-vit --images 2000

A network is converted once with `--neuron sigma-delta`, calibrated on the first 1000 training images (of
CIFAR-10 the first 100 of each class), and run on all test images. Classifiers are scored by accuracy lost,
in points; a map by the relative RMS error of the output, in per cent.
"""

import argparse
import pathlib
import tempfile

from command import PROJECT, spikeport

FIXTURES = PROJECT / "fixtures"
SHOWN = (1, 2, 4, 8)
NETWORKS = (
    "mnist-cnn-maxpool", "mnist-cnn-avgpool", "fashion-resnet", "fashion-plain", "fashion-leaky", "fashion-prelu",
    "fashion-silu", "fashion-mobilenet", "fashion-convnext", "fashion-unet", "fashion-vit", "cifar-fixup")
MAPS = ("fashion-unet",)
RATE = {  # neurons and timesteps beside sigma-delta, where rate coding has a form
    "cifar-fixup": (("if", 32), ("signed-if", 16)), "fashion-leaky": (("if", 32),), "fashion-prelu": (("if", 32),)}


def data(name, cifar):
    """Arguments for the calibration images, for the test images and for their labels."""
    if name.startswith("cifar"):
        return [cifar / "train", "--samples", 1000], [cifar / "test"], []
    folder = FIXTURES / ("mnist" if name.startswith("mnist") else "fashion-mnist")
    labels = [] if name in MAPS else ["--labels", folder / "t10k-labels-idx1-ubyte.gz"]
    return [folder / "train-1000-images-idx3-ubyte.gz"], [folder / "t10k-images-idx3-ubyte.gz"], labels


def measure(name, model, neuron, timesteps, images, cifar, folder):
    """What `evaluate --json` says of the network with these neurons."""
    calibration, test, labels = data(name, cifar)
    snn = folder / f"{name}.snn"
    spikeport("convert", model, "--calibration", *calibration, "--neuron", neuron, "--out", snn,
              *(["-T", timesteps] if neuron != "sigma-delta" else []))
    judge = [*labels, "--reference", model, "-T", timesteps, *(["--samples", images] if images else [])]
    return spikeport("evaluate", snn, "--data", *test, *judge)


def losses(name, found, shown):
    if name in MAPS:
        return [f"{100 * found['outputError'][t - 1]:.2f} %" for t in shown]
    return [f"{100 * (found['annAccuracy'] - found['accuracy'][t - 1]):.2f}" for t in shown]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NETWORK", help=", ".join(NETWORKS))
    parser.add_argument("--images", type=int, help="first test images only (CIFAR-10: evenly of each class)")
    parser.add_argument("--cifar", type=pathlib.Path, help="folder with CIFAR-10's images in train/ and test/")
    arguments = parser.parse_args()
    print("| network | ANN | " + " | ".join(f"T = {t}" for t in SHOWN) + " | spikes | beside |\n" + 8 * "|---" + "|")
    for name in arguments.names or NETWORKS:
        if name.startswith("cifar") and arguments.cifar is None:
            continue
        place = next(path for path in (FIXTURES / f"{name}.onnx", FIXTURES / "zoo" / f"{name}.onnx") if path.exists())
        with tempfile.TemporaryDirectory() as temporary:
            common = (arguments.images, arguments.cifar, pathlib.Path(temporary))
            found = measure(name, place, "sigma-delta", SHOWN[-1], *common)
            beside = ", ".join(
                f"{neuron} T = {t}: {losses(name, measure(name, place, neuron, t, *common), [t])[0]}"
                for neuron, t in RATE.get(name, ()))
        ann = "map" if name in MAPS else f"{100 * found['annAccuracy']:.2f} %"
        neurons = sum(found["neurons"])
        spikes = sum(n * r for n, r in zip(found["neurons"], found["firingRates"])) * found["timesteps"] / neurons
        print(f"| {name} | {ann} | " + " | ".join(losses(name, found, SHOWN)) + f" | {spikes:.2f} | {beside} |", flush=True)


if __name__ == "__main__":
    main()
