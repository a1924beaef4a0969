"""A petition goes to an archive with everything that is public, and without those who signed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from petitions.deliveries.responding import actions as responding
from petitions.ledger import note
from petitions.models import Petition
from petitions.packages import ledger_files
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from tests.builders_answers import an_answer
from tests.builders_bundles import an_acknowledged_delivery
from tests.builders_endorsements import a_published_endorsement
from tests.builders_ledger import a_ledger, a_stamp, fill, one_more
from tests.builders_packages import files_of, of_petition, written
from tests.builders_review import a_release_officer
from tests.builders_signing import a_drafted_petition, forget_what_pages_keep
from tests.petitions.bundles.pdf_promises import KEPT, promises
from tests.petitions.packages import validators

pytestmark = pytest.mark.django_db
DATA = "representations/petition/data/"


def told(files: dict[str, bytes], name: str) -> Any:
    return json.loads(files[DATA + name])


@pytest.mark.usefixtures("with_authority")
def test_a_petition_that_went_all_the_way_is_valid_in_both_forms(tmp_path: Path) -> None:
    answer = an_answer()
    responding.publish(answer.pk, by=a_release_officer(), text="We thank for the petition.")
    petition = answer.delivery.bundle.target.petition

    package = written(of_petition(petition))
    bag = written(of_petition(petition, "bagit"))

    lying = tmp_path / "bundles" / "packages"
    validators.must_be_valid(validators.eark(lying / f"{package.uuid}.zip", tmp_path))
    said = validators.bag(lying / f"{bag.uuid}.zip", tmp_path)
    assert (said["problem"], said["premis"]) == ("", [])


@pytest.mark.usefixtures("with_authority")
def test_it_tells_what_was_handed_over_received_and_answered() -> None:
    answer = an_answer()
    responding.publish(answer.pk, by=a_release_officer(), text="We thank for the petition.")
    bundle = answer.delivery.bundle

    files = files_of(written(of_petition(bundle.target.petition)))

    (entry,) = told(files, "bundles.json")
    assert (entry["identity"], entry["sha256"]) == (bundle.identity, bundle.sha256)
    assert entry["registry_number"] == "10-2/1"
    timeline = told(files, "timeline.json")
    assert [each["kind"] for each in timeline][:2] == ["released", "handed_over"]
    assert "We thank for the petition." in [each["text"] for each in timeline]


@pytest.mark.usefixtures("with_authority")
@pytest.mark.parametrize("form", ["eark", "bagit"])
def test_nobody_who_signed_or_answered_is_in_it(form: str) -> None:
    delivery = an_acknowledged_delivery()
    petition = delivery.bundle.target.petition
    question = responding.ask(delivery.pk, text="Which law is it?", clerk="R. Kazlauskas")

    files = files_of(written(of_petition(petition, form)))

    everything = b"".join(files.values()).decode("utf-8", "replace") + "".join(files)
    signed = [each.reference for each in petition.signatures.all()]
    assert len(signed) == 2
    for name in ("Petraitė", "Mārtiņš", "Ozols", "Kazlauskas", "Which law", *signed):
        assert name not in everything, name
    assert question.told["clerk"] == "R. Kazlauskas"
    assert "signatures.csv" not in everything
    assert not [name for name in files if name.endswith((".asice", ".csv", ".xlsx"))]


def test_the_words_are_those_of_the_digest_in_every_language(tmp_path: Path) -> None:
    petition = a_ledger(1)

    files = files_of(written(of_petition(petition)))

    canonical = files[f"{DATA}text/petition.json"]
    assert hashlib.sha256(canonical).hexdigest() == petition.text_digest
    assert set(json.loads(canonical)) == {"en", "et", "lt", "lv", "pl", "uk"}
    (tmp_path / "pdf").mkdir()
    for language in json.loads(canonical):
        paper = files[f"{DATA}text/petition.{language}.pdf"]
        assert promises(paper, tmp_path / "pdf") == {**KEPT, "language": language}


def test_the_ledger_in_it_gives_the_root_that_was_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_files, "TILES_AT_ONCE", 2)
    petition = a_ledger(2)
    fill(petition, 1_100)  # five tiles, the last of them begun

    files = files_of(written(of_petition(petition)))

    leaves = files[f"{DATA}ledger/level-0.bin"]
    head = note.opened(files[f"{DATA}ledger/checkpoint.txt"].decode(), note.public_key())
    assert len(leaves) == head.size * 32 == 1_102 * 32
    assert _root([leaves[at : at + 32] for at in range(0, len(leaves), 32)]) == head.root
    level_1 = files[f"{DATA}ledger/level-1.bin"]
    assert level_1[:32] == _root([leaves[at : at + 32] for at in range(0, 8192, 32)])
    assert len(level_1) == 4 * 32


def test_what_is_signed_after_somebody_asked_is_not_in_it() -> None:
    petition = a_ledger(2)
    package = of_petition(petition)
    one_more(petition)
    fill(petition, 600)

    files = files_of(written(package))

    head = note.opened(files[f"{DATA}ledger/checkpoint.txt"].decode(), note.public_key())
    assert head.size == 2
    assert len(files[f"{DATA}ledger/level-0.bin"]) == 64
    about = told(files, "about.json")
    assert about["counts"]["total"] == 2


def test_every_checkpoint_comes_with_its_timestamp() -> None:
    petition = a_ledger(1)
    of_petition(petition)
    stamp = a_stamp(petition, 1)
    one_more(petition)

    files = files_of(written(of_petition(petition)))

    lines = [json.loads(each) for each in files[f"{DATA}ledger/checkpoints.jsonl"].splitlines()]
    assert [line["size"] for line in lines] == [1, 2]
    assert lines[0]["timestamp"]
    assert lines[1]["timestamp"] is None
    assert stamp.checkpoint.note == lines[0]["note"]


def test_organisations_that_support_it_are_in_it() -> None:
    endorsement = a_published_endorsement()
    forget_what_pages_keep()

    files = files_of(written(of_petition(endorsement.petition)))

    (shown,) = told(files, "organisations.json")
    assert shown["name"] == endorsement.name


def test_a_petition_without_signatures_has_no_ledger() -> None:
    petition = a_ledger(0)

    files = files_of(written(of_petition(petition)))

    assert not [name for name in files if "ledger/" in name]


def test_a_draft_is_no_archives_business() -> None:
    petition = a_drafted_petition()

    with pytest.raises(Refusal, match="never been public"):
        of_petition(petition)


def test_a_country_with_few_signers_is_not_named() -> None:
    petition: Petition = a_ledger(2)
    signing.count_signatures()

    files = files_of(written(of_petition(petition)))

    about = told(files, "about.json")
    assert about["counts"]["by_country"] == {"other": 2}


def _root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, over leaf hashes; written for this test."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + _root(leaves[:split]) + _root(leaves[split:])).digest()
