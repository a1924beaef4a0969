"""An open doubt about somebody who was never asked stops publication, in the database too."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connections, transaction
from django.test import Client

from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.flags import actions as flags
from testimonies.flags.actions import Doubt
from testimonies.models import Claim, CustodyEvent, Flag, Testimony
from testimonies.models.flag import FlagKind, Outcome
from testimonies.models.testimony import Publication, Workflow
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.review import actions as review
from tests.builders_claims import READING, a_recorded_claim, an_assessor
from tests.builders_flags import NEIGHBOUR, a_flag, closed
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    a_second_reader,
    an_accepted_testimony,
    another_moderator,
    signed_in,
)


@pytest.mark.django_db
def test_with_an_open_flag_nothing_is_accepted_or_published() -> None:
    read, accepted = a_read_testimony(), an_accepted_testimony()
    flag, other = a_flag(read.submission), a_flag(accepted.submission)

    with pytest.raises(Refusal, match="never asked"):
        review.second_accept(read.pk, by=another_moderator())
    with pytest.raises(Refusal, match="never asked"):
        review.publish(accepted.pk, by=a_moderator())

    read.refresh_from_db()
    assert read.workflow == Workflow.SECOND_REVIEW
    assert not CustodyEvent.objects.filter(event="testimony.published").exists()
    closed(flag)
    closed(other)
    review.second_accept(read.pk, by=another_moderator())
    assert review.publish(accepted.pk, by=a_moderator()).publication == Publication.PUBLISHED


@pytest.mark.django_db
def test_what_is_public_is_taken_down_at_once_and_comes_back_by_a_person_only() -> None:
    testimony = a_published_testimony()
    address = f"/en/archive/testimonies/{testimony.reference}/"

    flag = a_flag(testimony.submission)

    assert Client().get(address).status_code == 404
    decision = privacy.access_to(testimony.submission)
    assert decision is not None
    assert decision.access.text == Level.ARCHIVE
    closed(flag)
    assert Client().get(address).status_code == 404
    review.publish(testimony.pk, by=a_moderator())
    assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_whoever_raised_it_does_not_close_it() -> None:
    flag = a_flag(a_submitted_testimony())

    with pytest.raises(Refusal, match="Somebody else"):
        flags.close(flag.pk, by=a_moderator(), outcome=Outcome.HARMLESS, why="I was wrong")
    flag.closed_by, flag.closed_at = flag.by, flag.raised_at
    flag.outcome, flag.told_at_close = "harmless", {"why": ""}
    with pytest.raises(DatabaseError, match="another_person"), transaction.atomic():
        flag.save()

    assert Flag.objects.open().count() == 1
    closed(flag)
    with pytest.raises(Refusal, match="already"):
        closed(flag)


@pytest.mark.django_db
def test_a_claim_with_an_open_flag_goes_nowhere() -> None:
    claim = a_recorded_claim()
    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    a_flag(claim.submission)

    with pytest.raises(Refusal, match="never asked"):
        claims.second_assess(claim.pk, by=an_assessor("another"), reading=READING)
    with pytest.raises(DatabaseError, match="flag is open"), transaction.atomic():
        Claim.objects.update(state="ready_for_bundle", second_assessor=a_moderator())

    assert Claim.objects.get().state == "assessed"


@pytest.mark.django_db
def test_its_lines_name_nobody_and_its_words_are_sealed() -> None:
    submission = a_submitted_testimony()
    person = submission.mentions.get()
    doubt = Doubt(FlagKind.THIRD_PARTY, "my sister's husband", "He informed on us.", person.uuid)

    closed(a_flag(submission, doubt))

    lines = CustodyEvent.objects.filter(subject=submission.reference, event__contains="flagged")
    assert [(line.event, line.detail) for line in lines.order_by("id")] == [
        ("submission.flagged", {"flag": "third_party"}),
        ("submission.unflagged", {"outcome": "covered"}),
    ]
    flag = Flag.objects.get()
    assert flag.mention == person
    assert flag.told["why"] == "He informed on us."


@pytest.mark.django_db
def test_a_person_of_another_submission_is_not_flagged_here() -> None:
    submission, other = a_submitted_testimony(), a_submitted_testimony()
    doubt = Doubt(FlagKind.THIRD_PARTY, "", "why", other.mentions.get().uuid)

    with pytest.raises(Refusal, match="not in this"):
        a_flag(submission, doubt)

    assert not Flag.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("build", "change"),
    [
        (
            an_accepted_testimony,
            {"publication": "published", "published_at": "2026-01-01T00:00Z"},
        ),
        (a_read_testimony, {"workflow": "accepted", "accepted_at": "2026-01-01T00:00Z"}),
    ],
)
def test_the_database_publishes_nothing_with_an_open_flag(
    build: Callable[[], Testimony], change: dict[str, str]
) -> None:
    testimony = build()
    a_flag(testimony.submission)
    consent, second = testimony.submission.consents.get(), another_moderator()

    with pytest.raises(DatabaseError, match="flag is open"), transaction.atomic():
        Testimony.objects.filter(pk=testimony.pk).update(
            **change, published_under=consent, second_reader=second
        )


@pytest.mark.django_db
def test_the_database_lets_no_flag_stand_beside_what_is_public_or_vanish() -> None:
    public = a_published_testimony()
    a_flag(a_submitted_testimony())

    with pytest.raises(DatabaseError, match="take it down first"), transaction.atomic():
        Flag.objects.create(
            submission=public.submission, kind="third_party", told={}, by=a_moderator()
        )
    with pytest.raises(DatabaseError, match="only closed"), transaction.atomic():
        Flag.objects.all().delete()
    with pytest.raises(DatabaseError, match="only closed"), transaction.atomic():
        Flag.objects.update(kind="third_party")


@pytest.mark.django_db(transaction=True)
def test_a_flag_and_a_publication_at_once_leave_nothing_public() -> None:
    testimony = an_accepted_testimony()
    publisher, begin = a_moderator(), threading.Barrier(2)

    def publish() -> None:
        begin.wait()
        try:
            review.publish(testimony.pk, by=publisher)
        except Refusal:
            pass
        finally:
            connections.close_all()

    thread = threading.Thread(target=publish)
    thread.start()
    begin.wait()
    a_flag(testimony.submission)
    thread.join()

    testimony.refresh_from_db()
    assert testimony.publication == Publication.UNPUBLISHED
    assert Flag.objects.open().count() == 1


@pytest.mark.django_db
def test_at_the_desk_one_raises_and_another_closes() -> None:
    submission = a_submitted_testimony()
    place = f"/admin/testimonies/submission/{submission.reference}/doubts/"
    mine, hers = signed_in(a_moderator()), signed_in(a_second_reader())
    said = {"kind": "living_person", "passage": "", "why": NEIGHBOUR.why, "person": ""}

    assert mine.post(f"{place}raise/", said).status_code == 302
    flag = Flag.objects.get()
    assert "somebody else closes it" in mine.get(place).content.decode()
    screen = mine.get(place.removesuffix("doubts/")).content.decode()
    assert "1 doubt about somebody" in screen
    prefix = str(flag.uuid)[:8]
    answer = {f"{prefix}-outcome": "long_dead", f"{prefix}-why": "Born in 1899."}
    assert hers.post(f"{place}{flag.uuid}/close/", {}).status_code == 200
    assert hers.post(f"{place}{flag.uuid}/close/", answer).status_code == 302

    flag.refresh_from_db()
    assert (flag.outcome, flag.closed_by) == (Outcome.LONG_DEAD, a_second_reader())
    page = mine.get(place).content.decode()
    assert "Born in 1899." in page
