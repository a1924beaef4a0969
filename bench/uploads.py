"""A recording of a gigabyte that comes in pieces over HTTP, beside a raw copy to the same disk.

``BENCH_UPLOAD_MB`` says how large (1000 unless set), ``BENCH_CUTS`` how often the line is cut in
the middle of a piece (0). The limit is reading the file, SHA-256, writing and fsync. Ours is every
piece with its checksum over HTTP, encrypted and synced, and the hash of the whole file again. They
take turns, since a disk is as fast as what else the machine does; the median of the ratios counts.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
import tempfile
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bench.servers import Server, family, serving
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.evidence.actions import About
from testimonies.evidence.uploads import actions as uploads
from testimonies.intake import questions
from testimonies.intake.drafts import actions as drafts
from testimonies.models import Case, StoredFile, Upload

#: As our script sends on a fast line.
PIECE = 16 << 20
PICTURES = 12
ROUNDS = 5
TOKEN = "b" * 32


def print_lines() -> None:
    size = int(os.environ.get("BENCH_UPLOAD_MB", "1000")) << 20
    cuts = int(os.environ.get("BENCH_CUTS", "0"))
    with tempfile.TemporaryDirectory(dir=settings.HOME) as place:
        file = Path(place) / "recording.wav"
        _write(file, size)
        environment = {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        with serving("config.wsgi:application", environment, Path(place) / "log") as server:
            small = file.with_name("small.wav")
            _write(small, 1 << 20)
            _send(server, small, 0)  # so that nothing is loaded while we measure
            before = _memory(server)
            rounds = [_compare(server, file, cuts) for _round in range(ROUNDS)]
            more = _memory(server) - before
    raw, ours = (size / median(each) / 1e6 for each in zip(*rounds, strict=True))
    ratio = median(each[0] / each[1] for each in rounds)
    rate = f"{ours:4.0f} MB/s, raw copy {raw:4.0f}"
    figures = f"{rate}: {ratio:.2f}, {more:.0f} MB more memory, {cuts} cuts, hashes equal"
    print(f"upload {size >> 20} MB {figures}  rate ≥ 0.5 ×, ≤ 100 MB", flush=True)
    print(
        f"access copies  {_copies_a_minute():5.0f} a minute of pictures of 12 megapixels",
        flush=True,
    )


def _write(file: Path, size: int) -> None:
    noise = os.urandom(1 << 20)
    head = (
        b"RIFF"
        + struct.pack("<I", size - 8)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 48_000, 96_000, 2, 16)
        + b"data"
        + struct.pack("<I", size - 44)
    )
    with file.open("wb") as made:
        made.write(head)
        for _block in range((size >> 20) - 1):
            made.write(noise)
        made.write(noise[: (1 << 20) - len(head)])


def _compare(server: Server, file: Path, cuts: int) -> tuple[float, float]:
    """Seconds of the raw copy, and ours."""
    raw, digest = _copy(file)
    ours, kept = _send(server, file, cuts)
    if kept.sha256 != digest:
        raise RuntimeError("what arrived is another file")
    keeping.forget(kept.path)
    return raw, ours


def _copy(file: Path) -> tuple[float, str]:
    start, digest = perf_counter(), hashlib.sha256()
    target = file.with_name("copy")
    with file.open("rb") as source, target.open("wb") as copy:
        while block := source.read(1 << 20):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    took = perf_counter() - start
    target.unlink()
    return took, digest.hexdigest()


def _send(server: Server, file: Path, cuts: int) -> tuple[float, StoredFile]:
    case = drafts.start(questions.TESTIMONY, language="en").draft.case
    sender = Sender(server.port, case)
    size = file.stat().st_size
    start = perf_counter()
    sender.begin(size)
    cut_at = [size * (number + 1) // (cuts + 1) for number in range(cuts)]
    offset = 0
    with file.open("rb") as source:
        while offset < size:
            source.seek(offset)
            piece = source.read(PIECE)
            if cut_at and offset + len(piece) > cut_at[0]:
                offset = sender.cut(offset, piece)
                cut_at.pop(0)
            else:
                offset = sender.patch(offset, piece)
    original = uploads.take(case.pk, sender.upload.uuid, About("recording"))
    return perf_counter() - start, original


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return {key.lower(): said for key, said in self.headers.items()}.get(name.lower(), "")


class Elsewhere(Exception):
    """It goes on at another place, or somebody else is writing."""


class Sender:
    """A browser that holds a case, over real sockets."""

    def __init__(self, port: int, case: Case) -> None:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session["cases"], session["_csrftoken"] = [case.handle], TOKEN
        session.save()
        self.told = {
            "Tus-Resumable": "1.0.0",
            "X-CSRFToken": TOKEN,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        }
        self.port, self.case = port, case
        self.line = HTTPConnection("127.0.0.1", port, timeout=120)
        self.place = f"/en/case/{case.handle}/uploads/"

    @property
    def upload(self) -> Upload:
        return Upload.objects.get(case=self.case)

    def begin(self, size: int) -> None:
        name = base64.b64encode(b"recording.wav").decode()
        words = {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
        self.place = self._ask("POST", words)["Location"]

    def patch(self, offset: int, piece: bytes) -> int:
        digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        words = self._words(offset) | {"Upload-Checksum": f"sha256 {digest}"}
        try:
            return int(self._ask("PATCH", words, piece)["Upload-Offset"])
        except (OSError, Elsewhere):  # the piece before the cut is still being written
            self.line.close()
            sleep(0.05)
            return int(self._ask("HEAD", {})["Upload-Offset"])

    def cut(self, offset: int, piece: bytes) -> int:
        """Half of a piece, and the line is gone; how much has come."""
        self.line.putrequest("PATCH", self.place)
        for name, said in (self.told | self._words(offset)).items():
            self.line.putheader(name, said)
        self.line.putheader("Content-Length", str(len(piece)))
        self.line.endheaders(piece[: len(piece) // 2 + 1])
        self.line.close()
        return int(self._ask("HEAD", {})["Upload-Offset"])

    def _words(self, offset: int) -> dict[str, str]:
        return {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}

    def _ask(self, method: str, words: dict[str, str], body: bytes = b"") -> Answer:
        self.line.request(method, self.place, body or None, self.told | words)
        answer = self.line.getresponse()
        answer.read()
        if answer.status in {409, 423}:
            raise Elsewhere
        if answer.status >= 400:
            raise RuntimeError(f"{method}: {answer.status}")
        return Answer(answer.status, dict(answer.getheaders()))


def _memory(server: Server) -> float:
    """Megabytes at the peak, of the largest process."""
    sizes = []
    for pid in family(server.process.pid):
        said = Path(f"/proc/{pid}/status").read_text()
        sizes.append(int(said.split("VmHWM:")[1].split()[0]) / 1024)
    return max(sizes)


def _copies_a_minute() -> float:
    case = drafts.start(questions.TESTIMONY, language="en").draft.case_id
    made = []
    for number in range(PICTURES):
        picture = io.BytesIO()
        Image.effect_noise((4000, 3000), 20 + number).convert("RGB").save(picture, "JPEG")
        file = SimpleUploadedFile("a.jpg", picture.getvalue(), content_type="image/jpeg")
        made.append(evidence.receive(case, file, kind="photograph", caption="").pk)
    start = perf_counter()
    for pk in made:
        evidence.make_access_copy(pk)
    return 60 * PICTURES / (perf_counter() - start)


if __name__ == "__main__":
    print_lines()
