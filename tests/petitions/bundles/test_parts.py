"""What is too large for one container goes on in numbered parts, each of which can be checked."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pyrage
import pytest

from petitions.bundles import actions as bundles
from petitions.bundles import asice, parts, places, printed, ranges, second_opinion
from petitions.bundles.outgoing import actions as outgoing
from petitions.bundles.register import queries as register
from petitions.bundles.register import rules
from petitions.bundles.verify import verify
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.errors import Refusal
from testimonies.models import Institution
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_target
from tests.builders_review import a_release_officer

MIB = 1 << 20
NAMES = ("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm", "Zofia Wójcik", "Олена Коваль")


def test_small_things_stay_together() -> None:
    (only,) = parts.divide({"a.csv": 10, "petition.json": 5}, ["petition.json"], {"r/1": 7})

    assert (only.number, only.files, only.records) == (1, ["petition.json", "a.csv"], ["r/1"])
    assert only.bag == "payload-bag.zip"


def test_a_list_counts_twice_since_it_lies_in_the_bag_too() -> None:
    half = (asice.LARGEST - parts.ROOM) // 2

    assert len(parts.divide({"a.csv": half}, [], {})) == 1
    assert len(parts.divide({"a.csv": half, "b.xlsx": 10}, [], {})) == 2
    assert len(parts.divide({"a.xlsx": half, "b.xlsx": half}, [], {})) == 1


def test_ten_million_rows_need_a_few_parts_and_none_is_too_large() -> None:
    files = {f"signatures-{n:04}.xlsx": 1_200 * MIB for n in range(1, 5)}
    files |= {f"signatures-{n:04}.csv": 250 * MIB for n in range(1, 5)}
    files |= {f"signatures-volume-{n:04}.pdf": 9 * MIB for n in range(1, 401)}

    found = parts.divide(files, [], {})

    assert sorted(name for part in found for name in part.files) == sorted(files)
    assert all(part.size <= asice.LARGEST - parts.ROOM for part in found)
    assert [part.number for part in found] == list(range(1, len(found) + 1))
    assert found[1].bag == "payload-bag-2.zip"


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch, with_authority: object) -> Bundle:
    """As if containers held half a megabyte of lists."""
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + MIB // 2)
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    petition = a_petition_with(*NAMES)
    profile = a_target(petition).profile
    profile.formats = ["csv", "xlsx", "pdf"]
    profile.save()
    return bundles.finish(a_frozen_bundle(petition).pk)


@pytest.mark.django_db
def test_the_list_of_each_part_is_ours_and_no_other_is(bundle: Bundle) -> None:
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    found = places.sealed_parts(bundle)

    assert len(found) > 1
    for part in found:
        with zipfile.ZipFile(part.path) as opened:
            listed = rules.listed(opened.read("manifest-sha256.txt").decode())
        compared = register.compare(listed)
        assert compared is not None
        assert compared.differing == ()
        own = {"bundle.json": bundle.identity}
        forged = register.compare(dict.fromkeys(listed, "0" * 64) | {"added.csv": "1" * 64} | own)
        assert forged is not None
        assert {"added.csv", "VERIFY.en.txt"} <= set(forged.differing)


@pytest.mark.django_db
def test_every_part_is_sealed_valid_and_of_one_bundle(bundle: Bundle, root: Path) -> None:
    found = places.sealed_parts(bundle)

    assert bundle.state == State.SEALED
    assert bundle.is_valid
    assert len(found) > 1
    slug = bundle.target.petition.slug
    names = [part.path.name for part in found]
    assert names[:2] == [
        f"atmintis_{slug}_gov-lt_1.asice",
        f"atmintis_{slug}_gov-lt_1_part2.asice",
    ]
    for number, part in enumerate(found, 1):
        verdict = verify(part.path, root)
        assert verdict.problems == ()
        assert verdict.identity == bundle.identity
        assert any(f"part {number} of {len(found)}" in note for note in verdict.notes)
        assert part.size == part.path.stat().st_size
        assert second_opinion.ask(part.path, root.parent) == ""


@pytest.mark.django_db
def test_together_the_parts_hold_every_file_once(bundle: Bundle) -> None:
    held: list[str] = []
    for part in places.sealed_parts(bundle):
        with zipfile.ZipFile(part.path) as container:
            told = json.loads(container.read("bundle.json"))["files"]
            names = set(container.namelist())
            assert {"cover.en.pdf", "VERIFY.en.txt", "manifest-sha256.txt"} <= names
            held += [name for name in told if name in names]
    assert sorted(held) == sorted(told)


@pytest.mark.django_db
def test_sealed_parts_are_left_by_a_second_message(bundle: Bundle) -> None:
    before = {part.path: part.path.stat().st_mtime_ns for part in places.sealed_parts(bundle)}

    again = bundles.finish(bundle.pk)

    assert again.attempts == bundle.attempts
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.django_db
def test_all_parts_leave_in_one_file(bundle: Bundle) -> None:
    made = outgoing.make(bundle.pk)
    content = places.outgoing(made).read_bytes()
    again = outgoing.make(bundle.pk)

    first = places.sealed(bundle)
    assert places.outgoing(made) == first.with_suffix(".zip")
    assert made.outgoing_sha256 == hashlib.sha256(content).hexdigest()
    assert made.outgoing_size == len(content)
    assert places.outgoing(again).read_bytes() == content
    with zipfile.ZipFile(places.outgoing(made)) as whole:
        held = {name: whole.read(name) for name in whole.namelist()}
    parts_of = places.sealed_parts(bundle)
    assert held == {part.path.name: part.path.read_bytes() for part in parts_of}


@pytest.mark.django_db
def test_a_part_that_was_changed_does_not_leave(bundle: Bundle) -> None:
    last = places.sealed_parts(bundle)[-1].path
    last.write_bytes(last.read_bytes()[:-1])

    with pytest.raises(Refusal, match="not the one that was sealed"):
        outgoing.make(bundle.pk)

    assert not places.sealed(bundle).with_suffix(".zip").exists()


@pytest.mark.django_db
def test_with_a_key_only_the_encrypted_file_leaves(bundle: Bundle) -> None:
    key = pyrage.x25519.Identity.generate()
    Institution.objects.filter(code="gov-lt").update(encryption_key=str(key.to_public()))

    made = outgoing.make(bundle.pk)

    path = places.outgoing(made)
    assert path.name.endswith("_1.zip.age")
    assert not path.with_suffix("").exists()
    (path.parent / "opened.zip").write_bytes(pyrage.decrypt(path.read_bytes(), [key]))
    with zipfile.ZipFile(path.parent / "opened.zip") as whole:
        assert len(whole.namelist()) == len(places.sealed_parts(bundle))


@pytest.mark.django_db
def test_the_register_knows_every_part_and_the_file_that_holds_them(bundle: Bundle) -> None:
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    made = outgoing.make(bundle.pk)

    found = register.find(made.outgoing_sha256)

    assert found is not None
    assert found.entry.together_sha256 == made.outgoing_sha256
    assert found.entry.encrypted_sha256 == ""
    digests = [found.entry.sha256, *found.entry.more_parts]
    assert digests == [part.sha256 for part in places.sealed_parts(made)]
    assert {register.find(digest) for digest in digests} == {found}


@pytest.mark.django_db
def test_the_register_calls_what_was_encrypted_by_its_name(bundle: Bundle) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    made = outgoing.make(bundle.pk)

    found = register.find(made.outgoing_sha256)

    assert found is not None
    assert found.entry.encrypted_sha256 == made.outgoing_sha256
    assert found.entry.together_sha256 == ""
