"""What was taken back after it had gone: the next bundle of records tells it, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.urls import resolve
from django.utils.timezone import localdate

from petitions.bundles import actions as bundles
from petitions.bundles import whereabouts
from petitions.bundles.actions import Nothing
from petitions.deliveries import actions as deliveries
from petitions.deliveries.entering import actions as entering
from petitions.models import Bundle, Delivery, Petition, RecordNotice
from petitions.models.bundle import State
from petitions.models.delivery import State as Sending
from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed, effects
from testimonies.intake.consent.actions import Shown
from testimonies.intake.consent.allowed import Allowed
from testimonies.models import Institution, StoredFile, Submission, Testimony
from tests.builders_bundles import records_of, sent_by
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.petitions.bundles.test_records import (
    TO_GOV_LT,
    identity,  # noqa: F401  (a fixture)
    opened,
    petition,  # noqa: F401
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def _told_where() -> None:
    """As in a process that answers requests: `config.urls` says who sends."""
    resolve("/en/")


@pytest.fixture
def gone(petition: Petition) -> Testimony:  # noqa: F811
    """A testimony that a clerk has fetched with bundle 1."""
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = released(records_of(petition))
    entering.record_download(bundle.delivery.pk, first=0, last=9)
    return testimony


def released(bundle: Bundle) -> Bundle:
    bundles.finish(bundle.pk)
    delivery = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    deliveries.send(delivery.pk)
    return Bundle.objects.get(pk=bundle.pk)


def changed(submission: Submission, **said: Any) -> None:
    now = submission.consents.current().get()
    after = Allowed(**{**vars(allowed.of(now)), **said})
    consent.change(submission.pk, after, Shown("en", "a" * 64), seen=now.version)


def test_the_next_bundle_says_it_and_the_one_after_it_no_more(
    petition: Petition,  # noqa: F811
    gone: Testimony,
    identity: pyrage.x25519.Identity,  # noqa: F811
    tmp_path: Path,
) -> None:
    intake.withdraw(gone.submission_id)

    second = released(records_of(petition))

    assert second.frozen["counts"] == {"testimonies": 0, "claims": 0, "notices": 1}
    listed = opened(second, identity, tmp_path)["notices.csv"].decode("utf-8-sig").splitlines()
    today = localdate().isoformat()
    assert listed[1].replace('"', "") == f"testimony,{gone.reference},1,{today}"
    with pytest.raises(Nothing):
        records_of(petition)


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"institutions": frozenset({"seimas"})}, True),
        ({"text": "archive"}, True),
        ({"uses": frozenset({"research"})}, True),
        ({"documents": "public"}, False),
        ({"identity": "anonymous"}, False),
    ],
)
def test_a_consent_that_reaches_there_no_more_is_told_and_any_other_change_is_not(
    petition: Petition,  # noqa: F811
    gone: Testimony,
    said: dict[str, Any],
    is_told: bool,
) -> None:
    changed(gone.submission, **said)

    if not is_told:
        with pytest.raises(Nothing):
            records_of(petition)
        return
    assert records_of(petition).notices.get().reference == gone.reference


def test_a_legal_hold_takes_nothing_back(petition: Petition, gone: Testimony) -> None:  # noqa: F811
    StoredFile.objects.update(legal_hold=True)

    with pytest.raises(Nothing):
        records_of(petition)


def test_what_was_posted_before_it_was_taken_back_is_written_down_and_told(
    petition: Petition,  # noqa: F811
) -> None:
    sent_by("post")
    Institution.objects.filter(code="gov-lt").update(postal_address="Gedimino pr. 11\nVilnius")
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    posted = released(records_of(petition))
    intake.withdraw(testimony.submission_id)

    deliveries.hand_over_by_hand(posted.delivery.pk, proof="RN 1", by=a_release_officer())

    assert Delivery.objects.get(bundle=posted).state == Sending.SENT
    assert records_of(petition).notices.get().reference == testimony.reference


def test_a_discarded_bundle_gives_back_what_it_would_have_told(
    petition: Petition,  # noqa: F811
    gone: Testimony,
) -> None:
    intake.withdraw(gone.submission_id)
    bundle = records_of(petition)

    anew = bundles.freeze_anew(bundle.pk, by=a_release_officer(), reason="Once more")

    assert RecordNotice.objects.get().bundle == anew


def test_what_is_allowed_again_stops_the_bundle_that_says_otherwise(
    petition: Petition,  # noqa: F811
    gone: Testimony,
) -> None:
    changed(gone.submission, text="archive")
    bundle = bundles.finish(records_of(petition).pk)
    changed(gone.submission, text="public")

    with pytest.raises(Refusal, match=f"A notice about {gone.reference} is wrong by now"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    assert Bundle.objects.get(pk=bundle.pk).state == State.SEALED


@pytest.mark.usefixtures("_told_where")
def test_whoever_changes_their_mind_reads_beforehand_where_it_has_gone(gone: Testimony) -> None:
    submission = gone.submission
    record = submission.consents.get()
    [passage] = whereabouts.of_submission(submission)
    assert (passage.code, passage.number) == ("gov-lt", 1)
    nobody = Allowed(**{**vars(allowed.of(record)), "text": "archive"})

    said = effects.of_change(record, nobody)

    assert any(
        "in bundle 1, and cannot be called back. The next bundle" in each for each in said.stays
    )
    assert "From now on it goes to no institution any more." in said.ends
    seimas = Allowed(**{**vars(allowed.of(record)), "institutions": frozenset({"seimas"})})
    [less] = effects.of_change(record, seimas).ends
    assert less.startswith("From now on it goes no more to: Government")
    taken_back = effects.of_withdrawal(submission)
    assert any("The next bundle to them says" in each for each in taken_back.stays)


@pytest.mark.usefixtures("_told_where")
def test_what_lies_ready_is_said_to_be_stopped(petition: Petition) -> None:  # noqa: F811
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    records_of(petition)

    said = effects.of_withdrawal(testimony.submission)

    assert said.stays == ()
    assert any("lies ready with it, and has not gone." in each for each in said.ends)
