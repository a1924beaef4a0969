"""A testimony or claim goes to an archive as far as its consent reaches, and no further."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from petitions.models import ArchivePackage
from petitions.models.package import State
from petitions.packages import actions as packages
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.models import CustodyEvent, StoredFile, Testimony
from testimonies.models.evidence import FileRole
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_intake import STORY
from tests.builders_packages import (
    FOR_ARCHIVES,
    an_accepted_testimony_with_papers,
    an_order,
    files_of,
    of_case,
    written,
)
from tests.builders_review import a_testimony_in_review, an_accepted_testimony
from tests.builders_signing import an_open_petition
from tests.petitions.bundles.pdf_promises import drawn
from tests.petitions.packages import validators

pytestmark = pytest.mark.django_db
RECORD = "representations/record/data/"
ORIGINALS = "representations/originals/data/"
CONTACT = ("ona@example.org", "600 11222", "+370")


def under(place: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(place): files[name] for name in files if name.startswith(place)}


def test_a_testimony_with_its_papers_is_valid_in_both_forms(tmp_path: Path) -> None:
    testimony = an_accepted_testimony_with_papers()

    package = written(of_case(testimony))
    bag = written(of_case(testimony, "bagit"))

    zipped = tmp_path / "bundles" / "packages"
    told = validators.eark(zipped / f"{package.uuid}.zip", tmp_path)
    validators.must_be_valid(told)
    assert set(told["representations"]) == {"record", "originals"}
    assert told["read"]["originals"]["called"] == ["Žemaitytė <1941> & Ко.pdf", "school.jpg"]
    said = validators.bag(zipped / f"{bag.uuid}.zip", tmp_path)
    assert (said["problem"], said["premis"]) == ("", [])


def test_it_holds_the_words_the_papers_the_consent_and_the_history(tmp_path: Path) -> None:
    testimony = an_accepted_testimony_with_papers()
    consent = testimony.submission.consents.get()

    files = files_of(written(of_case(testimony)))

    record = under(RECORD, files)
    told = json.loads(record["record.json"])
    assert STORY in told["text"]
    assert told["name"] == "Ona Žemaitytė-Kazlauskienė"
    assert "Barracks beside the saw-mill." in drawn(record["record.en.pdf"], tmp_path)
    said = json.loads(record["consent.json"])
    assert (said["uses"], said["text_sha256"]) == (["research"], consent.text_sha256)
    events = [line["event"] for line in json.loads(record["custody.json"])]
    assert {"testimony.submitted", "consent.given", "evidence.received"} <= {*events}
    assert events.index("testimony.submitted") < events.index("testimony.accepted")


def test_originals_are_byte_for_byte_what_came_and_copies_are_clean() -> None:
    testimony = an_accepted_testimony_with_papers()

    files = files_of(written(of_case(testimony)))

    kept = StoredFile.objects.filter(evidence__submission=testimony.submission)
    digests = dict(kept.values_list("sha256", "role"))
    came = {hashlib.sha256(each).hexdigest() for each in under(ORIGINALS, files).values()}
    copies = [each for name, each in under(RECORD, files).items() if name.startswith("evidence-")]
    assert came == {sha256 for sha256, role in digests.items() if role == FileRole.ORIGINAL}
    assert {hashlib.sha256(each).hexdigest() for each in copies} == {
        sha256 for sha256, role in digests.items() if role == FileRole.ACCESS
    }
    assert b"evil" not in b"".join(copies)


@pytest.mark.parametrize("form", ["eark", "bagit"])
def test_a_name_that_is_not_shown_is_nowhere(form: str, tmp_path: Path) -> None:
    testimony = an_accepted_testimony_with_papers(
        story={"story": [f"{STORY} My name was Ona Žemaitytė then."]},
        shown_as={"identity": ["initials"], "pseudonym": [""]},
    )

    package = written(of_case(testimony, form))

    files = files_of(package)
    everything = b"".join(files.values()).decode("utf-8", "replace")
    pdf = next(each for name, each in files.items() if name.endswith("record.en.pdf"))
    everything += drawn(pdf, tmp_path) + "".join(files)
    hidden = ("Ona", "Žemait", "Анна", "Жемайт", "Kretinga", "Certificate of 1989", "Our class")
    for told in (*hidden, *CONTACT, testimony.submission.reference):
        assert told not in everything, told
    assert "O. Ž." in everything
    assert "originals" not in everything
    assert [name for name in files if "evidence-" in name]  # the clean photograph


def test_how_to_reach_somebody_and_who_works_here_is_never_inside() -> None:
    testimony = an_accepted_testimony_with_papers()

    everything = b"".join(files_of(written(of_case(testimony))).values())

    for told in (*CONTACT, "@example.org", "rasa", "marek", testimony.submission.case.handle):
        assert told.encode() not in everything, told


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        ({"documents": ["archive"], "photographs": ["archive"]}, 0),
        ({"documents": ["institutions"], "photographs": ["public"]}, 1),
        ({"documents": ["researchers"], "photographs": ["institutions"]}, 1),
    ],
)
def test_papers_go_as_far_as_their_own_answer(pages: dict[str, Any], kept: int) -> None:
    testimony = an_accepted_testimony_with_papers(audience={"text": ["researchers"], **pages})

    files = files_of(written(of_case(testimony)))

    assert sum("/evidence-" in name for name in files) == kept
    assert sum("/original-" in name for name in files) == kept


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ({"audience": {"text": ["institutions"]}}, "does not let it go"),
        ({"uses": {"uses": ["education"], "scope": ["all"], "institutions": []}}, "does not let"),
        ({"audience": {"text": ["archive"]}}, "may not leave"),
        ({"waiting": {"embargo": ["until_death"]}}, "may not leave"),
    ],
)
def test_what_the_consent_does_not_let_go_stays(pages: dict[str, Any], why: str) -> None:
    testimony = an_accepted_testimony(**{**FOR_ARCHIVES, **pages})

    with pytest.raises(Refusal, match=why):
        of_case(testimony)

    assert not ArchivePackage.objects.exists()
    assert not CustodyEvent.objects.filter(event="package.asked").exists()


def test_what_nobody_has_accepted_or_was_taken_back_stays() -> None:
    unread = a_testimony_in_review(**FOR_ARCHIVES)
    gone = an_accepted_testimony(**FOR_ARCHIVES)
    intake.withdraw(gone.submission_id)

    for testimony in (unread, gone):
        with pytest.raises(Refusal):
            of_case(testimony)


def test_what_is_on_hold_stays() -> None:
    testimony = an_accepted_testimony_with_papers()
    papers = StoredFile.objects.filter(evidence__submission=testimony.submission)
    papers.filter(role=FileRole.ORIGINAL).update(legal_hold=True)

    with pytest.raises(Refusal, match="on hold"):
        of_case(testimony)


def test_a_claim_goes_only_to_an_archive_that_its_consent_names(tmp_path: Path) -> None:
    an_open_petition()  # with the directory of institutions
    claim = a_claim_ready_for_bundle(
        receivers={"scope": ["some"], "institutions": ["gov-lt"], "papers": ["yes"]}
    )

    for code in ("", "seimas"):
        with pytest.raises(Refusal, match="nor this archive"):
            packages.ask_for_case(claim.submission_id, an_order(institution=code), by=None)
    package = packages.ask_for_case(claim.submission_id, an_order(institution="gov-lt"), by=None)

    files = files_of(written(package))
    told = json.loads(files[f"{RECORD}record.json"])
    assert [item["head"] for item in told["items"]] == ["forced_deportation", "home_land_property"]
    assert len(under(ORIGINALS, files)) == 1
    assert "saw-mill" not in b"".join(files.values()).decode("utf-8", "replace")


def test_what_was_seen_is_what_goes() -> None:
    testimony = an_accepted_testimony(**FOR_ARCHIVES)

    with pytest.raises(Refusal, match="has changed since you saw it"):
        packages.ask_for_case(testimony.submission_id, an_order(), by=None, seen="00" * 32)


def test_a_consent_that_ends_before_it_is_written_stops_it(tmp_path: Path) -> None:
    package = of_case(an_accepted_testimony(**FOR_ARCHIVES))
    intake.withdraw(_submission(package))

    stopped = packages.write(package.pk)

    assert (stopped.state, stopped.sha256) == (State.FAILED, "")
    assert "consent" in stopped.problem
    assert not list((tmp_path / "bundles" / "packages").glob("*.zip*"))


def test_a_consent_that_ends_after_it_is_written_deletes_it(tmp_path: Path) -> None:
    package = written(of_case(an_accepted_testimony(**FOR_ARCHIVES)))
    intake.withdraw(_submission(package))

    with pytest.raises(Refusal, match="It was deleted"):
        packages.hand_out(package.pk, by=None)

    gone = ArchivePackage.objects.get(pk=package.pk)
    assert (gone.state, gone.frozen) == (State.DELETED, None)
    assert not list((tmp_path / "bundles" / "packages").glob("*.zip*"))
    assert not CustodyEvent.objects.filter(event="package.handed_out").exists()


def test_the_sweep_deletes_it_without_anybody_asking(tmp_path: Path) -> None:
    package = written(of_case(an_accepted_testimony(**FOR_ARCHIVES)))
    intake.withdraw(_submission(package))

    packages.sweep()

    assert ArchivePackage.objects.get(pk=package.pk).state == State.DELETED
    assert not list((tmp_path / "bundles" / "packages").glob("*.zip*"))


def test_a_changed_original_is_not_handed_over(tmp_path: Path) -> None:
    package = of_case(an_accepted_testimony_with_papers())
    original = StoredFile.objects.filter(role=FileRole.ORIGINAL).first()
    assert original is not None
    stored = tmp_path / "files" / original.path
    stored.chmod(0o600)
    stored.write_bytes(b"another one")

    stopped = packages.write(package.pk)

    assert stopped.state == State.FAILED
    assert "not the one that was received" in stopped.problem


def test_the_name_of_a_package_says_no_more_than_the_public_reference() -> None:
    package = of_case(an_accepted_testimony(**FOR_ARCHIVES))

    testimony = Testimony.objects.get()
    reference = testimony.reference.lower()
    expected = rf"atmintis_testimony_{reference}_\d{{8}}_[0-9a-f]{{8}}"
    assert re.fullmatch(expected, package.identifier)


def _submission(package: ArchivePackage) -> int:
    assert package.submission_id is not None
    return package.submission_id
