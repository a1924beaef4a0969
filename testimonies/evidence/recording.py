"""Recordings of sound and film: whether one opens, and the copy that people hear.

The copy has the same sound and picture, moved into a new wrapping without anything else: titles,
places, cover pictures, attached files and further tracks stay behind. Called in a confined
process only.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import av
from av.stream import Disposition

from testimonies.evidence.clean_copy import CannotCopy
from testimonies.evidence.kinds import RECORDINGS
from testimonies.evidence.opening import Verdict

if TYPE_CHECKING:
    from av.container import InputContainer

#: By what is inside: the wrapping of the copy, and what it is called.
IN_WEBM = {"opus", "vorbis", "vp8", "vp9", "av1"}
IN_MP4 = {"aac", "mp3", "h264", "hevc", "av1", "mpeg4", "opus"}
ALONE = {"mp3": ("mp3", "audio/mpeg"), "flac": ("flac", "audio/flac")}
#: No name of a program and no time; of a film what is needed to begin playing comes first.
QUIET = {"fflags": "+bitexact"}
ALSO = {"mp4": {"movflags": "+faststart"}, "mp3": {"id3v2_version": "0", "write_xing": "0"}}


def look(file: IO[bytes], kind: str) -> Verdict:
    try:
        with _opened(file, kind) as recording:
            streams = streams_of(recording)
            first = next(recording.demux(streams)) if streams else None
    except (av.FFmpegError, OSError, ValueError, StopIteration, EOFError):
        return Verdict.DAMAGED_RECORDING
    return Verdict.OPENS if first is not None and first.size else Verdict.DAMAGED_RECORDING


def copy(original: Path, target: Path, *, kind: str) -> str:
    """Write the copy. Returns its type. Raises `CannotCopy`."""
    try:
        with original.open("rb") as file, _opened(file, kind) as source:
            streams = streams_of(source)
            wrapping, called = _wrapping([each.codec_context.name for each in streams])
            is_film = any(each.type == "video" for each in streams)
            options = QUIET | ALSO.get(wrapping, {})
            with av.open(str(target), "w", format=wrapping, options=options) as made:
                _move(source, streams, made)
    except (av.FFmpegError, OSError, ValueError, StopIteration, EOFError) as error:
        raise CannotCopy(type(error).__name__) from error
    return called if is_film else called.replace("video/", "audio/")


def _opened(file: IO[bytes], kind: str) -> InputContainer:
    """SECURITY: read as what it is, and as nothing else: a playlist would open other files."""
    return av.open(file, "r", format=RECORDINGS[kind], metadata_errors="ignore")


def streams_of(recording: InputContainer) -> list[Any]:
    """The first track of sound and the first of film; a cover is neither."""
    films = [each for each in recording.streams.video if not _is_cover(each)]
    return [*films[:1], *recording.streams.audio[:1]]


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _wrapping(codecs: list[str]) -> tuple[str, str]:
    names = {name.removeprefix("lib").partition("-")[0] for name in codecs}
    names = {"mp3" if name == "mp3float" else name for name in names}
    if len(names) == 1 and (alone := ALONE.get(next(iter(names)))):
        return alone
    if names and all(name.startswith("pcm_") for name in names):
        return "wav", "audio/wav"
    if names and names <= IN_WEBM | {"vpx"}:
        return "webm", "video/webm"
    if names and names <= IN_MP4 | {"dav1d"}:
        return "mp4", "video/mp4"
    raise CannotCopy("codec")


def _move(source: InputContainer, streams: list[Any], made: Any) -> None:
    """Packet by packet; what was cut off in the middle ends with its last whole one.

    Safari's engine writes the last half second twice when it stops: nothing goes back in time.
    """
    targets = {each.index: made.add_stream_from_template(each) for each in streams}
    for target in targets.values():
        target.metadata.clear()
    latest: dict[int, int] = {}
    try:
        for packet in source.demux(streams):
            before = latest.get(packet.stream.index)
            if packet.dts is None or not packet.size:
                continue
            if before is not None and packet.dts <= before:
                continue
            latest[packet.stream.index] = packet.dts
            packet.stream = targets[packet.stream.index]
            made.mux(packet)
    except av.InvalidDataError:
        return
