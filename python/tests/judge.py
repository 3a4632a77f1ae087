"""Compares a model in PyTorch with what `spikeport simulate --spikes` wrote.

    judge.py MODEL IMAGES OUT.npz [MODEL IMAGES OUT.npz …]

IMAGES: IDX of unsigned bytes. Prints one line of JSON for each model:

    values        spikes compared, of all neurons, images and timesteps
    moved         spikes that differ although every layer before got simulate's own spikes, and every
                  neuron's earlier spikes were simulate's
    distance      largest distance of a potential to a step of its neuron, in units of θ, where the
                  spikes differ: rounding of sums
    differing     spikes that differ when PyTorch runs alone, so that a moved spike moves others
    counts        largest difference of a layer's number of spikes when PyTorch runs alone, as a share
    predictions   images whose class differs when PyTorch runs alone
    output        largest difference of the summed output when given simulate's spikes, relative to the
                  largest
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Dict, Iterator, List

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import spikeport.torch  # noqa: E402
from spikeport.torch import IntegrateAndFire, IntegratingNeuron, SpikingNetwork  # noqa: E402


def idx(path: str) -> torch.Tensor:
    with open(path, "rb") as file:
        content = file.read()
    content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    shape = np.frombuffer(content, ">i4", content[3], 4)
    return torch.tensor(np.frombuffer(content, "u1", offset=4 + 4 * content[3]).reshape(shape))


def entries(network: SpikingNetwork) -> Dict[str, str]:
    """Names of the neuron layers in the archive, by the names of their nodes."""
    found: Dict[str, str] = {}
    for layer in network.neurons:
        name = entry = "".join(c if c.isalnum() or c == "." else "_" for c in layer).replace(
            "..", "__"
        )
        again = 2
        while entry in found.values():
            entry, again = f"{name}_{again}", again + 1
        found[layer] = entry
    return found


class Prompter:
    """Lets a layer fire simulate's spikes instead of its own, and counts where they differ."""

    def __init__(self, layer: IntegratingNeuron):
        self.layer, self.fire = layer, layer.fire
        self.spikes: Iterator[torch.Tensor] = iter([])
        self.moved, self.distance = 0, 0.0
        layer.fire = self  # type: ignore[assignment]

    def __call__(self, v: torch.Tensor, theta: torch.Tensor) -> torch.Tensor:
        own, theirs = self.fire(v, theta), next(self.spikes).to(v)
        differing = own != theirs
        if differing.any():
            self.moved += int(differing.sum())
            # The step between k − 1 and k spikes is at kθ, that between −1 and 0 at 0.
            distance = (v / theta - torch.maximum(own, theirs))[differing].abs().max()
            self.distance = max(self.distance, float(distance))
            if isinstance(self.layer, IntegrateAndFire) and self.layer.balance is not None:
                self.layer.balance = self.layer.balance + theirs - own
        return theirs


def prompted(network: SpikingNetwork) -> List[Prompter]:
    layers = network.neurons.values()
    return [Prompter(layer) for layer in layers if isinstance(layer, IntegratingNeuron)]


def compare(model: str, images: str, archive: str) -> Dict[str, float]:
    judge = np.load(archive)
    alone, network = (spikeport.torch.load(model).eval().requires_grad_(False) for _ in range(2))
    prompters = prompted(network)
    names = entries(network)
    accumulated = torch.tensor(judge["accumulated"])
    trains = {layer: torch.tensor(judge["spikes/" + entry]) for layer, entry in names.items()}
    count, timesteps = accumulated.shape[:2]
    pixels = idx(images)[:count]

    differing, output, predictions = 0, 0.0, 0
    counts = {layer: np.zeros(2) for layer in names}
    for at in torch.arange(count).split(100):
        for prompter, train in zip(prompters, trains.values()):
            prompter.spikes = iter(train[at].transpose(0, 1))
        scores = torch.stack(list(network.accumulate(pixels[at], timesteps)), 1)
        expected = accumulated[at]
        output = max(output, float((scores - expected).abs().max() / expected.abs().max()))
        with alone.recording() as spikes:
            scores = alone(pixels[at], timesteps)
        predictions += int((scores.flatten(1).argmax(1).numpy() != judge["prediction"][at]).sum())
        for layer, found in spikes.items():
            ours, theirs = torch.stack(found, 1), trains[layer][at]
            differing += int((ours != theirs).sum())
            counts[layer] += [float(ours.double().abs().sum()), float(theirs.double().abs().sum())]
    return {
        "values": sum(train.numel() for train in trains.values()),
        "moved": sum(prompter.moved for prompter in prompters),
        "distance": max(prompter.distance for prompter in prompters),
        "differing": differing,
        "counts": max(abs(a - b) / max(b, 1) for a, b in counts.values()),
        "predictions": predictions,
        "output": output,
    }


if __name__ == "__main__":
    words = sys.argv[1:]
    for i in range(0, len(words), 3):
        print(json.dumps(compare(*words[i : i + 3])), flush=True)
