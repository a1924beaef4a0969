"""Recordings as browsers and telephones make them, made here: silence, and a grey film."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import av

SECRET_PLACE = "+58.3780+026.7290/"
RATE = 48_000


#: In slices as they are recorded: half a second each, and no length in front.
IN_SLICES = {"movflags": "empty_moov+default_base_moof", "frag_duration": "500000"}


def as_safari_stops(*, film: str = "") -> bytes:
    """A voice, or a film, in slices of which the last one comes twice."""
    made = a_recording("mp4", sound="aac", film=film, options=IN_SLICES)
    last = made.rindex(b"moof") - 4
    index = made.find(b"mfra", last)
    return made[: index - 4 if index > 0 else None] + made[last:]


def a_recording(
    wrapping: str,
    *,
    sound: str,
    film: str = "",
    seconds: int = 3,
    options: dict[str, str] | None = None,
) -> bytes:
    """With the place and the maker in its titles. The codecs are named as FFmpeg names them."""
    made = io.BytesIO()
    with av.open(made, "w", format=wrapping, options=options or {}) as container:
        container.metadata["title"] = SECRET_PLACE
        container.metadata["location"] = SECRET_PLACE
        voice: Any = container.add_stream(sound, rate=RATE)
        voice.metadata["title"] = SECRET_PLACE
        picture: Any = container.add_stream(film, rate=5) if film else None
        if picture:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            for number in range(5 * seconds):
                frame = av.VideoFrame(64, 48, "yuv420p")
                frame.pts = number
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        _speak(container, voice, seconds)
    return made.getvalue()


def length_of(recording: bytes) -> float:
    """Seconds that can be heard."""
    with av.open(io.BytesIO(recording), "r") as container:
        heard = sum(int(frame.samples) for frame in container.decode(audio=0))
    return heard / RATE


def _speak(container: Any, voice: Any, seconds: int) -> None:
    kind = voice.codec_context.format.name if voice.codec_context.format else "fltp"
    block = voice.codec_context.frame_size or 960
    for start in range(0, seconds * RATE, block):
        frame = av.AudioFrame(format=kind, layout=voice.codec_context.layout.name, samples=block)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        container.mux(voice.encode(frame))
    container.mux(voice.encode(None))
