"""Compares a NIR file's network, its nodes restored by our node map, with the .snn that it was made of.

judge_nir.py MODEL.snn MODEL.nir IMAGES
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, List, Tuple

import h5py
import torch

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
import judge  # noqa: E402
import spikeport.torch  # noqa: E402
from spikeport.torch.nir import restore  # noqa: E402


def values(group: Any) -> Dict[str, Any]:
    return {k: values(v) if isinstance(v, h5py.Group) else v[()] for k, v in group.items()}


def read(path: str) -> Tuple[Dict[str, torch.nn.Module], List[Tuple[str, str]]]:
    with h5py.File(path) as file:
        modules = {}
        for name, group in file["node/nodes"].items():
            fields = {"metadata": {}, **values(group)}
            made = type(fields.pop("type").decode(), (SimpleNamespace,), {})(**fields)
            modules[name] = restore(made)
        edges = [(a.decode(), b.decode()) for a, b in file["node/edges"][()]]
    return modules, edges


def main(model: str, file: str, images: str) -> None:
    network = spikeport.torch.load(model).requires_grad_(False)
    modules, edges = read(file)
    x = network.preprocess(judge.idx(images)[:4])
    for _ in range(8):
        outputs = {"input": x}
        while len(outputs) < len(modules):
            for name in modules.keys() - outputs.keys():
                sources = [a for a, b in edges if b == name]
                if all(source in outputs for source in sources):
                    outputs[name] = modules[name](sum(outputs[source] for source in sources))
        expected = network.step(x)
        # Scales that NIR folds into weights round otherwise.
        assert torch.allclose(outputs["output"].detach(), expected, rtol=1e-4, atol=1e-4)


main(*sys.argv[1:])
