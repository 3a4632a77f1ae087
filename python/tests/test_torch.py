"""The PyTorch module: results, states, gradients, saving."""

import copy
import pickle
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import torch

import spikeport
import spikeport.torch
from spikeport.files import Message
from spikeport.torch import IntegrateAndFire, SpikingNetwork, Stateful, activations, operators

FROZEN = Path(__file__).resolve().parents[2] / "src/test/resources/io/spikeport/format/portable"

# What a reader of the format knows and PyTorch cannot run.
REFUSED = {"float_block"}


def message(kind: str, **values: Any) -> Message:
    made = Message(kind)
    made.update(values)
    return made


def tensor(*values: float) -> "np.ndarray[Any, Any]":
    return np.array(values[0] if len(values) == 1 else values, np.float32)


def dict_with(original: Message, **values: Any) -> Message:
    """A copy with other fields."""
    copied = copy.copy(original)
    copied.update(values)
    return copied


def neuron(theta: Any = 1.0, v0: Any = 0.0, **values: Any) -> Message:
    op = {"reset": "RESET_SOFT", "signed": False, "maximum_spikes": 1, **values}
    return message(
        "IntegrateAndFire",
        threshold=np.asarray(theta, np.float32),
        initial_potential=np.asarray(v0, np.float32),
        comparison="COMPARISON_GREATER_OR_EQUAL",
        **op,
    )


def model(shape: List[int], nodes: Dict[str, Message], **defaults: Any) -> Message:
    """A chain of nodes."""
    names = ["x"] + list(nodes)
    kinds = {kind: name for name, kind, _ in spikeport.files.MESSAGES["Node"].values()}
    chain = [
        message("Node", name=name, inputs=[before], **{kinds[op.kind]: op})
        for before, (name, op) in zip(names, nodes.items())
    ]
    settings = {
        "timesteps": 4,
        "readout": "READOUT_LOGITS",
        "readout_start": 0,
        "coding": "INPUT_CODING_CONSTANT_CURRENT",
        **defaults,
    }
    return message(
        "SpikingModel",
        format="spikeport.snn",
        version=message("Version", major=1, minor=0),
        input=message("Input", shape=shape, preprocessing=message("Preprocessing", scale=1.0)),
        graph=message("Graph", input="x", nodes=chain, output=names[-1]),
        defaults=message("SimulationDefaults", **settings),
    )


def java_random(seed: int, bound: int, count: int) -> List[int]:
    """What java.util.Random(seed).nextInt(bound) yields, of which the frozen files were made."""
    state, found = seed ^ 0x5DEECE66D, []
    while len(found) < count:
        state = (state * 0x5DEECE66D + 0xB) & (1 << 48) - 1
        bits = state >> 17
        if bits - bits % bound + bound - 1 < 1 << 31:
            found.append(bits % bound)
    return found


class FrozenTest(unittest.TestCase):
    def test_every_operator_of_version_1_runs_as_it_did(self) -> None:
        frozen = spikeport.read(FROZEN / "version-1.snn")
        network = spikeport.torch.load(FROZEN / "version-1.snn.json").requires_grad_(False)
        pixels = (torch.tensor(java_random(17, 33, 120)) - 8) / 16
        image = network.preprocess(pixels.reshape(1, 4, 6, 5))
        ends: List[str] = frozen["graph"]["nodes"][-1]["inputs"]
        with network.recording(ends) as kept:
            found = torch.cat([network.step(image) for _ in range(5)])
        expected = torch.from_numpy(np.fromfile(FROZEN / "version-1.output", "<f4")).view_as(found)
        # Kernels may sum 25 products of about 1 in another order.
        self.assertTrue(torch.allclose(found, expected, rtol=1e-5, atol=1e-5))
        # Neurons, spiking pools and delays take the image itself and only add and compare.
        sizes = [kept[end][0].numel() for end in ends]
        for end, ours, theirs in zip(ends, found.split(sizes, 1), expected.split(sizes, 1)):
            if isinstance(network.layers[end.replace(".flat", "")], Stateful):
                self.assertTrue(torch.equal(ours, theirs), end)

    def test_every_operator_of_the_format_runs_or_is_refused(self) -> None:
        known = {name for name, kind, _ in spikeport.files.MESSAGES["Node"].values()}
        runs = {*operators.FUNCTIONS, *operators.LAYERS, *operators.SPIKING}
        self.assertEqual(known - {"name", "inputs"} - runs, REFUSED)


class RunningTest(unittest.TestCase):
    def network(self, **values: Any) -> SpikingNetwork:
        return SpikingNetwork(model([2], {"a.b": neuron(**values)}))

    def test_timesteps_states_and_recording(self) -> None:
        network = self.network(theta=[1, 2], v0=0.5)
        x = torch.tensor([[0.5, 0.75]])
        with network.recording() as spikes:
            self.assertEqual(network(x).tolist(), [[2, 2]])
        self.assertEqual(torch.cat(spikes["a.b"]).tolist(), [[1, 0], [0, 1], [1, 0], [0, 1]])
        self.assertEqual(network.states()["a.b"]["v"].tolist(), [[0.5, 0]])
        network.reset()
        self.assertEqual(network.states(), {})
        self.assertEqual(network.step(x).tolist(), [[1, 0]])
        self.assertEqual(network(x, timesteps=1).tolist(), [[1, 0]])
        self.assertEqual(network(x, readout_start=3).tolist(), [[0, 1]])
        sums = [total.tolist() for total in network.accumulate(x, 3, readout_start=1)]
        self.assertEqual(sums, [[[0, 0]], [[0, 1]], [[1, 1]]])

    def test_hooks_see_the_spikes_of_a_layer(self) -> None:
        network, seen = self.network(), []
        network.neurons["a.b"].register_forward_hook(
            lambda layer, x, z: seen.append(z.sum().item())
        )
        network(torch.tensor([[0.5, 1]]))
        self.assertEqual(seen, [1, 2, 1, 2])

    def test_what_cannot_be_run_says_so(self) -> None:
        network = self.network()
        for timesteps, start in [(0, 0), (2, 2), (2, -1)]:
            with self.assertRaisesRegex(ValueError, "expected a readout start"):
                network(torch.zeros(1, 2), timesteps, start)
        with self.assertRaisesRegex(ValueError, r"expected images \[N, 2\], found \[1, 3\]"):
            network(torch.zeros(1, 3))
        network.step(torch.zeros(1, 2))
        with self.assertRaisesRegex(ValueError, r"the states are those of 1 .* found 5.* reset"):
            network.step(torch.zeros(5, 2))
        unknown = model([2], {"n": neuron()})
        del unknown["graph"]["nodes"][0]["integrate_and_fire"]
        with self.assertRaisesRegex(spikeport.ModelError, "node 'n': unknown operator"):
            SpikingNetwork(unknown)
        broken = neuron()
        del broken["signed"]
        with self.assertRaisesRegex(spikeport.ModelError, "node 'n': .* 'signed' is missing"):
            SpikingNetwork(model([2], {"n": broken}))

    def test_preprocessing(self) -> None:
        described = model([1, 1, 2], {"y": message("Relu")}, timesteps=1)
        described["input"]["preprocessing"].update(scale=2.0, mean=[0.5], std=[0.25])
        network = SpikingNetwork(described)
        pixels = torch.tensor([[[0, 255]]], dtype=torch.uint8)
        self.assertEqual(network.preprocess(pixels).flatten().tolist(), [-2, 6])
        self.assertEqual(network(pixels).shape, (1, 1, 1, 2))

    def test_copies_pickles_and_other_types(self) -> None:
        network = self.network()
        x = torch.tensor([[0.5, 1]])
        network(x)
        for other in (
            copy.deepcopy(network),
            pickle.loads(pickle.dumps(network)),
            network.double(),
        ):
            self.assertEqual(other(x).tolist(), [[2, 4]])
        self.assertEqual(network.states()["a.b"]["v"].dtype, torch.float64)

    @unittest.skipUnless(hasattr(torch, "compile"), "needs torch 2")
    def test_compiles(self) -> None:
        network = spikeport.torch.load(FROZEN / "version-1.snn").requires_grad_(False)
        x = torch.randn(2, 4, 6, 5)
        expected = network(x)
        # Nothing may fall back to Python: the whole graph, by the tracer that every backend uses.
        compiled = torch.compile(network.step, backend="aot_eager", fullgraph=True)
        network.reset()
        prepared = network.preprocess(x)
        sums = [compiled(prepared) for _ in range(5)][network.readout_start :]
        self.assertTrue(torch.allclose(sum(sums), expected, atol=1e-4))


class DeltaTest(unittest.TestCase):
    """Against the definition, written out for a chain image → w₁ → neuron → w₂ → neuron → w₃."""

    def test_a_chain(self) -> None:
        generator = np.random.default_rng(1)
        size, theta, levels = 5, 0.25, 3
        layers: Dict[str, Message] = {}
        weights = generator.normal(size=(3, size, size)).astype(np.float32)
        biases = generator.normal(size=(3, size)).astype(np.float32)
        activation = message("Activation", function="FUNCTION_RELU")
        for i in range(3):
            layers[f"w{i}"] = message("Linear", weight=weights[i], bias=biases[i])
            layers[f"n{i}"] = message(
                "SigmaDelta", activation=activation, threshold=tensor(theta), levels=levels
            )
        del layers["n2"]
        network = SpikingNetwork(
            dict_with(model([size], layers, timesteps=30), coding="CODING_DELTA")
        )
        image = generator.normal(size=size).astype(np.float32)

        def q(d: float) -> float:
            if abs(d) < theta / 2:
                return 0
            fits = [k for k in range(levels) if abs(d) < 1.5 * 2**k * theta]
            return float(np.sign(d)) * theta * 2 ** (fits[0] if fits else levels - 1)

        u, y, total = np.zeros((2, size)), np.zeros((2, size)), np.zeros(size)
        with network.recording() as spikes, torch.no_grad():
            outputs = list(network.accumulate(torch.from_numpy(image)[None]))
        for t, output in enumerate(outputs):
            x = image if t == 0 else np.zeros(size)
            for i in range(2):
                u[i] += weights[i] @ x + (biases[i] if t == 0 else 0)
                x = np.array([q(d) for d in np.maximum(u[i], 0) - y[i]])
                y[i] += x
                self.assertEqual(spikes[f"n{i}"][t][0].tolist(), x.tolist())
            total += weights[2] @ x + (biases[2] if t == 0 else 0)
            np.testing.assert_allclose(output[0], total, rtol=1e-4, atol=1e-4)
        network.reset()
        steps = [network.step(torch.from_numpy(image)[None]) for _ in range(30)]
        self.assertTrue(torch.allclose(sum(steps), outputs[-1], atol=1e-5))

    def test_what_is_not_linear_is_computed_on_sums(self) -> None:
        activation = message("Activation", function="FUNCTION_IDENTITY")
        delta = message("SigmaDelta", activation=activation, threshold=tensor(1 / 64), levels=10)
        for op in (
            message("Softmax", axis=1),
            message("Pad", begin=[0, 1, 0], end=[0, 0, 2], value=2.0),
            message("BatchNormalization", scale=tensor(2, 3), bias=tensor(1, 2), mean=tensor(1, -1),
                    variance=tensor(4, 1), epsilon=0.0),
            message("MaxPool", ceil_mode=False, window=message("Window", kernel=[2, 2], strides=[1, 1],
                    dilations=[1, 1], pads_begin=[0, 0], pads_end=[0, 0])),
            message("AddConstant", value=tensor(0.5)),
            message("Pointwise", activation=message("Activation", function="FUNCTION_TANH")),
        ):  # fmt: skip
            x = torch.randn(3, 2, 4, 4, generator=torch.Generator().manual_seed(2))
            plain = SpikingNetwork(model([2, 4, 4], {"f": op}, timesteps=1))(x)
            chain = model([2, 4, 4], {"n": delta, "f": op}, timesteps=20)
            network = SpikingNetwork(dict_with(chain, coding="CODING_DELTA"))
            with torch.no_grad():
                # To within half of the smallest spike, times the largest slope.
                self.assertTrue(torch.allclose(network(x), plain, atol=3 / 128), op.kind)

    def test_the_gradient_is_that_of_the_function(self) -> None:
        activation = message("Activation", function="FUNCTION_RELU")
        delta = message("SigmaDelta", activation=activation, threshold=tensor(0.5), levels=4)
        network = SpikingNetwork(dict_with(model([2], {"n": delta}), coding="CODING_DELTA"))
        x = torch.tensor([[1.0, -1.0]], requires_grad=True)
        network(x).sum().backward()
        self.assertEqual(x.grad.tolist(), [[1, 0]])

    def test_float_blocks_are_refused_by_name(self) -> None:
        chain = model([2], {"n": neuron()})
        with self.assertRaisesRegex(spikeport.ModelError, "head, a FloatBlock"):
            SpikingNetwork(dict_with(chain, head=message("FloatBlock")))
        block = dict_with(chain["graph"]["nodes"][0], float_block=message("FloatBlock"))
        del block["integrate_and_fire"]
        chain["graph"]["nodes"][0] = block
        with self.assertRaisesRegex(spikeport.ModelError, r"node 'n' \(FloatBlock\): cannot run"):
            SpikingNetwork(chain)


class ActivationTest(unittest.TestCase):
    def test_each_function(self) -> None:
        x = torch.linspace(-6, 6, 97, dtype=torch.float64)
        F = torch.nn.functional
        arguments = {"CLIP": (-1, 2), "LEAKY_RELU": (0.1,), "ELU": (0.5,), "SELU": (1.6, 1.05),
                     "CELU": (0.5,), "HARD_SIGMOID": (0.2, 0.5), "QUANTIZE": (0.25, -8, 7)}  # fmt: skip
        expected = {
            "IDENTITY": x, "RELU": F.relu(x), "CLIP": F.hardtanh(x, -1, 2),
            "LEAKY_RELU": F.leaky_relu(x, 0.1), "ELU": F.elu(x, 0.5),
            "SELU": 1.05 * F.elu(x, 1.6), "CELU": F.celu(x, 0.5), "SILU": x * torch.sigmoid(x),
            "HARD_SWISH": F.hardswish(x), "SIGMOID": 1 / (1 + torch.exp(-x)),
            "HARD_SIGMOID": F.hardtanh(0.2 * x + 0.5, 0, 1), "TANH": torch.tanh(x), "GELU": F.gelu(x),
            "GELU_TANH": F.gelu(x, approximate="tanh"), "SOFTPLUS": torch.log(1 + torch.exp(x)),
            "SOFTSIGN": x / (1 + x.abs()), "MISH": F.mish(x),
            "QUANTIZE": 0.25 * F.hardtanh((x / 0.25).round(), -8, 7),
        }  # fmt: skip
        known = {name for name in activations.FUNCTIONS}
        self.assertEqual({"FUNCTION_" + name for name in expected}, known)
        for name, values in expected.items():
            parameters = [tensor(p) for p in arguments.get(name, ())]
            made = message("Activation", function="FUNCTION_" + name, parameters=parameters)
            f = activations.Activation(made)
            self.assertTrue(torch.allclose(f(x), values, rtol=1e-6, atol=1e-6), name)
            self.assertTrue(torch.isfinite(f(torch.tensor([-200.0, 200.0]))).all(), name)


class GradientTest(unittest.TestCase):
    def test_spikes_are_the_same_with_and_without_gradient(self) -> None:
        x = torch.randn(3, 2, generator=torch.Generator().manual_seed(1))
        for op in (
            neuron(0.3),
            neuron(0.3, signed=True, maximum_spikes=3),
            neuron(reset="RESET_HARD"),
        ):
            network = SpikingNetwork(model([2], {"n": op}, timesteps=20))
            with torch.no_grad():
                expected = network(x)
            self.assertTrue(torch.equal(network(x.clone().requires_grad_()).detach(), expected))

    def test_the_gradient_is_that_of_the_surrogate_at_the_nearest_step(self) -> None:
        cases = [(neuron(2.0), [1.0, 2.0, 9.0], [-0.5, 0, 3.5])]
        burst = neuron(2.0, maximum_spikes=3)
        cases.append((burst, [-1.0, 3.2, 9.0], [-1.5, -0.4, 1.5]))
        for op, inputs, distances in cases:
            seen: List[torch.Tensor] = []

            def smooth(u: torch.Tensor) -> torch.Tensor:
                seen.append(u)
                return 3 * u

            layer = IntegrateAndFire(op, smooth)
            x = torch.tensor([inputs], requires_grad=True)
            layer(x).sum().backward()
            self.assertTrue(torch.allclose(seen[0], torch.tensor([distances])))
            self.assertEqual(x.grad.tolist(), [[1.5, 1.5, 1.5]])

    def test_a_taken_back_spike_has_its_step_at_zero(self) -> None:
        seen: List[torch.Tensor] = []
        layer = IntegrateAndFire(neuron(1.0, signed=True), lambda u: seen.append(u) or u)
        layer(torch.tensor([[1.0, 0.0]]))
        z = layer(torch.tensor([[-0.25, -0.25]], requires_grad=True))
        self.assertEqual(z.tolist(), [[-1, 0]])
        self.assertEqual(seen[1].tolist(), [[-0.25, -1.25]])

    def test_only_weights_train_until_asked(self) -> None:
        conv = message("Linear", weight=np.eye(2, dtype=np.float32), bias=tensor(0, 0))
        network = SpikingNetwork(model([2], {"w": conv, "n": neuron()}))
        trained = [name for name, p in network.named_parameters() if p.requires_grad]
        self.assertEqual(trained, ["nodes.w.weight", "nodes.w.bias"])
        network.neurons["n"].threshold.requires_grad_()
        network(torch.tensor([[0.4, 0.9]])).sum().backward()
        self.assertLess(network.neurons["n"].threshold.grad.item(), 0)
        self.assertIsNone(SpikingNetwork(network.model, surrogate=None)(torch.ones(1, 2)).grad_fn)


class SavingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_an_unchanged_model_keeps_its_bytes(self) -> None:
        spikeport.torch.load(FROZEN / "version-1.snn").save(self.folder / "same.snn")
        written = (self.folder / "same.snn").read_bytes()
        self.assertEqual(written, (FROZEN / "version-1.snn").read_bytes())

    def test_changed_weights_are_saved(self) -> None:
        network = spikeport.torch.load(FROZEN / "version-1.snn")
        with torch.no_grad():
            for p in network.parameters():
                p.mul_(1.25)
        network.save(self.folder / "changed.snn")
        again = spikeport.torch.load(self.folder / "changed.snn")
        for (name, a), b in zip(network.named_parameters(), again.parameters()):
            self.assertTrue(torch.equal(a, b), name)

    def test_parameters_of_functions_are_saved(self) -> None:
        activation = message(
            "Activation", function="FUNCTION_CLIP", parameters=[tensor(0), tensor(6)]
        )
        delta = message("SigmaDelta", activation=activation, threshold=tensor(0.5), levels=4)
        network = SpikingNetwork(dict_with(model([2], {"n": delta}), coding="CODING_DELTA"))
        with torch.no_grad():
            network.layers["n"].activation.arguments[1].fill_(4)
        network.save(self.folder / "clipped.snn")
        again = spikeport.torch.load(self.folder / "clipped.snn")
        self.assertEqual([p.item() for p in again.layers["n"].activation.parameters()], [0, 4])
        self.assertEqual(again(torch.tensor([[9.0, 1]]), 9).tolist(), [[4, 1]])


if __name__ == "__main__":
    unittest.main()
