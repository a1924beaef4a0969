"""What somebody might do to a sealed bundle."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from petitions.bundles import packing
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.stored_zip import StoredZip
from petitions.bundles.verify import verify

SIGNATURE = "META-INF/signatures0.xml"
Change = Callable[[dict[str, bytes]], object]


def rebuilt(path: Path, change: Change) -> Path:
    """The same container after somebody unpacked it, changed something, and packed it again."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    change(parts)
    with StoredZip(path) as again:
        for name, content in parts.items():
            again.add_bytes(name, content)
    return path


def replaced(name: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def pack(files: Path, target: Path, seals: tuple[Signer, Authorities | None]) -> None:
    scratch = target.with_name("scratch")
    scratch.mkdir()
    packing.pack(files, scratch, target, seals)


def reason(path: Path, trust: Path | None = None) -> str:
    verdict = verify(path, trust)
    assert not verdict.is_valid
    return " ".join(verdict.problems)
