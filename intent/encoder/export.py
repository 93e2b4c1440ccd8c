"""Writes the fine-tuned layers as an ONNX graph, its weights 8 bits each.

Dynamic quantization, one scale for each output of a matrix (onnxruntime.quantization); range reduced by a bit, so that
processors without wide accumulators give the same sums.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from intent.encoder.finetuning import Layer, Network

VECTORS, POOLED, WHOLE, PIECES = "vectors", "pooled", "whole", "pieces"
"""The graph's input (1, pieces, width) and its outputs: (1, 2 width), (1, 7) and (1, pieces, 11)."""
_OPERATORS = 18
_FORMAT = 9


class _Graph:
    """Nodes and constants as they are added; each call names its result."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def __call__(self, operator: str, *inputs: Any, **settings: Any) -> str:
        """The name of what `operator` makes of `inputs`, which are names or arrays."""
        named = [one if isinstance(one, str) else self.constant(one) for one in inputs]
        return self.several(operator, named, 1, **settings)[0]

    def several(self, operator: str, inputs: Sequence[str], outputs: int, **settings: Any) -> list[str]:
        names = [f"n{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, name=names[0], **settings))
        return names

    def constant(self, value: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def named(self, source: str, name: str) -> None:
        self.nodes.append(helper.make_node("Identity", [source], [name]))

    def normed(self, source: str, norm: Sequence[NDArray[Any]]) -> str:
        return self("LayerNormalization", source, norm[0], norm[1], axis=-1, epsilon=1e-12)

    def linear(self, source: str, weights: NDArray[Any], bias: NDArray[Any]) -> str:
        return self("Add", self("MatMul", source, weights), bias)


def graph(network: Network, heads: int) -> bytes:
    """The ONNX graph of `network` without its vocabulary, weights 32 bits each."""
    build = _Graph()
    width = len(network["opening"][0])
    seen = build.normed(VECTORS, network["opening"])
    for layer in network["layers"]:
        seen = _layer(build, seen, layer, heads, width)
    axes = np.array([1], np.int64)
    mean = build("ReduceMean", seen, axes, keepdims=0)
    most = build("ReduceMax", seen, axes, keepdims=0)
    pooled = build("Concat", mean, most, axis=1)
    build.named(pooled, POOLED)
    build.named(build.linear(pooled, network["whole"], network["whole_bias"]), WHOLE)
    build.named(build.linear(seen, network["pieces"], network["pieces_bias"]), PIECES)
    shapes = {
        POOLED: [1, 2 * width],
        WHOLE: [1, network["whole"].shape[1]],
        PIECES: [1, "n", network["pieces"].shape[1]],
    }
    made = helper.make_graph(
        build.nodes,
        "encoder",
        [helper.make_tensor_value_info(VECTORS, TensorProto.FLOAT, [1, "n", width])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()],
        build.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPERATORS)], ir_version=_FORMAT)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def quantized(whole: bytes) -> bytes:
    """The same graph with the layers' matrices of 8 bits; the heads, which decide, keep 32."""
    products = [node.name for node in onnx.load_from_string(whole).graph.node if node.op_type == "MatMul"]
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "whole.onnx", Path(folder) / "quantized.onnx"
        source.write_bytes(whole)
        quantize_dynamic(
            source,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=products[-2:],
        )
        return target.read_bytes()


def _layer(build: _Graph, seen: str, layer: Layer, heads: int, width: int) -> str:
    size = width // heads
    joint = build.linear(seen, layer["attend"], layer["attend_bias"])
    split = build("Reshape", joint, np.array([0, 0, 3 * heads, size], np.int64))
    turned = build("Transpose", split, perm=[0, 2, 1, 3])
    query, key, value = build.several("Split", [turned], 3, axis=1, num_outputs=3)
    near = build("MatMul", query, build("Transpose", key, perm=[0, 1, 3, 2]))
    share = build("Softmax", build("Mul", near, np.float32(size**-0.5)), axis=-1)
    mixed = build("Transpose", build("MatMul", share, value), perm=[0, 2, 1, 3])
    flat = build("Reshape", mixed, np.array([0, 0, width], np.int64))
    gathered = build.linear(flat, layer["gather"], layer["gather_bias"])
    seen = build.normed(build("Add", seen, gathered), layer["gathered"])
    wide = build.linear(seen, layer["widen"], layer["widen_bias"])
    half = build("Mul", wide, np.float32(0.5))
    lifted = build("Add", build("Erf", build("Mul", wide, np.float32(2**-0.5))), np.float32(1))
    narrow = build.linear(build("Mul", half, lifted), layer["narrow"], layer["narrow_bias"])
    return build.normed(build("Add", seen, narrow), layer["narrowed"])
