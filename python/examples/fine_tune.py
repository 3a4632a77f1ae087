#!/usr/bin/env python3
"""Fine-tunes a converted network on its own spikes, and saves it for Spikeport.

    fine_tune.py MODEL.snn IMAGES LABELS -o TUNED.snn [-T 4] [--epochs 3] [--test IMAGES LABELS]

IMAGES and LABELS: IDX files of unsigned bytes, as MNIST has them (packed with gzip or not). Prints the
accuracy on the test data before, and after every epoch. docs/pytorch.md explains the steps.
"""

import argparse
import gzip

import numpy as np
import torch
import torch.nn.functional as F

import spikeport.torch


def read_idx(path: str) -> torch.Tensor:
    with open(path, "rb") as file:
        content = file.read()
    content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    shape = np.frombuffer(content, ">i4", content[3], 4)
    return torch.tensor(np.frombuffer(content, "u1", offset=4 + 4 * content[3]).reshape(shape))


def accuracy(network, images, labels, timesteps):
    network.eval()
    with torch.no_grad():
        classes = torch.cat([network(batch, timesteps).argmax(1) for batch in images.split(100)])
    return (classes == labels).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("images")
    parser.add_argument("labels")
    parser.add_argument("-o", "--out", required=True)
    parser.add_argument("-T", "--timesteps", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--test", nargs=2, metavar=("IMAGES", "LABELS"), required=True)
    parser.add_argument(
        "--train", type=int, metavar="N", help="use the first N training images only"
    )
    parser.add_argument("--samples", type=int, metavar="N", help="use the first N test images only")
    arguments = parser.parse_args()

    torch.manual_seed(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    images = read_idx(arguments.images)[: arguments.train].to(device)
    labels = read_idx(arguments.labels)[: arguments.train].long().to(device)
    test = [read_idx(path)[: arguments.samples].to(device) for path in arguments.test]
    timesteps = arguments.timesteps

    # Weights and biases are parameters; thresholds and initial potentials stay as they were chosen.
    network = spikeport.torch.load(arguments.model).to(device)
    optimizer = torch.optim.Adam(
        (p for p in network.parameters() if p.requires_grad), arguments.rate
    )
    print(f"before: {accuracy(network, *test, timesteps):.4f}")
    for epoch in range(arguments.epochs):
        network.train()
        for batch in torch.randperm(len(images), device=device).split(50):
            scores = network(images[batch], timesteps) / timesteps
            loss = F.cross_entropy(scores, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: {accuracy(network, *test, timesteps):.4f}", flush=True)
    network.timesteps = timesteps
    network.save(arguments.out)


if __name__ == "__main__":
    main()
