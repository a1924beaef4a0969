"""Testimonies and claims travel apart, encrypted, and only as far as their consent names."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.utils.timezone import localdate, now
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.bundles.verify import verify
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, BundleItem, Petition
from petitions.models.bundle import Content, State
from petitions.models.delivery import Channel
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.models import Claim, Institution, StoredFile, Testimony
from testimonies.models.claim import State as ClaimState
from tests.builders_bundles import a_target, records_of, sent_by
from tests.builders_claims import a_claim_ready_for_bundle, a_recorded_claim
from tests.builders_intake import STORY
from tests.builders_review import a_release_officer, a_testimony_in_review, an_accepted_testimony
from tests.builders_signing import an_open_petition
from tests.petitions.bundles.pdf_promises import KEPT, drawn, promises

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
TO_GOV_LT = {"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["gov-lt"]}


@pytest.fixture
def identity(settings: Settings) -> pyrage.x25519.Identity:
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def petition(identity: pyrage.x25519.Identity) -> Petition:
    """A petition to an institution that gave its key."""
    petition = an_open_petition()
    key = str(identity.to_public())
    Institution.objects.filter(code__in=["gov-lt", "seimas"]).update(encryption_key=key)
    return petition


def opened(bundle: Bundle, identity: pyrage.x25519.Identity, folder: Path) -> dict[str, bytes]:
    """Every file in the bag, once the institution has decrypted the container."""
    plain = folder / "plain.asice"
    plain.write_bytes(pyrage.decrypt(places.sealed(bundle).read_bytes(), [identity]))
    assert verify(plain).problems == ()
    with zipfile.ZipFile(plain) as container:
        bag = zipfile.ZipFile(BytesIO(container.read("payload-bag.zip")))
    return {name.partition("/data/")[2]: bag.read(name) for name in bag.namelist()}


def record(files: dict[str, bytes], testimony: Testimony) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(files[f"records/{testimony.reference}/record.json"])
    return told


def test_an_accepted_testimony_travels_encrypted_to_those_it_names(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)

    bundle = bundles.finish(records_of(petition).pk)

    assert (bundle.state, bundle.problem, bundle.is_valid) == (State.SEALED, "", True)
    assert bundle.path.endswith("_gov-lt_records_1.asice.age")
    assert STORY.encode() not in places.sealed(bundle).read_bytes()
    files = opened(bundle, identity, tmp_path)
    told = record(files, testimony)
    assert told["text"].startswith("They came at four in the morning.")
    place = f"records/{testimony.reference}"
    (tmp_path / "pdf").mkdir()
    for language in ("lt", "en"):
        pdf = files[f"{place}/record.{language}.pdf"]
        assert promises(pdf, tmp_path / "pdf") == {**KEPT, "language": language}
    item = BundleItem.objects.get()
    assert item.consent == testimony.submission.consents.get()
    assert item.snapshot["reference"] == testimony.reference


def test_a_record_says_where_it_comes_from_and_by_whose_leave(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    helper = {"helped": ["yes"], "name": ["Liepa Vaivorytė"]}
    testimony = an_accepted_testimony(uses=TO_GOV_LT, helper=helper)
    consent = testimony.submission.consents.get()

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    told = record(files, testimony)
    assert told["consent"] == {
        "version": 1,
        "given_on": localdate(consent.given_at).isoformat(),
        "language": consent.language,
        "text_sha256": consent.text_sha256,
    }
    assert told["submitted_on"] == localdate(testimony.submission.submitted_at).isoformat()
    assert told["accepted_on"] == localdate(testimony.accepted_at).isoformat()
    paper = drawn(files[f"records/{testimony.reference}/record.en.pdf"], tmp_path)
    assert consent.text_sha256 in paper
    assert "Where it comes from" in paper
    assert "With the help of" in paper
    assert "Liepa" not in paper


def test_a_name_that_is_not_shown_is_nowhere(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    story = {"story": [f"{STORY} My name was Ona Žemaitytė then."]}
    an_accepted_testimony(
        uses=TO_GOV_LT, story=story, shown_as={"identity": ["initials"], "pseudonym": [""]}
    )

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    everything = b"".join(files.values()).decode("utf-8", "replace")
    for name in ("Ona", "Žemait", "Анна", "Жемайт", "Kretinga"):
        assert name not in everything
    assert "O. Ž." in everything


def test_a_name_that_is_shown_comes_with_what_is_told_of_the_person(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    testimony = an_accepted_testimony(
        uses=TO_GOV_LT, shown_as={"identity": ["full_name"], "pseudonym": [""]}
    )

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    told = record(files, testimony)
    assert told["name"] == "Ona Žemaitytė-Kazlauskienė"
    assert told["people"][0]["birth_place"] == "Kretinga"
    assert told["periods"][0]["narrative"] == "Barracks beside the saw-mill."


@pytest.mark.parametrize(
    "pages",
    [
        {"uses": {"uses": ["petition_bundle"], "scope": ["some"], "institutions": ["sejm"]}},
        {"uses": {"uses": ["education"], "scope": ["all"], "institutions": []}},
        {"uses": TO_GOV_LT, "audience": {"text": ["archive"]}},
        {"uses": TO_GOV_LT, "waiting": {"embargo": ["until_death"]}},
    ],
)
def test_what_the_consent_does_not_name_stays_at_home(
    petition: Petition, pages: dict[str, Any]
) -> None:
    an_accepted_testimony(**pages)

    with pytest.raises(bundles.Nothing):
        records_of(petition)

    assert not BundleItem.objects.exists()


def test_a_testimony_that_nobody_has_accepted_stays_at_home(petition: Petition) -> None:
    a_testimony_in_review(uses=TO_GOV_LT)

    with pytest.raises(bundles.Nothing):
        records_of(petition)


def test_a_testimony_goes_once_to_each_institution(petition: Petition) -> None:
    an_accepted_testimony()
    records_of(petition)

    with pytest.raises(bundles.Nothing):
        records_of(petition)

    other = bundles.freeze(a_target(petition, "seimas").pk, now(), content=Content.RECORDS)
    assert other.frozen["counts"] == {"testimonies": 1, "claims": 0}


def test_what_was_taken_back_since_is_not_released(petition: Petition) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    intake.withdraw(testimony.submission_id)

    with pytest.raises(Refusal, match=testimony.reference):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    bundle.refresh_from_db()
    assert bundle.state == State.SEALED


def test_what_was_taken_back_after_the_release_is_not_handed_over(
    petition: Petition, settings: Settings
) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    delivery = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    intake.withdraw(testimony.submission_id)

    delivery = deliveries.send(delivery.pk)

    assert testimony.reference in delivery.problem
    assert not list(Path(settings.DROP_ROOT).rglob("*.age"))


def test_without_a_key_a_schedule_makes_signatures_only(petition: Petition) -> None:
    an_accepted_testimony()
    Institution.objects.update(encryption_key="")

    assert bundles.freeze_what_is_new(a_target(petition).pk) == []


def test_records_can_be_written_again_byte_by_byte(petition: Petition) -> None:
    an_accepted_testimony(uses=TO_GOV_LT)
    frozen = records_of(petition)
    first = bundles.write(frozen.pk)
    places.clear(first)

    again = bundles.write(frozen.pk)

    assert again.members == first.members


def test_a_claim_travels_with_its_papers_and_follows_its_bundle(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    claim = a_claim_ready_for_bundle()
    evidence.copy_waiting()

    bundle = bundles.finish(records_of(petition).pk)

    files = opened(bundle, identity, tmp_path)
    told = json.loads(files[f"records/{claim.reference}/record.json"])
    assert [item["head"] for item in told["items"]] == ["forced_deportation", "home_land_property"]
    assert told["items"][1]["amount"] == "12500.50"
    assert "saw-mill" not in json.dumps(told)  # told in the testimony, under its own consent
    (paper,) = told["evidence"]
    copy = files[f"records/{claim.reference}/{paper['file']}"]
    assert hashlib.sha256(copy).hexdigest() == paper["sha256"]
    assert copy.startswith(b"%PDF")
    assert paper["original_sha256"] == StoredFile.objects.get(role="original").sha256
    assert paper["received_on"] == localdate().isoformat()
    assert "stored" not in paper


def test_a_claim_says_nothing_of_a_testimony_that_was_taken_back(
    petition: Petition, identity: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    claim = a_claim_ready_for_bundle()
    intake.withdraw(claim.submission.case.submissions.get(kind="testimony").pk)

    files = opened(bundles.finish(records_of(petition).pk), identity, tmp_path)

    told = json.loads(files[f"records/{claim.reference}/record.json"])
    assert told["name"] == "Ona Žemaitytė-Kazlauskienė"  # the claim's own consent
    assert (told["people"], told["periods"]) == ([], [])


def test_a_claim_is_transmitted_with_its_bundle_and_received_with_its_acknowledgement(
    petition: Petition,
) -> None:
    sent_by(Channel.DROP)
    claim = a_claim_ready_for_bundle()
    bundle = bundles.finish(records_of(petition).pk)
    delivery = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    deliveries.send(delivery.pk)
    sent = Claim.objects.get(pk=claim.pk).state
    deliveries.acknowledge(delivery.pk, registry_number="10-2/3", clerk="R. K.")

    assert sent == ClaimState.TRANSMITTED
    assert Claim.objects.get(pk=claim.pk).state == ClaimState.RECEIVED
    other = bundles.freeze(a_target(petition, "seimas").pk, now(), content=Content.RECORDS)
    assert other.frozen["counts"] == {"testimonies": 0, "claims": 1}


def test_a_claim_that_is_not_assessed_by_two_stays_at_home(petition: Petition) -> None:
    a_recorded_claim()

    with pytest.raises(bundles.Nothing):
        records_of(petition)
