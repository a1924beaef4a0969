"""What is told under seal: opened by whoever asks for the page, and read by an assessor alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from petitions.bundles import snapshots
from petitions.packages import of_case
from testimonies.intake import actions as intake
from testimonies.models import (
    CustodyEvent,
    Draft,
    Institution,
    SealedAnswers,
    Submission,
)
from testimonies.privacy import queries as privacy
from testimonies.review import case_file
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    PASSWORD,
    a_moderator,
    a_second_reader,
    an_assessor,
    read_at_the_desk,
)
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db

WORDS = "I have never told it to my daughter."
PAGES = {"one-more-page": {"open": ["yes"]}, "under-seal": {"sealed": [WORDS]}}


def a_sealed_testimony() -> Submission:
    return a_submitted_testimony(
        one_more_page=PAGES["one-more-page"], under_seal=PAGES["under-seal"]
    )


def a_sealed_claim(**typed: list[str]) -> Submission:
    """Read by two, so that it may go."""
    return a_claim_ready_for_bundle(
        one_more_page=PAGES["one-more-page"], under_seal={**PAGES["under-seal"], **typed}
    ).submission


def at_the_desk(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def place(submission: Submission, part: str = "") -> str:
    return f"/admin/testimonies/submission/{submission.reference}/{part}"


def test_the_page_opens_only_for_whoever_asks_for_it() -> None:
    walker = Walker()
    walker.begin()
    assert not walker.open(walker.step("under-seal")).here.endswith("/under-seal/")

    walker.press(walker.step("one-more-page"))
    assert walker.here.endswith("/journey/")
    walker.press(walker.step("one-more-page"), open="yes")
    assert walker.here.endswith("/under-seal/")
    walker.press(sealed=WORDS)

    assert walker.open(walker.step("check")).sees("They are kept under seal")
    assert WORDS not in walker.page
    assert WORDS in walker.open(walker.step("under-seal")).page
    walker.press(walker.step("one-more-page"), open="no")
    assert not walker.open(walker.step("check")).sees("They are kept under seal")


def test_it_is_kept_apart_and_encrypted_and_the_receipt_counts_it() -> None:
    submission = a_sealed_testimony()

    sealed = submission.sealed
    assert sealed.answers["under-seal"]["sealed"] == [WORDS]
    assert "under-seal" not in submission.answers
    assert "one-more-page" not in submission.answers
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM testimonies_sealedanswers")
        assert WORDS.encode() not in bytes(cursor.fetchone()[0])
    assert WORDS not in str(submission.testimony.told)


def test_whoever_opened_the_page_and_wrote_nothing_has_told_nothing() -> None:
    submission = a_submitted_testimony(one_more_page={"open": ["yes"]})

    assert not SealedAnswers.objects.exists()
    assert submission.answers


@pytest.mark.parametrize("reader", [a_moderator, a_second_reader])
def test_nobody_else_at_the_desk_sees_that_there_is_a_seal(reader: Any) -> None:
    submission = a_sealed_testimony()
    desk = at_the_desk(reader())

    shown = desk.get(place(submission)).content.decode()

    assert WORDS not in shown
    assert "seal" not in shown.replace("unsealed", "")
    assert desk.get(place(submission, "seal/")).status_code == 403
    assert desk.post(place(submission, "seal/"), {"reason": "curious"}).status_code == 403
    assert not CustodyEvent.objects.filter(event="seal.opened").exists()


def test_an_assessor_opens_it_with_a_reason_that_is_written_down() -> None:
    submission = a_sealed_testimony()
    assessor = an_assessor()
    desk = at_the_desk(assessor)
    assert "Something was told under seal" in desk.get(place(submission)).content.decode()

    asked = desk.post(place(submission, "seal/"), {"reason": ""}).content.decode()
    assert WORDS not in asked
    assert not CustodyEvent.objects.filter(event="seal.opened").exists()
    opened = desk.post(place(submission, "seal/"), {"reason": "The claim rests on it"})

    assert WORDS in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    line = CustodyEvent.objects.get(event="seal.opened")
    assert (line.by, line.detail) == (assessor, {"reason": "The claim rests on it"})
    assert "seal.opened" not in desk.get(place(submission)).content.decode()


def test_a_login_of_long_ago_is_asked_for_again() -> None:
    submission = a_sealed_testimony()
    desk = Client()
    desk.force_login(an_assessor())

    response = desk.get(place(submission, "seal/"))

    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]


def test_what_was_taken_back_is_opened_by_nobody() -> None:
    submission = a_sealed_testimony()
    intake.withdraw(submission.pk)

    page = at_the_desk(an_assessor()).post(place(submission, "seal/"), {"reason": "Late"})

    assert WORDS not in page.content.decode()
    assert "It was taken back." in page.content.decode()


@pytest.mark.parametrize(("goes", "words"), [(["head"], ""), (["words"], WORDS)])
def test_it_goes_with_a_claim_as_far_as_was_said(goes: list[str], words: str) -> None:
    submission = a_sealed_claim(goes=goes)
    decision = privacy.access_to(submission)
    assert decision is not None

    leaving = snapshots.of_claim(submission.claim, decision)

    told = {item["head"]: item["description"] for item in leaving["items"]}
    assert told["sexual_violence"] == words
    assert "Sexual violence" not in {
        item.head for item in case_file.items(read_at_the_desk(submission))
    }


def test_without_a_word_about_it_nothing_goes_with_a_claim() -> None:
    submission = a_sealed_claim()

    heads = set(submission.claim.items.values_list("head", flat=True))

    assert "sexual_violence" not in heads
    assert submission.sealed.answers["under-seal"]["sealed"] == [WORDS]


def test_no_archive_receives_it() -> None:
    institution = Institution.objects.create(
        code="archive", names={"en": "National Archives"}, kind="archive", country="LT",
        languages=["lt"], source="test", verification="from_memory",
    )  # fmt: skip
    submission = a_sealed_claim(goes=["words"])

    told = of_case.leave(submission, institution).told

    assert told["record"]["items"]
    assert WORDS not in str(told)
    assert "sexual_violence" not in str(told["record"])


def test_a_draft_that_is_handed_in_keeps_nothing_of_it() -> None:
    submission = a_sealed_testimony()

    assert submission.draft
    assert Draft.objects.get(handle=submission.draft.handle).answers == {}
