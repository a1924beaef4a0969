"""A bundle carries the ledger's checkpoint, and proof that nothing vanished since the last one."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import checkpoints, payload, places
from petitions.bundles.manifest import Ledger
from petitions.bundles.payload import Frame
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.verify import verify
from petitions.ledger import merkle, note
from petitions.ledger.note import Head
from petitions.ledger.proof import Consistency
from petitions.models import Bundle, Checkpoint, LedgerEntry, Signature
from petitions.signing import actions as signing
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_sealed_bundle, a_target
from tests.builders_signing import a_confirmed_signature
from tests.petitions.bundles.spoiling import pack, reason
from tests.petitions.bundles.test_freeze import names_in
from tests.petitions.signing.test_two_connections import at_once

LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(3)]
ORIGIN = "petitions.example/ledger/remember"
Spoil = Callable[[Ledger, dict[str, bytes]], Ledger]


def inside(bundle: Bundle, name: str) -> bytes:
    with zipfile.ZipFile(places.sealed(bundle)) as container:
        return container.read(name)


def told(bundle: Bundle) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(inside(bundle, "bundle.json"))
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_the_first_bundle_carries_the_published_checkpoint(client: Client) -> None:
    bundle = a_sealed_bundle()

    ledger = told(bundle)["ledger"]
    published = client.get(f"/ledger/{bundle.target.petition.slug}/checkpoint/2").content
    assert inside(bundle, "checkpoint.txt") == published
    assert ledger == bundle.frozen["ledger"] | {"previous": None}
    assert (ledger["size"], ledger["root"]) == (2, published.decode().split("\n")[2])
    assert "consistency.txt" not in told(bundle)["files"]
    assert ledger["key"] in inside(bundle, "VERIFY.en.txt").decode()
    assert verify(places.sealed(bundle)).problems == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("with_authority")
def test_the_second_bundle_proves_that_the_first_ledger_is_its_beginning() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_sealed_bundle(petition)
    for number in range(4):
        a_confirmed_signature(petition, name=f"{number}", email=f"{number}@example.org")

    second = a_sealed_bundle(petition)

    ledger, before = told(second)["ledger"], told(first)["ledger"]
    assert ledger["previous"] == {"size": before["size"], "root": before["root"]}
    assert inside(second, "consistency.txt").startswith(b"old 1\n")
    assert inside(second, "consistency.txt").endswith(inside(second, "checkpoint.txt"))
    assert ledger["size"] == 5
    assert verify(places.sealed(second)).problems == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("with_authority")
def test_written_again_later_it_finds_the_same_checkpoint() -> None:
    petition = a_petition_with("Ona Petraitė")
    bundle = bundles.write(a_frozen_bundle(petition).pk)
    members, identity = bundle.members, bundle.identity
    a_confirmed_signature(petition, name="Later", email="later@example.org")
    signing.count_signatures()
    bundles.freeze(a_target(petition, "seimas").pk, now())

    places.clear(bundle)
    again = bundles.write(bundle.pk)

    assert (again.members, again.identity) == (members, identity)
    assert "checkpoint.txt" in members
    assert Checkpoint.objects.filter(size=2).exists()


@pytest.mark.django_db
def test_whoever_was_not_counted_yet_is_counted_by_the_freeze() -> None:
    bundle = a_frozen_bundle(a_petition_with("Ona Petraitė", "Mārtiņš Ozols"))

    assert bundle.frozen["ledger"]["size"] == 2
    assert LedgerEntry.objects.count() == 2
    assert not Signature.objects.to_count().exists()


@pytest.mark.django_db(transaction=True)
def test_a_signature_without_a_leaf_below_the_checkpoint_waits_for_the_next_bundle() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    target = a_target(petition).pk

    with transaction.atomic():
        Signature.objects.lock(petition.signatures.order_by("pk")[1].pk)
        at_once([lambda: bundles.freeze(target, now())])
    first = Bundle.objects.get()
    second = bundles.freeze(target, now())

    assert (names_in(first), first.frozen["ledger"]["size"]) == (["Ona Petraitė"], 1)
    assert (names_in(second), second.frozen["ledger"]["size"]) == (["Mārtiņš Ozols"], 2)


@pytest.fixture
def ledger_files(frame: Frame) -> tuple[Ledger, dict[str, bytes]]:
    """Of a second bundle: three leaves, one of them there at the first."""
    root = merkle.joined([merkle.node_hash(LEAVES[0], LEAVES[1]), LEAVES[2]])
    signed = note.sign(Head(ORIGIN, 3, root))
    kept = Ledger(
        origin=ORIGIN,
        size=3,
        root=base64.b64encode(root).decode(),
        key=note.verifier_key(ORIGIN, note.public_key()),
        previous=(1, base64.b64encode(LEAVES[0]).decode()),
    )
    proof = Consistency(1, LEAVES[1:], signed)
    return kept, {"checkpoint.txt": signed.encode(), "consistency.txt": proof.text().encode()}


def nothing(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return ledger


def another_root(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, root=base64.b64encode(LEAVES[0]).decode())


def another_origin(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, origin="elsewhere.example/ledger/remember")


def another_beginning(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, previous=(1, base64.b64encode(LEAVES[1]).decode()))


def another_size_before(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, previous=(2, base64.b64encode(LEAVES[0]).decode()))


def no_root_before(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, previous=(1, "no root"))


def a_spoilt_signature(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    files["checkpoint.txt"] = files["checkpoint.txt"].replace(b"\n3\n", b"\n4\n")
    return ledger


def bytes_that_are_no_text(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    files["checkpoint.txt"] = b"\xff"
    return ledger


def a_shorter_proof(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    lines = files["consistency.txt"].split(b"\n")
    files["consistency.txt"] = b"\n".join(lines[:1] + lines[2:])
    return ledger


def a_proof_to_another_checkpoint(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    files["consistency.txt"] += b"more\n"
    return ledger


def no_proof(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    del files["consistency.txt"]
    return ledger


def no_checkpoint(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    files.clear()
    return ledger


def no_key(ledger: Ledger, files: dict[str, bytes]) -> Ledger:
    return replace(ledger, key=7)  # type: ignore[arg-type]


GROWN = "The ledger is not the one of the bundle before, with more at its end."
OTHER = "The checkpoint is not the one that bundle.json names."
SPOILT = "The checkpoint or the proof beside it is not as it should be."
MISSING = "The proofs of the ledger are not those that bundle.json names."


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (nothing, ""),
        (another_root, OTHER),
        (another_origin, OTHER),
        (another_beginning, GROWN),
        (another_size_before, GROWN),
        (no_root_before, SPOILT),
        (a_spoilt_signature, SPOILT),
        (bytes_that_are_no_text, SPOILT),
        (a_shorter_proof, GROWN),
        (a_proof_to_another_checkpoint, GROWN),
        (no_proof, MISSING),
        (no_checkpoint, MISSING),
        (no_key, "“bundle.json” cannot be read."),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_ledger_that_does_not_fit_is_named(
    tmp_path: Path,
    frame: Frame,
    signer: Signer,
    root: Path,
    *,
    ledger_files: tuple[Ledger, dict[str, bytes]],
    spoil: Spoil,
    said: str,
) -> None:
    files, path = tmp_path / "payload", tmp_path / "file.asice"
    files.mkdir()
    spoilt = spoil(*ledger_files)
    changed = replace(frame.manifest, ledger=spoilt, seal_level="B")
    payload.write(files, replace(frame, manifest=changed, checkpoints=ledger_files[1]), [], {})
    pack(files, path, (signer, None))

    assert " ".join(verify(path, root).problems) == said
    assert not said or reason(path, root) == said


def test_a_bundle_of_records_carries_no_ledger(tmp_path: Path, frame: Frame) -> None:
    files = tmp_path / "payload"
    files.mkdir()

    payload.write(files, frame, [], {})

    assert json.loads((files / "bundle.json").read_bytes())["ledger"] is None
    assert not (files / checkpoints.CHECKPOINT).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("with_authority")
def test_a_timestamp_of_another_checkpoint_is_noticed(
    tmp_path: Path, signer: Signer, authorities: Authorities, settings: Settings
) -> None:
    settings.TSA_URL = ""
    bundle = bundles.write(a_frozen_bundle().pk)
    files = tmp_path / "payload"
    shutil.copytree(places.payload(bundle), files)
    (files / checkpoints.STAMP).write_bytes(checkpoints.stamp(b"another", authorities))

    pack(files, tmp_path / "file.asice", (signer, None))

    assert reason(tmp_path / "file.asice") == "The timestamp of the checkpoint does not hold."
