#!/usr/bin/python3
"""Writes a VGG-16 of real width (138 million random weights, 553 MB) and an image for it.

    python3 benchmarks/export_vgg16.py FOLDER          vgg16.onnx and images.npy

Needs torch and torchvision (Debian: python3-torch python3-torchvision). A file that exists stays.
"""

import os
import pathlib
import sys

import numpy
import torch
import torchvision

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
target = folder / "vgg16.onnx"
torch.manual_seed(0)
if not target.exists():
    network = torchvision.models.vgg16().eval()
    part = target.with_suffix(".part")
    torch.onnx.export(
        network, torch.zeros(1, 3, 224, 224), str(part), opset_version=13, input_names=["image"],
        output_names=["scores"], dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}})
    os.replace(part, target)
numpy.save(folder / "images.npy", torch.rand(1, 3, 224, 224).numpy())
