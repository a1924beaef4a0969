"""What somebody might do to one file in a container: each way by its name.

A way gets the files of a container by name, in order, and one of the names. It changes the files,
or gives nothing back where it cannot be done to that one.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

import rfc8785

from petitions.bundles import manifest, signed_xml, xades
from petitions.bundles.stored_zip import StoredZip

Files = dict[str, bytes]
Way = Callable[[Files, str], Files | None]
F = TypeVar("F", bound=Way)
WAYS: dict[str, Way] = {}


def way(function: F) -> F:
    WAYS[function.__name__.strip("_").replace("_", " ")] = function
    return function


def pack(files: Files, target: Path) -> Path:
    with StoredZip(target) as stored:
        for name, content in files.items():
            stored.add_bytes(name, content)
    return target


def unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


@way
def _first_bit_flipped(files: Files, name: str) -> Files:
    return _flipped(files, name, 0)


@way
def _middle_bit_flipped(files: Files, name: str) -> Files:
    return _flipped(files, name, len(files[name]) // 2)


@way
def _last_bit_flipped(files: Files, name: str) -> Files:
    return _flipped(files, name, len(files[name]) - 1)


@way
def _truncated(files: Files, name: str) -> Files:
    return {**files, name: files[name][:-1]}


@way
def _emptied(files: Files, name: str) -> Files:
    return {**files, name: b""}


@way
def _lengthened(files: Files, name: str) -> Files:
    return {**files, name: files[name] + b"\n"}


@way
def _removed(files: Files, name: str) -> Files:
    return {each: content for each, content in files.items() if each != name}


@way
def _renamed(files: Files, name: str) -> Files:
    return {(other(n) if n == name else n): content for n, content in files.items()}


@way
def _doubled_under_another_name(files: Files, name: str) -> Files:
    return {**files, other(name): files[name]}


@way
def _swapped_with_the_next(files: Files, name: str) -> Files:
    names = list(files)
    following = names[(names.index(name) + 1) % len(names)]
    return {**files, name: files[following], following: files[name]}


@way
def _moved_to_the_end(files: Files, name: str) -> Files | None:
    moved = {**_removed(files, name), name: files[name]}
    return moved if list(moved) != list(files) else None


@way
def _zipped_again_with_other_words(files: Files, name: str) -> Files | None:
    """A list, a bag, a spreadsheet, a container of a signer: well packed, and not the same."""
    inside = io.BytesIO(files[name])
    if not zipfile.is_zipfile(inside):
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(inside) as old, zipfile.ZipFile(packed, "w") as new:
        *others, last = old.infolist()
        for info in others:
            new.writestr(info, old.read(info))
        new.writestr(last, old.read(last) + b" ")
    return {**files, name: packed.getvalue()}


@way
def _changed_with_every_list_of_digests(files: Files, name: str) -> Files | None:
    """Only the seal is still the old one."""
    if manifest.BUNDLE not in files or name in (manifest.CHECKSUMS, manifest.BUNDLE):
        return None
    if name.startswith(("META-INF/", "mimetype")):
        return None
    return listed_anew(_flipped(files, name, len(files[name]) // 2))


def other(name: str) -> str:
    """A name that its sort of file may have."""
    path = PurePosixPath(name)
    return str(path.with_stem(f"{path.stem}-2"))


def _flipped(files: Files, name: str, at: int) -> Files:
    content = files[name]
    return {**files, name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]}


def listed_anew(files: Files) -> Files:
    """bundle.json and the list of digests say what the files are now."""
    told = json.loads(files[manifest.BUNDLE])
    for name in told["files"].keys() & files.keys():
        told["files"][name]["sha256"] = hashlib.sha256(files[name]).hexdigest()
        told["files"][name]["size"] = len(files[name])
    changed = {**files, manifest.BUNDLE: rfc8785.dumps(told)}
    digests = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in changed.items()
        if name not in (manifest.CHECKSUMS, "mimetype") and not name.startswith("META-INF/")
    }
    return {**changed, manifest.CHECKSUMS: manifest.checksums(digests)}


def changed_words(xml: bytes) -> Iterator[tuple[str, bytes]]:
    """A file of signatures with one text or attribute changed; and which."""
    for number, element in enumerate(signed_xml.parse(xml).iter()):
        tag = str(element.tag).partition("}")[2]
        if element.text:
            yield tag, _again(xml, number, "")
        for attribute in map(str, element.attrib):
            if attribute != "Id" or tag in {"Signature", "SignedProperties", "Reference"}:
                yield f"{tag}/{attribute}", _again(xml, number, attribute)


def _again(xml: bytes, number: int, attribute: str) -> bytes:
    root = signed_xml.parse(xml)
    element = list(root.iter())[number]
    old = str(element.get(attribute) if attribute else element.text)
    middle = len(old) // 2
    new = f"{old[:middle]}{'A' if old[middle] != 'A' else 'B'}{old[middle + 1 :]}"
    if attribute:
        element.set(attribute, new)
    else:
        element.text = new
    return xades.written(root)


def _in_directory(raw: bytes, info: zipfile.ZipInfo) -> range:
    """The entry in the directory, whose name ends it: ours have nothing after it."""
    name = info.filename.encode()
    end = raw.rindex(b"PK\x05\x06")
    start = next(
        at
        for at in range(raw.rindex(b"PK\x03\x04"), end)
        if raw[at : at + 4] == b"PK\x01\x02" and raw[at + 46 : at + 46 + len(name)] == name
    )
    return range(start, start + 46 + len(name))


def _before_content(_raw: bytes, info: zipfile.ZipInfo) -> range:
    return range(info.header_offset, info.header_offset + 30 + len(info.filename))


def _content(raw: bytes, info: zipfile.ZipInfo) -> range:
    """A dozen bytes of it, as a fault of a disk would hit."""
    start = _before_content(raw, info).stop
    return range(start, start + info.file_size, max(1, info.file_size // 12))


RAW: dict[str, Callable[[bytes, zipfile.ZipInfo], range]] = {
    "in the directory": _in_directory,
    "before the content": _before_content,
    "in the content": _content,
}
