"""Reads and writes the portable model, `.snn` and `.snn.json`: docs/format.md.

Both forms become the same `Message`: field names as in proto/spiking_model.proto, enumeration values
by name, tensors as NumPy arrays of float32. The wire format is read by the table in `_fields.py`,
so nothing but NumPy is needed.
"""

import base64
import json
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple, Union

import numpy as np

from ._fields import ENUMS, MESSAGES

FORMAT = "spikeport.snn"
MAJOR = 1

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED = {"fixed32": ("<I", _FIXED32), "float": ("<f", _FIXED32), "double": ("<d", _FIXED64)}
_CRC_SIZE = 5


class ModelError(ValueError):
    """A file that is not a spiking model, or a model that cannot be run; says where and why."""


class Message(Dict[str, Any]):
    """One message of the format. A field that is missing is an error that names it."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind
        for name, _, repeated in MESSAGES[kind].values():
            if repeated:
                self[name] = []

    def __missing__(self, name: str) -> Any:
        raise ModelError(f"{self.kind}: field '{name}' is missing")


def read(path: Union[str, "os.PathLike[str]"]) -> Message:
    """Reads a spiking model.

    Raises:
        ModelError: if the file is damaged, no spiking model, or of an unknown major version
        OSError: if it cannot be read
    """
    content = Path(path).read_bytes()
    try:
        if content[:1] == b"{":
            model = _from_json("SpikingModel", json.loads(content))
        else:
            model = _from_binary("SpikingModel", _checked(content))
        if model.get("format") != FORMAT:
            raise ModelError(f"expected format '{FORMAT}', found {model.get('format')!r}")
        if model["version"]["major"] != MAJOR:
            found = model["version"]["major"]
            raise ModelError(f"expected format version {MAJOR}, found {found}; update this package")
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from None
    except (IndexError, KeyError, TypeError, ValueError, struct.error) as error:
        raise ModelError(f"{path}: malformed spiking model ({error})") from error
    return model


def write(model: Message, path: Union[str, "os.PathLike[str]"]) -> None:
    """Writes a spiking model as `.snn`, the same bytes for the same model, whole or not at all."""
    path = Path(path)
    if path.suffix != ".snn":
        raise ValueError(f"{path}: expected a file name ending with .snn")
    body = _to_binary("SpikingModel", {k: v for k, v in model.items() if k != "crc32"})
    content = body + b"\x7d" + struct.pack("<I", zlib.crc32(body))
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


# ---- JSON ----------------------------------------------------------------------------------------


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


def _from_json(kind: str, values: Dict[str, Any]) -> Any:
    message = Message(kind)
    for name, type_, repeated in MESSAGES[kind].values():
        value = values.get(_camel(name))
        if value is not None:
            convert = _json_value(type_)
            message[name] = [convert(v) for v in value] if repeated else convert(value)
    return _tensor(message) if kind == "Tensor" else message


def _json_value(type_: str) -> Callable[[Any], Any]:
    if type_ in MESSAGES:
        return lambda value: _from_json(type_, value)
    if type_ in ("float", "double"):
        return float
    if type_ in ("int64", "uint64"):
        return int
    if type_ == "bytes":
        return base64.b64decode
    return lambda value: value


def _tensor(message: Message) -> "np.ndarray[Any, Any]":
    values = np.frombuffer(message["data"], "<f4").astype(np.float32)
    return values.reshape(message["shape"])


# ---- Binary --------------------------------------------------------------------------------------


def _checked(content: bytes) -> bytes:
    """Without the checksum, which must be right."""
    body, end = content[:-_CRC_SIZE], content[-_CRC_SIZE:]
    if not body.startswith(b"\x0a\x0d" + FORMAT.encode()):
        raise ModelError("expected a spiking model (.snn or .snn.json), found something else")
    if end != b"\x7d" + struct.pack("<I", zlib.crc32(body)):
        raise ModelError(
            "the checksum is wrong: the file is cut short or was changed; copy it anew"
        )
    return body


def _varint(data: bytes, at: int) -> Tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _wire(data: bytes) -> Iterator[Tuple[int, int, Any]]:
    """Number, wire type and raw value of every field."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire, value = tag & 7, None  # type: Tuple[int, Any]
        if wire == _VARINT:
            value, at = _varint(data, at)
        else:
            size = {_FIXED64: 8, _FIXED32: 4}.get(wire)
            if wire == _BYTES:
                size, at = _varint(data, at)
            if size is None or at + size > len(data):
                raise ModelError(f"field {tag >> 3} is damaged")
            value, at = data[at : at + size], at + size
        yield tag >> 3, wire, value


def _from_binary(kind: str, data: bytes) -> Any:
    message = Message(kind)
    for number, wire, raw in _wire(data):
        if number not in MESSAGES[kind]:
            continue  # of a newer minor version, which only adds what may be left out
        name, type_, repeated = MESSAGES[kind][number]
        if (
            repeated
            and wire == _BYTES
            and (type_ in _FIXED or type_ in ("int32", "int64", "uint64"))
        ):
            message[name].extend(_packed(type_, raw))
        elif repeated:
            message[name].append(_binary_value(type_, raw))
        else:
            message[name] = _binary_value(type_, raw)
    return _tensor(message) if kind == "Tensor" else message


def _packed(type_: str, raw: bytes) -> Iterator[Any]:
    if type_ in _FIXED:
        yield from (value for (value,) in struct.iter_unpack(_FIXED[type_][0], raw))
    else:
        at = 0
        while at < len(raw):
            value, at = _varint(raw, at)
            yield _binary_value(type_, value)


def _binary_value(type_: str, raw: Any) -> Any:
    if type_ in MESSAGES:
        return _from_binary(type_, raw)
    if type_ in ENUMS:
        return ENUMS[type_][raw]
    if type_ in _FIXED:
        return struct.unpack(_FIXED[type_][0], raw)[0]
    if type_ in ("int32", "int64"):
        return raw - (1 << 64) if raw >> 63 else raw
    if type_ == "bool":
        return bool(raw)
    return raw.decode() if type_ == "string" else raw


def _to_binary(kind: str, values: Dict[str, Any]) -> bytes:
    parts: List[bytes] = []
    for number, (name, type_, repeated) in sorted(MESSAGES[kind].items()):
        value = values.get(name)
        if value is None or (repeated and len(value) == 0):
            continue
        if repeated and type_ != "string" and type_ not in MESSAGES:
            parts.append(_field(number, _BYTES, b"".join(_encoded(type_, v)[1] for v in value)))
        else:
            for each in value if repeated else [value]:
                parts.append(_field(number, *_encoded(type_, each)))
    return b"".join(parts)


def _field(number: int, wire: int, raw: bytes) -> bytes:
    size = _to_varint(len(raw)) if wire == _BYTES else b""
    return _to_varint(number << 3 | wire) + size + raw


def _encoded(type_: str, value: Any) -> Tuple[int, bytes]:
    if type_ == "Tensor":
        array = np.asarray(value, "<f4")
        value = {"shape": array.shape, "data": array.tobytes()}
    if type_ in MESSAGES:
        return _BYTES, _to_binary(type_, value)
    if type_ in ENUMS:
        value = {name: number for number, name in ENUMS[type_].items()}[value]
    if type_ in _FIXED:
        form, wire = _FIXED[type_]
        return wire, struct.pack(form, value)
    if type_ == "string":
        return _BYTES, value.encode()
    return (_BYTES, value) if type_ == "bytes" else (_VARINT, _to_varint(int(value)))


def _to_varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))
