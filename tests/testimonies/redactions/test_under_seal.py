"""Words under seal are covered by two who have opened it, and nobody decides unread."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from petitions.bundles import snapshots
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Redaction, Submission
from testimonies.privacy import queries as privacy
from testimonies.redactions import actions as redactions
from testimonies.redactions.actions import Words
from testimonies.review.sealed import actions as seals
from tests.builders_review import a_moderator, an_assessor, staff
from tests.testimonies.review.test_seal import (
    WORDS,
    a_sealed_claim,
    a_sealed_testimony,
    at_the_desk,
    place,
)

pytestmark = pytest.mark.django_db

COVER = {
    "question": "under-seal:sealed",
    "words": "my daughter",
    "where": "one",
    "reason": "third_person",
}


def another_assessor() -> User:
    return staff(Role.ASSESSOR, email="ieva@example.org")


def opened_by(user: User, submission: Submission) -> None:
    seals.open_seal(submission.pk, by=user, reason="To read it")


def test_two_who_may_open_it_cover_words_under_it() -> None:
    submission = a_sealed_claim(goes=["words"])
    covering = at_the_desk(an_assessor())
    opened = covering.post(place(submission, "seal/"), {"reason": "To read it"})
    assert place(submission, "seal/cover/") in opened.content.decode()

    covering.post(place(submission, "seal/cover/"), COVER)

    redaction = Redaction.objects.get()
    decide = place(submission, f"redactions/{redaction.uuid}/approve/")
    assert at_the_desk(a_moderator()).post(decide).status_code == 404
    shown = at_the_desk(a_moderator()).get(place(submission, "redactions/")).content.decode()
    assert "Assessors decide about it." in shown
    assert "my daughter" not in shown
    assert "seal" not in shown
    second = at_the_desk(another_assessor())
    assert "my daughter" not in second.get(place(submission, "redactions/")).content.decode()
    second.post(place(submission, "seal/"), {"reason": "To decide about it"})
    assert "my daughter" in second.get(place(submission, "redactions/")).content.decode()
    second.post(decide)
    decision = privacy.access_to(submission)
    assert decision is not None
    told = str(snapshots.of_claim(submission.claim, decision)["items"])
    assert "I have never told it to […]." in told
    assert "my daughter" not in told


def test_nobody_covers_there_what_they_may_not_read() -> None:
    submission = a_sealed_claim(goes=["words"])
    said = Words("under-seal:sealed", "my daughter", "third_person")

    with pytest.raises(Refusal):
        redactions.propose_words(submission.pk, said, by=a_moderator())
    opened_by(an_assessor(), submission)
    proposed = redactions.propose_words(submission.pk, said, by=an_assessor())
    for act in (redactions.approve, redactions.keep):
        with pytest.raises(Refusal):
            act(proposed.pk, by=a_moderator())
    with pytest.raises(Refusal):
        redactions.lift(proposed.pk, by=a_moderator(), reason="Why not?")

    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_nobody_decides_about_words_under_seal_that_they_have_not_read() -> None:
    submission = a_sealed_claim(goes=["words"])
    opened_by(an_assessor(), submission)
    said = Words("under-seal:sealed", "my daughter", "third_person")
    proposed = redactions.propose_words(submission.pk, said, by=an_assessor())
    desk = at_the_desk(another_assessor())
    before = CustodyEvent.objects.exclude(event__endswith=".viewed").count()

    for verb in ("approve", "lift"):
        told = {f"{proposed.uuid}-reason": "Why not?"}
        page = desk.post(
            place(submission, f"redactions/{proposed.uuid}/{verb}/"), told, follow=True
        )
        assert "Open the seal first" in page.content.decode()
    for act in (redactions.approve, redactions.keep):
        with pytest.raises(Refusal, match="Open the seal first"):
            act(proposed.pk, by=another_assessor())

    proposed.refresh_from_db()
    assert proposed.state == "proposed"
    assert CustodyEvent.objects.exclude(event__endswith=".viewed").count() == before
    opened_by(another_assessor(), submission)
    assert redactions.approve(proposed.pk, by=another_assessor()).state == "applied"


def test_nobody_guesses_at_words_under_a_seal_that_they_have_not_opened() -> None:
    submission = a_sealed_testimony()
    desk = at_the_desk(an_assessor())

    for words in ("my daughter", "my son"):
        page = desk.post(place(submission, "seal/cover/"), COVER | {"words": words}, follow=True)
        assert "Open the seal first" in page.content.decode()
        assert WORDS not in page.content.decode()

    assert not Redaction.objects.exists()
    assert not CustodyEvent.objects.filter(event="seal.opened").exists()


def test_wrong_words_stay_on_the_page_and_the_seal_stands_open_again() -> None:
    submission = a_sealed_testimony()
    opened_by(an_assessor(), submission)
    desk = at_the_desk(an_assessor())

    page = desk.post(place(submission, "seal/cover/"), COVER | {"words": "my son"})

    assert "These words do not stand in that answer." in page.content.decode()
    assert "my son" in page.content.decode()
    assert WORDS in page.content.decode()
    assert CustodyEvent.objects.filter(event="seal.opened").count() == 2
    assert not Redaction.objects.exists()
