"""A picture as an iPhone makes it (HEIF, ISO/IEC 23008-12), put together here box by box."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import Any

import av

SIZE = 64
PARAMETERS = (32, 33, 34)  # VPS, SPS, PPS of HEVC


def a_heic() -> bytes:
    units = [unit for unit in _encoded().split(b"\0\0\1") if unit.strip(b"\0")]
    units = [unit.rstrip(b"\0") for unit in units]
    parameters = {kind: unit for unit in units if (kind := unit[0] >> 1 & 63) in PARAMETERS}
    slices = [unit for unit in units if unit[0] >> 1 & 63 < 32]
    picture = b"".join(struct.pack(">I", len(unit)) + unit for unit in slices)
    head = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    meta = _meta(parameters, 0, len(picture))
    meta = _meta(parameters, len(head) + len(meta) + 8, len(picture))
    return head + meta + _box(b"mdat", picture)


def _encoded() -> bytes:
    encoder: Any = av.CodecContext.create("libx265", "w")
    encoder.width = encoder.height = SIZE
    encoder.pix_fmt, encoder.framerate, encoder.time_base = "yuv420p", 1, Fraction(1)
    encoder.options = {"x265-params": "log-level=none:info=0:keyint=1"}
    frame = av.VideoFrame(SIZE, SIZE, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes([90]) * plane.buffer_size)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def _meta(parameters: dict[int, bytes], offset: int, length: int) -> bytes:
    handler = _full(b"hdlr", bytes(4), b"pict", bytes(13))
    primary = _full(b"pitm", struct.pack(">H", 1))
    entry = _box(b"infe", b"\2\0\0\0", struct.pack(">HH", 1, 0), b"hvc1\0")
    items = _full(b"iinf", struct.pack(">H", 1), entry)
    place = _full(b"iloc", b"\x44\0", struct.pack(">HHHHII", 1, 1, 0, 1, offset, length))
    extents = _full(b"ispe", struct.pack(">II", SIZE, SIZE))
    known = _box(b"ipco", _configuration(parameters), extents)
    linked = _full(b"ipma", struct.pack(">IHB", 1, 1, 2), b"\x81\x02")
    return _full(b"meta", handler, primary, items, place, _box(b"iprp", known, linked))


def _configuration(parameters: dict[int, bytes]) -> bytes:
    profile = parameters[33][3:15]  # general profile, tier and level of the SPS
    rest = b"\xf0\0\xfc\xfd\xf8\xf8\0\0\x0f"
    arrays = b"".join(
        struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit
        for kind, unit in sorted(parameters.items())
    )
    return _box(b"hvcC", b"\1", profile, rest, bytes([len(parameters)]), arrays)


def _full(kind: bytes, *parts: bytes) -> bytes:
    return _box(kind, bytes(4), *parts)


def _box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + kind + content
