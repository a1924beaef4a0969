"""Whoever seals what they like breaks nothing of whoever checks it: each file gets a sentence."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from petitions.bundles import manifest, payload
from petitions.bundles.payload import Frame
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.together import verify_all
from tests.petitions.bundles.spoiling import SIGNATURE, pack, reason, rebuilt

Change = Callable[[dict[str, Any]], Any]
UNREADABLE = "“bundle.json” cannot be read."


def _with_part(part: Any) -> Change:
    def change(told: dict[str, Any]) -> None:
        next(iter(told["files"].values()))["part"] = part

    return change


@pytest.mark.parametrize(
    "change",
    [
        _with_part([1]),
        _with_part("1"),
        _with_part(0),
        lambda told: told.pop("test"),
        lambda told: told.pop("text_digest"),
        lambda told: told.update(files={"a.txt": "b"}),
        lambda told: told.update(files=[]),
    ],
)
def test_what_is_told_in_another_way_is_not_read(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
    change: Change,
) -> None:
    files, path = write_payload(tmp_path / "payload"), tmp_path / "file.asice"
    told = json.loads((files / manifest.BUNDLE).read_bytes())
    change(told)
    (files / manifest.BUNDLE).write_bytes(rfc8785.dumps(told))
    pack(files, path, (signer, authorities))

    assert reason(path) == UNREADABLE


def test_what_is_told_too_deep_is_not_read(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
) -> None:
    files, path = write_payload(tmp_path / "payload"), tmp_path / "file.asice"
    (files / manifest.BUNDLE).write_bytes(b"[" * 100_000 + b"]" * 100_000)
    pack(files, path, (signer, authorities))

    assert reason(path) == UNREADABLE


def test_of_a_bag_no_more_is_read_than_it_is_large(
    tmp_path: Path, frame: Frame, signer: Signer, authorities: Authorities
) -> None:
    files, path = tmp_path / "payload", tmp_path / "file.asice"
    files.mkdir()
    with zipfile.ZipFile(files / "payload-bag.zip", "w", zipfile.ZIP_DEFLATED) as bag:
        bag.writestr("b/manifest-sha256.txt", " " * 10_000_000)
        bag.writestr("b/tagmanifest-sha256.txt", "")
    told = replace(frame.manifest, files=payload.digests(files))
    (files / manifest.BUNDLE).write_bytes(told.canonical())
    pack(files, path, (signer, authorities))

    assert reason(path) == "“payload-bag.zip” is larger than such a file can be."


def test_a_member_that_was_packed_in_another_way_and_changed_is_named(sealed: Path) -> None:
    with zipfile.ZipFile(sealed) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with zipfile.ZipFile(sealed, "w") as again:
        for name, content in parts.items():
            kind = zipfile.ZIP_LZMA if name == "bundle.json" else zipfile.ZIP_STORED
            again.writestr(name, content, kind)
        info = again.getinfo("bundle.json")
    spoilt = bytearray(sealed.read_bytes())
    begin = info.header_offset + 30 + len(info.filename)
    spoilt[begin + 20 : begin + info.compress_size] = b"\xff" * (info.compress_size - 20)
    sealed.write_bytes(spoilt)

    assert "“bundle.json”" in reason(sealed)


def test_parts_behind_a_password_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "parts.zip"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("a.asice", b"anything")
    path.write_bytes(path.read_bytes().replace(b"\x14\x00\x00\x00", b"\x14\x00\x01\x00"))

    verdict = verify_all([path])

    assert verdict.problems == ("“a.asice” is damaged or was changed.",)


def test_parts_that_lie_nowhere_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "parts.zip"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("a.asice", b"anything")
    content = path.read_bytes()  # with two bytes less in front, the end leads before its beginning
    path.write_bytes(content[2:])

    verdict = verify_all([path])

    assert verdict.problems == ("“a.asice” is damaged or was changed.",)


def test_parts_that_lie_in_one_place_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "parts.zip"
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("a.asice", b"anything" * 1_000)
        first = whole.getinfo("a.asice")
        for number in range(3):
            again = zipfile.ZipInfo(f"{number}.asice")
            again.file_size, again.compress_size = first.file_size, first.compress_size
            again.CRC, again.header_offset = first.CRC, first.header_offset
            whole.filelist.append(again)

    assert verify_all([path]).problems == ("The container holds more than one of ours can.",)


def test_a_certificate_whose_names_cannot_be_read_is_no_issuer(sealed: Path) -> None:
    def spoil(parts: dict[str, bytes]) -> None:
        *_others, old = re.findall(rb"X509Certificate[^>]*>([^<]+)<", parts[SIGNATURE])
        root, name = base64.b64decode(old), b"\x0c\x0cTEST Root CA"
        new = root.replace(name, b"\x02" + name[1:], 1)  # its issuer is called by a number
        parts[SIGNATURE] = parts[SIGNATURE].replace(old, base64.b64encode(new))

    said = "The certificates of the seal do not lead from one to the next."
    assert reason(rebuilt(sealed, spoil)) == f"{SIGNATURE}: {said}"
