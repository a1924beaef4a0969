"""A copy of a recording in which times are silent or black, and nothing lies under them.

Everything is decoded and written anew: a packet of before or after can hold a part of a word.
Sound becomes Opus in WebM, film H.264 and AAC in MP4. Called in a confined process only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

from testimonies.evidence.clean_copy import CannotCopy
from testimonies.evidence.recording import ALSO, QUIET, streams_of

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

#: By the type of a clean copy, the name under which FFmpeg reads it; nothing else is tried.
READ_AS = {
    "audio/webm": "matroska",
    "video/webm": "matroska",
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
}
RATE, CHANNELS, WIDTH = 48_000, 2, 2  # bytes a sample
TICKS = 1_000  # of a film, a second
#: Quick enough to be made while somebody waits, and as good as what telephones make.
X264 = {"preset": "veryfast", "crf": "22", "threads": "1"}
TURNS = {90: "cclock", -90: "clock", 270: "clock", -270: "cclock"}
BLACK, GREY = 16, 128  # of brightness, and of colour, in 8 bits
Times = Sequence[Mapping[str, Any]]


def make(copy: Path, target: Path, *, kind: str, times: Times) -> str:
    """Write the covered copy of a clean copy. Returns its type. Raises `CannotCopy`."""
    try:
        with copy.open("rb") as file, av.open(file, "r", format=READ_AS[kind]) as source:
            is_film = any(each.type == "video" for each in streams_of(source))
            wrapping = "mp4" if is_film else "webm"
            options = QUIET | ALSO.get(wrapping, {})
            with av.open(str(target), "w", format=wrapping, options=options) as made:
                _write(source, made, times, is_film=is_film)
    except (av.FFmpegError, OSError, ValueError, KeyError, EOFError) as error:
        raise CannotCopy(type(error).__name__) from error
    return "video/mp4" if is_film else "audio/webm"


def length(copy: Path, *, kind: str) -> int:
    """How long a clean copy plays, in milliseconds. By its last packet, where nothing says it."""
    with copy.open("rb") as file, av.open(file, "r", format=READ_AS[kind]) as source:
        if source.duration:
            return round(source.duration * TICKS / av.time_base)
        packets = source.demux(streams_of(source))
        ends = [
            (each.pts + (each.duration or 0)) * each.time_base
            for each in packets
            if each.pts is not None
        ]
        return round(max(ends, default=0) * TICKS)


def _write(source: InputContainer, made: OutputContainer, times: Times, *, is_film: bool) -> None:
    """Both tracks begin where the recording does, so that a time is the one of the player."""
    began = max(0, source.start_time or 0) / av.time_base
    writers: dict[int, Callable[[Any], None]] = {}
    ends: list[Callable[[], None]] = []
    for stream in streams_of(source):
        of = Film if stream.type == "video" else Sound
        track = of(made, stream, times, began, is_film)
        writers[stream.index] = track.take
        ends.append(track.end)
    if not writers:
        raise ValueError("no track")
    for packet in source.demux(streams_of(source)):
        for frame in _decoded(packet):
            writers[packet.stream.index](frame)
    for end in ends:
        end()


def _decoded(packet: Any) -> Iterator[Any]:
    """What is damaged on the way is left out, as a player does."""
    try:
        yield from packet.decode()
    except av.InvalidDataError:
        return


class Sound:
    def __init__(
        self, made: OutputContainer, _stream: Any, times: Times, began: float, is_film: bool
    ) -> None:
        self.made, self.began = made, began
        self.spans = [(each["start"], each["end"]) for each in times if each["sense"] != "picture"]
        self.out: Any = made.add_stream("aac" if is_film else "libopus", rate=RATE)
        self.out.layout = "stereo"
        self.even = av.AudioResampler(format="s16", layout="stereo", rate=RATE)
        self.written = 0

    def take(self, frame: Any) -> None:
        for each in self.even.resample(frame):
            self._write(each)

    def end(self) -> None:
        for each in self.even.resample(None):
            self._write(each)
        self.made.mux(self.out.encode(None))

    def _write(self, frame: Any) -> None:
        at = self.written if frame.time is None else round((frame.time - self.began) * RATE)
        at = max(at, self.written)
        self._silence(frame, at)
        frame.pts, frame.time_base = at, Fraction(1, RATE)
        self.written = at + frame.samples
        self.made.mux(self.out.encode(frame))

    def _silence(self, frame: Any, at: int) -> None:
        for start, end in self.spans:
            first = max(0, int(start * RATE) - at)
            last = min(frame.samples, int(end * RATE) + 1 - at)
            if first < last:
                step = CHANNELS * WIDTH
                heard = bytearray(frame.planes[0])
                heard[first * step : last * step] = bytes((last - first) * step)
                frame.planes[0].update(bytes(heard))


class Film:
    def __init__(
        self, made: OutputContainer, stream: Any, times: Times, began: float, _is_film: bool
    ) -> None:
        self.made, self.began, self.stream = made, began, stream
        self.spans = [(each["start"], each["end"]) for each in times if each["sense"] != "sound"]
        self.out: Any = made.add_stream("libx264", rate=stream.average_rate or 25, options=X264)
        self.out.pix_fmt = "yuv420p"
        self.graph: Any = None
        self.last = -1

    def take(self, frame: Any) -> None:
        if self.graph is None:
            self._begin(frame)
        self.graph.push(frame)
        while (seen := self._pull()) is not None:
            self._write(seen)

    def end(self) -> None:
        if self.graph is not None:
            self.made.mux(self.out.encode(None))

    def _begin(self, frame: Any) -> None:
        """Upright, as a telephone only says that it should be shown; and of even sides."""
        self.graph = graph = av.filter.Graph()
        turn = TURNS.get(round(frame.rotation))
        steps = [graph.add_buffer(template=self.stream)]
        if turn:
            steps.append(graph.add("transpose", turn))
        elif round(frame.rotation) in {180, -180}:
            steps += [graph.add("hflip"), graph.add("vflip")]
        steps += [
            graph.add("scale", "trunc(iw/2)*2:trunc(ih/2)*2"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps).configure()
        wide, high = frame.width // 2 * 2, frame.height // 2 * 2
        self.out.width, self.out.height = (high, wide) if turn else (wide, high)
        self.out.codec_context.time_base = Fraction(1, TICKS)

    def _pull(self) -> Any:
        try:
            return self.graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return None

    def _write(self, frame: Any) -> None:
        at = 0.0 if frame.time is None else max(0.0, frame.time - self.began)
        if any(start <= at < end for start, end in self.spans):
            for plane, shade in zip(frame.planes, (BLACK, GREY, GREY), strict=True):
                plane.update(bytes([shade]) * plane.buffer_size)
        frame.pts = self.last = max(self.last + 1, round(at * TICKS))
        frame.time_base = Fraction(1, TICKS)
        frame.pict_type = 0
        self.made.mux(self.out.encode(frame))
