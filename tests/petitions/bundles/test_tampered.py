"""Whatever somebody does to any file of a sealed bundle is found, and the file is named.

No list of files stands here: the tests go through what lies in real bundles of every kind.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from config.local.authority import Authority
from petitions.bundles import asice, signed_xml, xades
from petitions.bundles.asice import Member
from petitions.bundles.together import verify_all
from petitions.bundles.verify import verify
from tests.petitions.bundles import tampering
from tests.petitions.bundles.everything import Encrypted, Everything
from tests.petitions.bundles.tampering import RAW, WAYS, Files
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = pytest.mark.django_db
#: DigiDoc packs as it likes, and whoever added a signature may take it off again.
THEIRS = {
    ("moved to the end", ""),
    ("truncated", "META-INF/"),
    ("lengthened", "META-INF/"),
    ("swapped with the next", "META-INF/signatures"),
    ("renamed", "META-INF/signatures1.xml"),
    ("removed", "META-INF/signatures1.xml"),
}


@pytest.fixture
def unpacked(whole: Everything) -> dict[str, Files]:
    return {kind: tampering.unpacked(path) for kind, path in whole.containers.items()}


def test_what_nobody_has_touched_is_valid(
    whole: Everything, unpacked: dict[str, Files], tmp_path: Path, root: Path
) -> None:
    for kind, path in whole.containers.items():
        again = tampering.pack(unpacked[kind], tmp_path / "again.asice")
        assert verify(path, root).problems == verify(again, root).problems == (), kind


def test_every_sort_of_file_lies_in_what_is_tampered_with(unpacked: dict[str, Files]) -> None:
    """What the tests below go through would not be missed by them if it were not there."""
    names = {name for kind in ("part 1", "part 2") for name in unpacked[kind]}
    records = [files for kind, files in unpacked.items() if kind.startswith("records")]
    bags = [zipfile.ZipFile(BytesIO(files["payload-bag.zip"])).namelist() for files in records]

    assert {
        *("signatures.csv", "signatures.xlsx", "withdrawals.csv"),
        *("qualified-0001.zip", "csv-metadata.json", "payload-bag.zip", "payload-bag-2.zip"),
        *("petition.json", "petition.en.pdf", "summary.en.pdf", "cover.en.pdf", "VERIFY.en.txt"),
        *("bundle.json", "manifest-sha256.txt", "META-INF/manifest.xml", asice.SIGNATURES),
        *("checkpoint.txt", "checkpoint.txt.tsr", "consistency.txt", "mimetype"),
    } <= names
    assert any(name.startswith("signatures") and name.endswith(".pdf") for name in names)
    assert b"ArchiveTimeStamp" in unpacked["archive copy"][asice.SIGNATURES]
    assert {asice.SIGNATURES, "META-INF/signatures1.xml"} <= unpacked["countersigned"].keys()
    assert any("/evidence-" in name for bag in bags for name in bag)


@pytest.mark.parametrize("way", WAYS)
def test_each_file_tampered_with_is_found_and_named(
    way: str, unpacked: dict[str, Files], tmp_path: Path, root: Path
) -> None:
    missed = []
    for kind, files in unpacked.items():
        for name in files:
            changed = WAYS[way](files, name)
            if changed is None or (kind == "countersigned" and _is_theirs(way, name)):
                continue
            verdict = verify(tampering.pack(changed, tmp_path / "changed.asice"), root)
            touched = {n for n in {*files, *changed} if files.get(n) != changed.get(n)} or {name}
            if not any(each in " ".join(verdict.problems) for each in touched):
                missed.append((kind, name, verdict.problems))

    assert missed == []


def _is_theirs(way: str, name: str) -> bool:
    return any(way == known and name.startswith(start) for known, start in THEIRS)


def test_our_seal_is_missed_where_somebody_elses_took_its_place(
    unpacked: dict[str, Files], tmp_path: Path, root: Path
) -> None:
    """Everybody with a card could otherwise hand on our bundle as theirs."""
    files = unpacked["countersigned"]
    files[asice.SIGNATURES] = files.pop("META-INF/signatures1.xml")
    packed = as_we_pack(files)

    problems = verify(tampering.pack(packed, tmp_path / "changed.asice"), root).problems

    assert problems == ("“cover.en.pdf” was sealed by somebody who has not sealed the bundle.",)


def as_we_pack(files: Files) -> Files:
    """Whatever lies in it, a stranger packs it as if it were ours."""
    types = [(name, Member(name, Path()).media_type) for name in sorted(files)]
    own = {"mimetype": files["mimetype"], asice.MANIFEST_NAME: b"", asice.SIGNATURES: b""}
    inside = [(name, kind) for name, kind in types if name not in own]
    first = {"mimetype": files["mimetype"], asice.MANIFEST_NAME: asice.package_list(inside)}
    signature = signed_xml.parse(files[asice.SIGNATURES])
    last = {asice.SIGNATURES: xades.written(signature)}
    return first | {name: files[name] for name, _kind in inside} | last


def test_a_seal_of_somebody_else_is_found(
    unpacked: dict[str, Files], authority: Authority, tmp_path: Path, root: Path
) -> None:
    """The files are in order, and so are their digests; the issuer is even the same."""
    own = ("mimetype", "META-INF/")
    inside = {n: each for n, each in unpacked["part 1"].items() if not n.startswith(own)}
    path = tmp_path / "changed.asice"
    path.write_bytes(Programs(authority, tmp_path).container(inside, "person"))

    problems = verify(path, root).problems

    assert problems == ("“cover.en.pdf” was sealed by somebody who has not sealed the bundle.",)


def test_a_seal_of_another_bundle_is_found(
    unpacked: dict[str, Files], tmp_path: Path, root: Path
) -> None:
    files = unpacked["part 1"] | {
        name: content
        for name, content in unpacked["part 2"].items()
        if name in (asice.SIGNATURES, asice.MANIFEST_NAME)
    }

    said = " ".join(verify(tampering.pack(files, tmp_path / "changed.asice"), root).problems)

    for name in set(unpacked["part 1"]) ^ set(unpacked["part 2"]):
        assert f"“{name}”" in said


@pytest.mark.parametrize("kind", ["part 2", "archive copy"])
def test_each_word_of_the_seal_counts(
    kind: str, unpacked: dict[str, Files], tmp_path: Path, root: Path
) -> None:
    """All but the names of its proofs, by which nothing looks for them."""
    files, missed = unpacked[kind], []
    for place, changed in tampering.changed_words(files[asice.SIGNATURES]):
        spoilt = {**files, asice.SIGNATURES: changed}
        verdict = verify(tampering.pack(spoilt, tmp_path / "changed.asice"), root)
        if verdict.is_valid:
            missed.append(place)

    assert missed == []


@pytest.mark.parametrize("place", RAW)
def test_each_byte_that_tells_of_a_file_counts(
    place: str, whole: Everything, tmp_path: Path, root: Path
) -> None:
    path, missed = tmp_path / "changed.asice", []
    original = whole.containers["part 2"]
    raw = original.read_bytes()
    with zipfile.ZipFile(original) as container:
        infos = container.infolist()
    for info in infos:
        for at in RAW[place](raw, info):
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
            if verify(path, root).is_valid:
                missed.append((info.filename, at))

    assert missed == []


def test_a_file_that_is_there_twice_is_named(whole: Everything, tmp_path: Path) -> None:
    original = whole.containers["part 1"].read_bytes()
    path = tmp_path / "changed.asice"
    path.write_bytes(original)
    with zipfile.ZipFile(path) as container:
        names = container.namelist()
    for name in names:
        path.write_bytes(original)
        with (
            pytest.warns(UserWarning, match="Duplicate name"),
            zipfile.ZipFile(path, "a") as container,
        ):
            container.writestr(name, b"other")

        said = f"Two files in the container are called “{name}”."
        assert verify(path).problems == (said,)


@pytest.mark.parametrize("place", ["the header", "the middle", "the end"])
def test_what_left_encrypted_does_not_open_once_it_was_changed(
    place: str, whole: Everything
) -> None:
    opening = []
    for kind, hidden in whole.encrypted.items():
        raw = hidden.path.read_bytes()
        at = {"the header": 40, "the middle": len(raw) // 2, "the end": len(raw) - 1}[place]
        if _opens(hidden, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]):
            opening.append(kind)

    assert opening == []


def _opens(hidden: Encrypted, content: bytes) -> bool:
    try:
        hidden.opened(content)
    except Exception:  # each library has its own
        return False
    return True


def test_what_left_encrypted_says_how_to_open_it(whole: Everything) -> None:
    for hidden in whole.encrypted.values():
        (said,) = verify_all([hidden.path]).problems
        assert ("age -d" if hidden.age else "DigiDoc4") in said


def test_all_parts_are_checked_together_as_they_left(whole: Everything, root: Path) -> None:
    assert len(whole.parts) > 1
    assert verify_all([whole.together], root).problems == ()
    assert verify_all(whole.parts, root).problems == ()
    assert verify_all(whole.parts[:1], root).problems == ()


@pytest.mark.parametrize("way", WAYS)
def test_each_part_tampered_with_is_found_and_named(
    way: str, whole: Everything, tmp_path: Path, root: Path
) -> None:
    """Their order in the zip and their names are no part of the bundle."""
    files, missed = tampering.unpacked(whole.together), []
    for number, name in enumerate(files, 1):
        changed = WAYS[way](files, name)
        if changed is None or sorted(changed.values()) == sorted(files.values()):
            continue
        verdict = verify_all([tampering.pack(changed, tmp_path / "changed.zip")], root)
        said = " ".join(verdict.problems)
        if not (name in said or f"Part {number} is" in said):
            missed.append((name, verdict.problems))

    assert missed == []


def test_a_part_of_another_bundle_is_named(whole: Everything, root: Path) -> None:
    other = whole.containers["records for age"]

    problems = verify_all([*whole.parts, other], root).problems

    assert problems == (f"“{other.name}” is of another bundle than the first file.",)
